"""Owns the tables of calls: the journal as it came, and one summary row a call for the list."""

from datetime import datetime

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
    unknowns: int = 0
    test: bool = Field(
        default=False, sa_column_kwargs={"server_default": "0"}
    )  # to a number that tests a draft, or made from the designer: no figure counts it
