"""Owns the tables of people: accounts, their roles, sign-ins and tokens, invitations, and the audit chain."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from designer.store.moments import Moment, now


class Account(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=64)
    password_hash: str
    must_change_password: bool = False
    language: str = ""
    theme: str = ""
    disabled: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=Moment)


class RoleGrant(SQLModel, table=True):
    """A role on one package, or on all (`*`)."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    role: str = Field(primary_key=True, max_length=16)
    package: str = Field(default="*", primary_key=True, max_length=64)


class SignIn(SQLModel, table=True):
    """A browser that is signed in. Only the hash of its token is kept."""

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(default_factory=now, sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)


class SignInFailure(SQLModel, table=True):
    """A sign-in that failed: whoever guesses is slowed down, by name and by address."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(index=True, max_length=96)
    at: datetime = Field(default_factory=now, sa_type=Moment, index=True)


class Invitation(SQLModel, table=True):
    """An account that waits for its person. `grants`: pairs of a role and a package. Only the hash of its link is kept."""

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    name: str = Field(unique=True, max_length=64)
    grants: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    invited_by: int = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(default_factory=now, sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)


class ApiToken(SQLModel, table=True):
    """A program that acts for a person, within one role. Only the hash of its secret is kept."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=64)
    token_hash: str = Field(unique=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    role: str = Field(max_length=16)
    package: str = Field(default="*", max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    last_used_at: datetime | None = Field(default=None, sa_type=Moment)


class AuditEntry(SQLModel, table=True):
    """Who did what to what, when. Holds references only, never what a caller said; each entry hashes the one before."""

    __table_args__ = (Index("ix_auditentry_what_subject", "what", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    who: str
    what: str
    subject: str = ""
    previous: str = Field(unique=True, max_length=64)
    hash: str = Field(unique=True, max_length=64)
