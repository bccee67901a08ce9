"""Owns what is said of a turn of a conversation that did not come true, in English and Chinese."""

from __future__ import annotations

from msgspec import Struct

_SENTENCES: dict[str, tuple[str, str]] = {
    "line-not-said": ('the line did not say "{wanted}"; it said: {got}', "线路没有说“{wanted}”，说的是：{got}"),
    "line-said": ('the line said "{wanted}", which it never should', "线路说了不该说的“{wanted}”"),
    "not-done": ("the line did not do {wanted}; it did: {got}", "线路没有做 {wanted}，做的是：{got}"),
    "done": ("the line did {got}, which it never should ({wanted})", "线路做了不该做的 {got}（{wanted}）"),
    "heard-otherwise": ("{name} was understood as {got}, not {wanted}", "{name} 被理解成 {got}，而不是 {wanted}"),
    "other-step": ("the call stands at {got}, not at {wanted}", "通话停在 {got}，而不是 {wanted}"),
    "not-ended": ("the call has not ended; it stands at {got}", "通话还没结束，停在 {got}"),
    "ended-otherwise": ("the call ended with {name} {got}, not {wanted}", "通话结束时 {name} 是 {got}，而不是 {wanted}"),
    "ended-already": ("the call had already ended", "通话已经结束了"),
    "no-person-asked": ("no person was being asked; the call stands at {got}", "这时没有在转人工，通话停在 {got}"),
    "no-data": ("the conversation gives no data for {name}", "这段对话没有给出 {name} 的结果"),
    "must-be-heard": (
        'the caller cannot interrupt what must be heard to its end: "{got}"',
        "这句话必须听完，来电人打断不了：“{got}”",
    ),
}
"""Code -> (English, Chinese)."""

CODES = tuple(_SENTENCES)


class Failure(Struct, frozen=True):
    """A turn that did not come true. `turn` counts from 0 in `talk`."""

    turn: int
    code: str
    arguments: dict[str, str]

    def sentence(self, language: str = "en") -> str:
        return _SENTENCES[self.code][language.startswith("zh")].format(**self.arguments)


class Unkept(Exception):
    """An expectation of a turn that does not hold."""

    def __init__(self, code: str, **arguments: str) -> None:
        super().__init__(code)
        self.code, self.arguments = code, arguments
