"""Owns the tables of questions to learn: groups of askings that mean the same."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from designer.store.moments import Moment


class Question(SQLModel, table=True):
    """Something callers asked that nobody had answered. `text` is how it was asked first.

    `state`: open, ignored, taught (in the draft), learned (in a published version). `count`: by callers; what was asked in test
    calls alone has none.
    """

    id: int | None = Field(default=None, primary_key=True)
    package: str = Field(index=True, max_length=64)
    text: str
    normal: str = Field(index=True)
    state: str = Field(default="open", index=True, max_length=16)
    count: int = 0
    ignored_since: int = 0  # how often it had been asked when it was ignored
    first_asked: datetime = Field(sa_type=Moment)
    last_asked: datetime = Field(sa_type=Moment, index=True)
    guess: str | None = None
    confidence: float = 0.0
    runner_up: str | None = None
    reason: str = ""
    taught_revision: int | None = None
    taught_as: str = ""  # intent:fee_dispute or answer:opening_hours
    learned_version: int | None = None


class Asking(SQLModel, table=True):
    """One time that a question was asked: the call and the turn."""

    __table_args__ = (UniqueConstraint("call", "sequence"),)

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id", index=True)
    package: str = Field(max_length=64)
    call: str = Field(max_length=64)
    sequence: int
    at: datetime = Field(sa_type=Moment)
    text: str
    normal: str = Field(index=True)
