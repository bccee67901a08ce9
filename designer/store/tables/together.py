"""Owns the tables of working together: comments on steps, and who has a package open."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from designer.store.moments import Moment, now


class StepComment(SQLModel, table=True):
    """One comment. `thread` is the first of those that answer each other (itself where it is the first), which is resolved."""

    id: int | None = Field(default=None, primary_key=True)
    package: str = Field(index=True, max_length=64)
    file: str
    step: str
    thread: int | None = Field(default=None, index=True)
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)
    text: str
    resolved_by: str = ""
    resolved_at: datetime | None = Field(default=None, sa_type=Moment)


class Presence(SQLModel, table=True):
    """Where somebody was seen last in a package: a page's heartbeat."""

    package: str = Field(primary_key=True, max_length=64)
    person: str = Field(primary_key=True, max_length=64)
    place: str = Field(default="", max_length=32)
    flow: str = ""
    step: str = ""
    at: datetime = Field(default_factory=now, sa_type=Moment)
