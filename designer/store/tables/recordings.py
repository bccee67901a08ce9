"""Owns the tables of recorded prompts: the files, what each was recorded for, and the sets that runtimes pull."""

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel


class Sound(SQLModel, table=True):
    """A WAV file byte by byte as it was given, kept once; named by its SHA-256."""

    hash: str = Field(primary_key=True, max_length=64)
    size: int
    seconds: float
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RecordedWords(SQLModel, table=True):
    """What a recording says, by its key, which is a digest of just this: it is shown when nothing says it any more."""

    key: str = Field(primary_key=True, max_length=16)
    language: str = Field(max_length=8)
    style: str = Field(max_length=16)
    text: str


class RecordingSet(SQLModel, table=True):
    """What the calls of a bundle are said with (`dsl.recordings.encode_set`), named by its SHA-256."""

    name: str = Field(primary_key=True, max_length=64)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
