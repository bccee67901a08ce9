"""Owns the form of a look-up: where it asks, what it is sent, what it gives, how long that may take."""

from __future__ import annotations

from typing import Any, ClassVar

from designer.forms.edits import Edit, Put, Remove
from designer.forms.fields import Entered
from designer.forms.form import Beside, Field, Folded, Form
from designer.forms.inputs import Reply, Seconds, Switch
from designer.forms.rows import Column, KindColumn, NumberColumn, Rows
from designer.forms.sheet import Path, Problem, Sheet

FILE = "data.yaml"
METHODS = ("get", "post")


class Address(Field, frozen=True, kw_only=True):
    """How and where: `get` or `post`, of which a look-up has exactly one, and the address behind it."""

    sort: ClassVar[str] = "address"

    def read(self, sheet: Sheet, item: Path) -> Any:
        method = next((method for method in METHODS if sheet.has((*item, method))), METHODS[0])
        return {"method": method, "address": sheet.text((*item, method))}

    def entered(self, entered: Entered) -> Any:
        return {"method": entered.text("method"), "address": entered.text("address")}

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        old = self.read(sheet, item)
        new = self.entered(entered)
        method = new["method"] if new["method"] in METHODS else METHODS[0]
        if method == old["method"]:
            return [] if new["address"] == old["address"] else [Put((*item, method), new["address"], order)]
        removed: list[Edit] = [Remove((*item, old["method"]))] if sheet.has((*item, old["method"])) else []
        return [Put((*item, method), new["address"], order), *removed]

    def problems(self, sheet: Sheet, item: Path) -> list[Problem]:
        return [problem for method in METHODS for problem in sheet.problems((*item, method))]


FORM = Form(
    place="data",
    file=FILE,
    order=("get", "post", "sends", "gives", "outcomes", "within", "waiting", "once"),
    parts=(
        Address(key="address"),
        Rows(key="sends", left=Column("parameter"), right=KindColumn("kind")),
        Rows(key="gives", left=Column("field"), right=KindColumn("kind")),
        Beside((Seconds(key="within", usual="3"), Switch(key="once"))),
        Reply(key="waiting"),
        Folded("more", (Rows(key="outcomes", left=Column("outcome"), right=NumberColumn("status")),)),
    ),
)


def new(name: str, entered: Entered) -> list[Edit]:
    return [Put((name,), {"get": entered.text("address") or "https://", "gives": {"ok": "flag"}})]
