"""The screens of knowledge answers."""

from designer.forms import answers
from designer.forms.sheet import Sheet
from designer.pages.items import Kind, item_pages
from designer.words import t


def _detail(sheet: Sheet, name: str) -> str:
    return t("answers.question_count", count=len(sheet.texts((name, "questions"))))


HANDLERS = item_pages(
    Kind(
        place="answers",
        file=answers.FILE,
        read=answers.read,
        refill=answers.refill,
        edits=answers.edits,
        new=answers.new,
        detail=_detail,
        words="say",
    )
)
