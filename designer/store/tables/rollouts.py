"""Owns the table of roll-outs: versions that were tried on a share of the calls."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from designer.store.moments import Moment, now


class Rollout(SQLModel, table=True):
    """A version that gets `percent` of a package's calls beside the live one, and when it loses them by itself.

    `state`: running, stopped (by its rule: `reason` says which figure was worse, or `runtime` that one counted it by itself),
    finished (everybody has it), withdrawn. `live`: the version that it is held against.
    """

    id: int | None = Field(default=None, primary_key=True)
    package: str = Field(index=True, max_length=64)
    version: int
    live: int
    percent: int
    worse_by: int
    after: int
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)
    state: str = Field(default="running", index=True, max_length=16)
    reason: str = ""
    ended_by: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    seen_by: str = Field(default="", sa_column_kwargs={"server_default": ""})  # who put its line on Today away
    seen_at: datetime | None = Field(default=None, sa_type=Moment)
