"""The screens of intents: what callers want, and how they say it."""

from designer.forms import intents
from designer.forms.sheet import Sheet
from designer.pages.items import Kind, item_pages
from designer.words import t


def _detail(sheet: Sheet, name: str) -> str:
    return t("intents.phrase_count", count=len(sheet.texts((name, "phrases"))))


HANDLERS = item_pages(
    Kind(
        place="intents",
        file=intents.FILE,
        read=intents.read,
        refill=intents.refill,
        edits=intents.edits,
        new=intents.new,
        detail=_detail,
    )
)
