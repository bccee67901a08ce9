"""Owns what is said of a turn of a conversation that did not come true, in English and Chinese."""

from __future__ import annotations

from msgspec import Struct

_SENTENCES = {
    "line-not-said": {
        "en": 'the line did not say "{wanted}"; it said: {got}',
        "zh": "线路没有说“{wanted}”，说的是：{got}",
    },
    "line-said": {"en": 'the line said "{wanted}", which it never should', "zh": "线路说了不该说的“{wanted}”"},
    "not-done": {"en": "the line did not do {wanted}; it did: {got}", "zh": "线路没有做 {wanted}，做的是：{got}"},
    "done": {"en": "the line did {got}, which it never should ({wanted})", "zh": "线路做了不该做的 {got}（{wanted}）"},
    "heard-otherwise": {
        "en": "{name} was understood as {got}, not {wanted}",
        "zh": "{name} 被理解成 {got}，而不是 {wanted}",
    },
    "other-step": {"en": "the call stands at {got}, not at {wanted}", "zh": "通话停在 {got}，而不是 {wanted}"},
    "not-ended": {"en": "the call has not ended; it stands at {got}", "zh": "通话还没结束，停在 {got}"},
    "ended-otherwise": {
        "en": "the call ended with {name} {got}, not {wanted}",
        "zh": "通话结束时 {name} 是 {got}，而不是 {wanted}",
    },
    "ended-already": {"en": "the call had already ended", "zh": "通话已经结束了"},
    "no-person-asked": {"en": "no person was being asked; the call stands at {got}", "zh": "这时没有在转人工，通话停在 {got}"},
    "no-data": {"en": "the conversation gives no data for {name}", "zh": "这段对话没有给出 {name} 的结果"},
    "must-be-heard": {
        "en": 'the caller cannot interrupt what must be heard to its end: "{got}"',
        "zh": "这句话必须听完，来电人打断不了：“{got}”",
    },
}

CODES = tuple(_SENTENCES)


class Failure(Struct, frozen=True):
    """A turn that did not come true. `turn` counts from 0 in `talk`."""

    turn: int
    code: str
    arguments: dict[str, str]

    def sentence(self, language: str = "en") -> str:
        return _SENTENCES[self.code]["zh" if language.startswith("zh") else "en"].format(**self.arguments)


class Unkept(Exception):
    """An expectation of a turn that does not hold."""

    def __init__(self, code: str, **arguments: str) -> None:
        super().__init__(code)
        self.code, self.arguments = code, arguments
