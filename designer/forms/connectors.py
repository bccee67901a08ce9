"""Owns the form of a connector: what text messages go through, and to what kind of address."""

from __future__ import annotations

from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered
from designer.forms.form import Beside, Form
from designer.forms.inputs import Seconds, Text
from designer.forms.kinds import KindOfValue

FILE = "connectors.yaml"
FORM = Form(
    place="connectors",
    file=FILE,
    order=("title", "post", "to", "within"),
    parts=(
        Text(key="title", word="name"),
        Text(key="post", type="url"),
        Beside((KindOfValue(key="to", offered=("phone", "email", "text"), usual="phone"), Seconds(key="within", usual="5"))),
    ),
)


def new(name: str, entered: Entered) -> list[Edit]:
    return [Put((name,), {"title": entered.text("title") or name, "post": entered.text("post") or "https://"})]
