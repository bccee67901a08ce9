"""The screen of escalation rules: when a person takes over, in the order in which the rules are tried."""

from designer.forms import escalation
from designer.forms.edits import Edit
from designer.forms.names import names_of
from designer.forms.sheet import Sheet
from designer.pages.rules import Rules, rule_pages
from designer.words import t


def _new(sheet: Sheet, _kind: str) -> list[Edit]:
    skills = names_of(sheet.checked).get("skills", [])
    return escalation.new(sheet, skills[0][0] if skills else "general")


HANDLERS = rule_pages(
    Rules(
        form=escalation.FORM,
        new=_new,
        title=lambda _, number: t("escalation.rule", number=number + 1),
        sentence=lambda form, _: escalation.sentence(form),
        kinds=("rule",),
    )
)
