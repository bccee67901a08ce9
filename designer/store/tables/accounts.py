"""Owns the tables of people: accounts, their roles, their sign-ins, and the audit chain."""

from datetime import datetime

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


class AuditEntry(SQLModel, table=True):
    """Who did what to what, when. Holds references only, never what a caller said; each entry hashes the one before."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    who: str
    what: str
    subject: str = ""
    previous: str = Field(unique=True, max_length=64)
    hash: str = Field(unique=True, max_length=64)
