"""The screen of policies: what must hold on every path of every call."""

from designer.forms import policies
from designer.forms.form import Filled
from designer.pages.rules import Rules, rule_pages
from designer.words import t


def _title(form: Filled, number: int) -> str:
    return form.value("name") or t("policies.rule", number=number + 1)


HANDLERS = rule_pages(Rules(form=policies.FORM, new=policies.new, title=_title, sentence=policies.sentence, kinds=policies.KINDS))
