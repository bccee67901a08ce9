"""The screens of slots: the details that the line asks for."""

from typing import Any

from designer import words
from designer.forms import slots
from designer.forms.sheet import Sheet
from designer.pages.items import Kind, item_pages
from designer.words import t


def _detail(sheet: Sheet, name: str) -> str:
    kind, _ = slots.split_type(sheet.text((name, "type")))
    return _kind_words(kind)


def _kind_words(kind: str) -> str:
    key = f"slots.kind_{kind.replace('/', '_')}"
    return t(key) if words.has(key) else kind


def _extras() -> dict[str, Any]:
    """What the menus of the form offer, in the operator's words."""
    return {
        "kinds": [(kind, _kind_words(kind)) for kind in slots.ASKED],
        "menus": {key: [(value, t(f"slots.{key}_{value}")) for value in values] for key, values in slots.CHOICES.items()},
        "with_argument": slots.WITH_ARGUMENT,
    }


HANDLERS = item_pages(
    Kind(
        place="slots",
        file=slots.FILE,
        read=slots.read,
        refill=slots.refill,
        edits=slots.edits,
        new=slots.new,
        detail=_detail,
        words="ask",
        extras=_extras,
    )
)
