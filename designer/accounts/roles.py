"""Owns the roles and what each may do. A role is held on one package or on all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["operator", "publisher", "curator", "agent", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

Right = Literal["see", "edit", "publish", "numbers", "teach", "calls", "unmask", "emergency", "administer"]

_RIGHTS: dict[Role, frozenset[Right]] = {
    "operator": frozenset({"see", "edit", "calls", "teach"}),
    "publisher": frozenset({"see", "edit", "calls", "teach", "publish", "numbers", "unmask", "emergency"}),
    "curator": frozenset({"see", "edit", "calls", "teach"}),
    "agent": frozenset({"see", "calls", "unmask"}),
    "admin": frozenset(get_args(Right)),
}


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, as one request knows them."""

    id: int
    name: str
    grants: frozenset[tuple[Role, str]]  # role, package or `*`
    must_change_password: bool
    language: str
    theme: str

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for role, _ in self.grants)

    def may(self, right: Right, package: str | None = None) -> bool:
        """Whether they may do this to the package; without one, whether anywhere at all."""
        return any(right in _RIGHTS[role] and (on == "*" or package in (None, on)) for role, on in self.grants)

    def may_everywhere(self, right: Right) -> bool:
        """Whether they may do this to every package, those to come included."""
        return any(right in _RIGHTS[role] and on == "*" for role, on in self.grants)


def known(roles: Iterable[str]) -> list[Role]:
    """Those of the names that are roles."""
    given = set(roles)
    return [role for role in ROLES if role in given]
