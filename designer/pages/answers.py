"""The screens of knowledge answers."""

from designer.forms import answers
from designer.forms.form import Filled
from designer.forms.sheet import Path, Sheet
from designer.pages.items import Kind, item_pages
from designer.words import t


def _detail(sheet: Sheet, path: Path) -> str:
    return t("answers.question_count", count=len(sheet.texts((*path, "questions"))))


def _told(form: Filled) -> list[str]:
    return [t("answers.expired", until=form.value("valid_until"))] if answers.is_expired(form) else []


HANDLERS = item_pages(Kind(form=answers.FORM, new=answers.new, detail=_detail, words="say", told=_told))
