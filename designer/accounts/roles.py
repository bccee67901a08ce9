"""Owns the roles and what each may do. A role is held on one package or on all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["operator", "publisher", "curator", "agent", "auditor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

EVERYWHERE = "*"
"""In the place of a package: all of them, those to come included."""

Right = Literal[
    "see", "edit", "publish", "numbers", "questions", "teach", "calls", "listen", "unmask", "emergency", "audit", "administer",
]  # fmt: skip

_RIGHTS: dict[Role, frozenset[Right]] = {
    "operator": frozenset({"see", "edit", "calls", "questions", "teach"}),
    "publisher": frozenset({"see", "edit", "calls", "questions", "teach", "publish", "numbers", "listen", "unmask", "emergency"}),
    "curator": frozenset({"see", "edit", "calls", "questions", "teach"}),
    "agent": frozenset({"see", "calls", "listen", "unmask"}),
    "auditor": frozenset({"see", "calls", "questions", "audit"}),
    "admin": frozenset(get_args(Right)),
}


@dataclass(frozen=True, order=True)
class Grant:
    """A role as it is held: on one package, or on all of them."""

    role: Role
    package: str = EVERYWHERE

    def covers(self, package: str | None) -> bool:
        """Without a package: whether it is held on any at all, which it is."""
        return self.package == EVERYWHERE or package in (None, self.package)

    def allows(self, right: Right, package: str | None = None) -> bool:
        return right in _RIGHTS[self.role] and self.covers(package)


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, as one request knows them."""

    id: int
    name: str
    grants: frozenset[Grant]
    must_change_password: bool
    language: str
    theme: str
    within: Grant | None = None  # by a token: nothing beyond this, whatever the person may

    def may(self, right: Right, package: str | None = None) -> bool:
        """Whether they may do this to the package; without one, whether anywhere at all."""
        inside = self.within is None or self.within.allows(right, package)
        return inside and any(grant.allows(right, package) for grant in self.grants)

    def may_everywhere(self, right: Right) -> bool:
        """Whether they may do this to every package, those to come included."""
        return self.may(right, EVERYWHERE)

    def packages(self, right: Right) -> frozenset[str] | None:
        """Those to which they may do this; None: to every one, those to come included."""
        if self.may_everywhere(right):
            return None
        held = {grant.package for grant in (*self.grants, *([self.within] if self.within else []))} - {EVERYWHERE}
        return frozenset(package for package in held if self.may(right, package))

    def among(self, right: Right, chosen: str = "") -> frozenset[str] | None:
        """The same, where somebody chose one package, or none."""
        allowed = self.packages(right)
        if not chosen:
            return allowed
        return frozenset({chosen}) if allowed is None else allowed & {chosen}


def rights_of(role: Role) -> frozenset[Right]:
    return _RIGHTS[role]


def known(roles: Iterable[str]) -> list[Role]:
    """Those of the names that are roles."""
    given = set(roles)
    return [role for role in ROLES if role in given]


def known_grants(held: Iterable[tuple[str, str]]) -> list[Grant]:
    """Those of the pairs (role, package) that can be held, in the order of the roles. Nobody is an admin of one package."""
    pairs = {(role, package) for name, package in held for role in known([name]) if role != "admin" or package == EVERYWHERE}
    return sorted((Grant(role, package) for role, package in pairs), key=_order)


def _order(grant: Grant) -> tuple[int, str]:
    return ROLES.index(grant.role), grant.package
