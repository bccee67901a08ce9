"""Owns the hand-off table: where the people of a skill are reached, for every flow or for one, and when."""

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Destination(SQLModel, table=True):
    """A line of the table; those of one skill are tried in the order in which they were added. `hours`: a calendar, or always."""

    id: int | None = Field(default=None, primary_key=True)
    skill: str = Field(max_length=64)
    package: str = Field(default="", max_length=64)  # empty: every flow
    address: str
    hours: Any = Field(default=None, sa_column=Column(JSON, nullable=True))
