"""Owns the form of a policy: what must hold on every path of every call, and how it reads as a sentence."""

from __future__ import annotations

from collections.abc import Callable

from designer.forms.conditions import Condition
from designer.forms.edits import Edit, Insert, Put
from designer.forms.form import Filled, Form
from designer.forms.inputs import Fixed, Names, Pick, Text, Turns, Which
from designer.forms.sheet import Sheet
from designer.words import t
from dsl import editing
from dsl.model import Package

FILE = "policies.yaml"
KINDS = ("heard", "holds", "secret", "when")
HEARD, HOLDS, SECRET, WHEN = (("kind", (kind,)) for kind in KINDS)
BEFORE = ("kind", ("heard", "holds"))
FORM = Form(
    place="policies",
    file=FILE,
    order=("name", "heard", "holds", "secret", "when", "before", "only_to", "reach", "within"),
    parts=(
        Text(key="name"),
        Which(key="kind", options=KINDS),
        Names(key="heard", source="prompts", shown_for=HEARD),
        Condition(key="holds", shown_for=HOLDS),
        Names(key="before", source="done", shown_for=BEFORE),
        Pick(key="secret", source="secrets", shown_for=SECRET),
        Names(key="only_to", source="lookups", shown_for=SECRET),
        Condition(key="when", shown_for=WHEN),
        Fixed(key="reach", text="hand_off", shown_for=WHEN),
        Turns(key="within", usual=2, shown_for=WHEN),
    ),
)


def new(sheet: Sheet, kind: str) -> list[Edit]:
    """A rule at the end of the list, of one of the kinds, about the first thing in the package that it can be about."""
    package = sheet.checked.package
    about: editing.Data = _starts(package)[kind if kind in KINDS else KINDS[-1]]
    assert isinstance(about, dict)
    rule: editing.Data = {"name": t(f"policies.start_{kind}"), **about}
    return [Insert((), sheet.length(), rule)] if sheet.length() else [Put((), [rule])]


def _starts(package: Package | None) -> dict[str, editing.Data]:
    entry = package.flow.entry.inbound if package else ""
    flag = next((name for name, value in package.flow.values.items() if value.flag), "") if package else ""
    secret = next((name for name, slot in package.slots.items() if slot.secret), "") if package else ""
    lookup = next((name for name, data in package.data.items() if secret in data.sends), "") if package else ""
    return {
        "heard": {"heard": entry, "before": ["collect", "fetch"]},
        "holds": {"holds": flag or "caller.known", "before": "fetch"},
        "secret": {"secret": secret, "only_to": lookup},
        "when": {"when": "anger >= 0.7", "reach": "hand_off", "within": "2 turns"},
    }


def sentence(form: Filled, said: Callable[[str, str], str]) -> str:
    """`said` gives the words of a name of a kind."""
    kind = form.value("kind")
    joiner = t("policies.joiner")

    def all_of(key: str, source: str) -> str:
        return joiner.join(said(source, item.text) for item in form.value(key)) or "…"

    match kind:
        case "heard":
            return t("policies.said_heard", before=all_of("before", "done"), heard=all_of("heard", "prompts"))
        case "holds":
            return t("policies.said_holds", before=all_of("before", "done"), condition=form.value("holds").sentence or "…")
        case "secret":
            name = said("secrets", form.value("secret")) if form.value("secret") else "…"
            return t("policies.said_secret", secret=name, only_to=all_of("only_to", "lookups"))
        case _:
            key = "policies.said_when_at_once" if form.value("within") == "0" else "policies.said_when"
            return t(
                key,
                condition=form.value("when").sentence or "…",
                count=int(form.value("within")) if form.value("within").isdigit() else 0,
            )
