"""The screens of intents: what callers want, and how they say it."""

from designer.forms import intents
from designer.forms.sheet import Path, Sheet
from designer.pages.items import Kind, item_pages
from designer.words import t


def _detail(sheet: Sheet, path: Path) -> str:
    return t("intents.phrase_count", count=len(sheet.texts((*path, "phrases"))))


HANDLERS = item_pages(Kind(form=intents.FORM, new=intents.new, detail=_detail))
