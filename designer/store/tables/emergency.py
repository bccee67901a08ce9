"""Owns the tables of the emergency switch: the notices that are ready for it, and what it was turned to."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from designer.store.moments import Moment, now


class Notice(SQLModel, table=True):
    """Words for an emergency, written and approved before there is one; never changed after, only taken away."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=120)
    zh: str
    en: str
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)
    approved_by: str = ""
    approved_at: datetime | None = Field(default=None, sa_type=Moment)


class Measure(SQLModel, table=True):
    """What the switch was turned to: for a dialled number or for all (empty), until a time or until somebody ended it.

    `does`: notice, people, close. The words are those of the notice as it was then.
    """

    id: int | None = Field(default=None, primary_key=True)
    dialled: str = Field(max_length=32)
    does: str = Field(max_length=16)
    title: str = ""
    zh: str = ""
    en: str = ""
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)
    until: datetime = Field(sa_type=Moment)
    ended_by: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
