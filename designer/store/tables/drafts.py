"""Owns the tables of drafts: a package's files as text, every save of them a revision; uploads that wait to become one."""

from datetime import datetime

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from designer.store.moments import Moment, now


class DraftHead(SQLModel, table=True):
    """A package's newest revision. `title` and `language` repeat what flow.yaml says, for lists."""

    package: str = Field(primary_key=True, max_length=64)
    title: str
    language: str
    revision: int
    updated_at: datetime = Field(default_factory=now, sa_type=Moment)
    updated_by: str = ""


class FileText(SQLModel, table=True):
    """A text, kept once however many revisions and versions hold it; named by its SHA-256."""

    hash: str = Field(primary_key=True, max_length=64)
    text: str


class Revision(SQLModel, table=True):
    """The package after one save: `files` is path -> hash of its text, `renamings` what got another name by it.

    `undoes` is the revision that this one takes back; its own number where the package begins. `name`: what people call it.
    """

    package: str = Field(primary_key=True, max_length=64)
    number: int = Field(primary_key=True)
    at: datetime = Field(default_factory=now, sa_type=Moment)
    by: str
    what: str
    files: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    undoes: int | None = None
    name: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": ""})
    renamings: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))


class Upload(SQLModel, table=True):
    """A file that somebody sent, until they decided what becomes of it. Nobody else finds it."""

    key: str = Field(primary_key=True, max_length=32)
    account_id: int = Field(foreign_key="account.id")
    at: datetime = Field(default_factory=now, sa_type=Moment, index=True)
    name: str
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
