"""Owns the forms of words.yaml: a list of words that a detail is chosen from, and how words are pronounced."""

from __future__ import annotations

from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered
from designer.forms.form import Form
from designer.forms.rows import Column, Rows

FILE = "words.yaml"
FORM = Form(
    place="lists",
    file=FILE,
    parts=(Rows(key="entries", at=(), left=Column("entry"), right=Column("words"), many=True),),
)
BELOW = ("lists",)
PRONUNCIATIONS = Form(
    place="pronunciations",
    file=FILE,
    parts=(Rows(key="pronunciations", left=Column("word"), right=Column("sound")),),
)


def new(name: str, entered: Entered) -> list[Edit]:
    return [Put((*BELOW, name), {entered.text("title") or name: [entered.text("title") or name]})]
