"""Owns the tables of what runs: versions, bundles, numbers, settings, issued releases, runtimes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from designer.store.moments import Moment, now


class BundleData(SQLModel, table=True):
    """The canonical bytes of a bundle, named by their SHA-256."""

    identity: str = Field(primary_key=True, max_length=64)
    package: str = Field(index=True, max_length=64)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Version(SQLModel, table=True):
    """What was published once, never changed after. `restores` names the version that a roll-back published again."""

    package: str = Field(primary_key=True, max_length=64)
    number: int = Field(primary_key=True)
    bundle: str = Field(foreign_key="bundledata.identity", max_length=64)
    files: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    revision: int
    at: datetime = Field(default_factory=now, sa_type=Moment)
    by: str
    note: str = ""
    restores: int | None = None
    overridden: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True)))  # [gate, warnings] of those not passed


class Proposal(SQLModel, table=True):
    """A saved draft that somebody wants live: it waits for a second person, for its time, or for one after the other.

    `state`: asked, approved (waits for `go_at`), live, rejected, withdrawn, failed (its gates were closed when the time came).
    """

    id: int | None = Field(default=None, primary_key=True)
    package: str = Field(index=True, max_length=64)
    revision: int
    by: str
    note: str = ""
    at: datetime = Field(default_factory=now, sa_type=Moment)
    go_at: datetime | None = Field(default=None, sa_type=Moment)
    state: str = Field(default="asked", index=True, max_length=16)
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    comment: str = ""
    version: int | None = None
    percent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # of the calls; 0: everybody
    worse_by: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    after: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class LiveVersion(SQLModel, table=True):
    package: str = Field(primary_key=True, max_length=64)
    number: int


class Number(SQLModel, table=True):
    """Which package a dialled number runs; `*` takes what no other takes."""

    dialled: str = Field(primary_key=True, max_length=32)
    package: str = Field(index=True, max_length=64)
    entry: str = "inbound"
    language: str = Field(default="", max_length=8, sa_column_kwargs={"server_default": ""})  # empty: the flow's own
    test: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})  # runs what is on the test line, not what is live
    hours: Any = Field(
        default=None, sa_column=Column(JSON(none_as_null=True))
    )  # `number_hours.Hours`; null: it takes calls always


class OnTestLine(SQLModel, table=True):
    """The save of a package that its test numbers run."""

    package: str = Field(primary_key=True, max_length=64)
    bundle: str = Field(foreign_key="bundledata.identity", max_length=64)
    revision: int
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)
    recordings: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})  # the set; empty: none


class Setting(SQLModel, table=True):
    """What an admin set for the whole house: allowed hosts, the fallback, two people for going live."""

    key: str = Field(primary_key=True, max_length=32)
    value: Any = Field(sa_column=Column(JSON, nullable=False))


class IssuedRelease(SQLModel, table=True):
    """A release as the runtimes pull it; the newest one counts."""

    number: int = Field(primary_key=True)
    tag: str = Field(max_length=64)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Preparation(SQLModel, table=True):
    """What the workshop said of a bundle that it prepared."""

    bundle: str = Field(primary_key=True, max_length=64)
    ready: bool
    report: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(default_factory=now, sa_type=Moment)


class RuntimeSeen(SQLModel, table=True):
    """A runtime's last heartbeat."""

    name: str = Field(primary_key=True, max_length=64)
    status: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    seen_at: datetime = Field(sa_type=Moment)


class LookupSample(SQLModel, table=True):
    """What a look-up answered when somebody last tested it and kept the answer: for trying the flow out without that system."""

    package: str = Field(primary_key=True, max_length=64)
    name: str = Field(primary_key=True, max_length=64)
    outcome: str = Field(max_length=64)
    given: Any = Field(sa_column=Column(JSON, nullable=False))
    by: str = Field(max_length=64)
    at: datetime = Field(default_factory=now, sa_type=Moment)
