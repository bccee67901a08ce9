"""Every ink on every ground it is used on, in both themes, by the contrast formula of WCAG 2.2."""

import re

import pytest

from designer.browser_files import STATIC

TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", (STATIC / "css" / "tokens.css").read_text("utf-8")
    )
}
GROUNDS = ("ground", "side", "surface", "raised", "sunken")
TEXTS = [
    *((ink, ground, 4.5) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in GROUNDS),
    *((ink, "hover", 4.5) for ink in ("ink", "ink-2")),
    ("on-accent", "accent", 4.5), ("on-accent", "accent-strong", 4.5),
    ("on-accent-soft", "accent-soft", 4.5), ("on-bad", "bad", 4.5),
    *((name, f"{name}-soft", 4.5) for name in ("good", "warn", "bad", "info")),
    *(("ink", f"{name}-soft", 4.5) for name in ("good", "warn", "bad", "info")),
    *((name, ground, 4.5) for name in ("bad", "warn", "good") for ground in ("surface", "ground")),
    *((line, ground, 3.0) for line in ("line-strong", "focus") for ground in ("surface", "ground", "raised")),
    *((f"step-{kind}", "raised", 3.0) for kind in ("voice", "ask", "data", "logic", "person", "end")),
]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), TEXTS)
def test_contrast(ink, ground, least, theme):
    lighter, darker = sorted((luminance(TOKENS[name][theme]) for name in (ink, ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least
