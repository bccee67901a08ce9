"""Owns what a policy may look at while a call goes on."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.proofs.memory import View


class Watcher:
    """What a policy looks at while a call goes on; each gives the next states of the policy with the view it holds in."""

    def begin(self) -> object:
        return None

    def doing(self, address: str, state: object, view: View) -> Iterator[tuple[object, View]]:
        """A step is done, its `needs` being met."""
        yield state, view

    def turn(self, state: object, view: View) -> Iterator[tuple[object, View]]:
        """The caller has had a turn, before anything is made of it."""
        yield state, view

    def handed_off(self, state: object) -> object:
        return state

    def goodbye(self, state: object) -> object:
        """The caller says that the call is over."""
        return state

    def ended(self, state: object, how: str) -> object:
        return state
