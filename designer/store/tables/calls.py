"""Owns the tables of calls: the journal, a summary a call for the list, how many went which way, and whose sound is kept."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel

from designer.store.moments import Moment


class JournalRecord(SQLModel, table=True):
    """One fact of one call. `data` is the whole record as JSON; the other columns repeat what is searched by."""

    call: str = Field(primary_key=True, max_length=64)
    sequence: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    kind: str = Field(max_length=32)
    data: str


class CallSummary(SQLModel, table=True):
    """A call as the list shows it, put together from its records as they come, in whatever order."""

    call: str = Field(primary_key=True, max_length=64)
    package: str = Field(default="", index=True, max_length=64)
    bundle: str = Field(default="", max_length=64)
    direction: str = "inbound"
    line: str = ""
    caller: str = Field(default="", index=True, max_length=64)
    dialled: str = Field(default="", max_length=64)
    started_at: datetime = Field(sa_type=Moment, index=True)
    last_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    how: str = ""
    disposition: str = ""
    step: str = Field(default="", sa_column_kwargs={"server_default": ""})  # the last one it came to, by its full address
    again: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})  # its caller rang the flow again within a day
    anger: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # percent, at the worst
    silences: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    unknowns: int = 0
    test: bool = Field(
        default=False, sa_column_kwargs={"server_default": "0"}
    )  # to a number that tests a draft, or made from the designer: no figure counts it


class Passage(SQLModel, table=True):
    """How many of the calls that began on one day, on one bundle, went one way; counted as records come in.

    `kind`: that of an edge, which leads from `step` (with its label); `came`: they came to the step; `ended`: they ended there,
    as the label says. Where `step` is empty: what is open from any question; by `came` all calls; by `reason` those in which an
    intent was heard, wherever that was.
    """

    package: str = Field(primary_key=True, max_length=64)
    day: date = Field(primary_key=True)
    bundle: str = Field(primary_key=True, max_length=64)
    step: str = Field(primary_key=True)
    kind: str = Field(primary_key=True, max_length=16)
    label: str = Field(primary_key=True)
    calls: int


class CallSound(SQLModel, table=True):
    """The sound of a call: a file in the data folder, until it is gone, by its time (`gone_by` empty) or by somebody's hand."""

    call: str = Field(primary_key=True, max_length=64)
    began_at: datetime = Field(sa_type=Moment, index=True)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    caller_loudness: list[int] = Field(sa_column=Column(JSON, nullable=False))  # 0 to 100, as the page draws it
    line_loudness: list[int] = Field(sa_column=Column(JSON, nullable=False))
    gone_at: datetime | None = Field(default=None, sa_type=Moment)
    gone_by: str = ""
