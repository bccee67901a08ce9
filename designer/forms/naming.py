"""Owns the inner names of new things: made from their titles, so that an operator need not think of any."""

from __future__ import annotations

import re
from collections.abc import Collection

from pypinyin import Style, lazy_pinyin

LONGEST = 40
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def name_for(title: str, taken: Collection[str], kind: str) -> str:
    """`费用争议` → `fei_yong_zheng_yi`, `Fee dispute` → `fee_dispute`; numbered where the name is taken."""
    spoken = "_".join(lazy_pinyin(title, style=Style.NORMAL)).lower()
    name = _NOT_IN_NAMES.sub("_", spoken).strip("_")[:LONGEST].strip("_")
    if not name or not name[0].isalpha():
        name = f"{kind}_{name}".strip("_")
    if name not in taken:
        return name
    return next(f"{name}_{number}" for number in range(2, len(taken) + 3) if f"{name}_{number}" not in taken)
