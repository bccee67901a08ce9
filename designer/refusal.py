"""Owns the one way in which a service says no to a person: a key of `words/refusals.yaml` and what fills the sentence."""


class Refused(Exception):
    """What was asked for can't be done; the page shows one sentence, and nothing was changed."""

    def __init__(self, key: str, status: int = 422, **arguments: object) -> None:
        super().__init__(key)
        self.key = key
        self.status = status
        self.arguments = arguments
