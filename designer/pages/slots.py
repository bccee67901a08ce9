"""The screens of slots: the details that the line asks for."""

from designer.forms import slots
from designer.forms.kinds import kind_words, split_type
from designer.forms.sheet import Path, Sheet
from designer.pages.items import Kind, item_pages


def _detail(sheet: Sheet, path: Path) -> str:
    return kind_words(split_type(sheet.text((*path, "type"))).kind)


HANDLERS = item_pages(Kind(form=slots.FORM, new=slots.new, detail=_detail, words="ask"))
