"""Owns the words for a failing call: what the caller does, what systems answer, who takes the call."""

from __future__ import annotations

from dsl.failing_call import (
    AnyEvent,
    CallerPresses,
    CallerSays,
    CallerSilent,
    DataComes,
    FailingCall,
    MessageAnswered,
    PersonAnswers,
)

_MOODS_ZH = {"anger": "怒气", "worry": "着急", "satisfaction": "满意"}


def word_call(call: FailingCall, language: str) -> list[str]:
    """The call in words, a line each."""
    said = [word_event(event, language) for event in call.events]
    if call.round:
        said.append(word_round(call.round, language))
        said += [word_event(event, language) for event in call.again]
    return said


def word_event(event: AnyEvent, language: str) -> str:
    """One event in words, `en` or `zh`."""
    zh = language.startswith("zh")
    match event:
        case CallerSilent():
            return "来电人没出声" if zh else "The caller says nothing"
        case CallerPresses(keys=keys):
            return f"来电人按 {keys}" if zh else f"The caller presses {keys}"
        case PersonAnswers(outcome="accepted"):
            return "人工接起了电话" if zh else "A person takes the call"
        case PersonAnswers():
            return "没有人工能接" if zh else "No person can take the call"
        case DataComes(lookup=lookup, outcome="ok", values=values):
            gives = _pairs(values)
            return (f"查询 {lookup} 返回 {gives}" if zh else f"The look-up {lookup} gives {gives}").rstrip()
        case DataComes(lookup=lookup, outcome="failed"):
            return f"查询 {lookup} 失败" if zh else f"The look-up {lookup} fails"
        case DataComes(lookup=lookup, outcome=outcome):
            return f"查询 {lookup} 的结果是 {outcome}" if zh else f"The look-up {lookup} ends with {outcome}"
        case MessageAnswered(connector=connector, outcome=outcome):
            if outcome == "ok":
                return f"短信由 {connector} 发出" if zh else f"The message goes out through {connector}"
            return f"{connector} 发不出短信" if zh else f"{connector} cannot send the message"
        case CallerSays():
            return _word_speech(event, zh)


def _word_speech(event: CallerSays, zh: bool) -> str:
    words = f"“{event.words}”" if event.words else ""
    slots = _pairs(event.slots)
    if event.correcting:
        said = f"来电人改口：{slots}" if zh else f"The caller corrects: {slots}"
    elif event.intent is not None:
        what = f"{words}（{event.intent}）" if zh else f"{words or 'something'} ({event.intent})"
        said = f"来电人说{what}" if zh else f"The caller says {what}"
        said += (f"，{slots}" if zh else f", {slots}") if slots else ""
    elif event.answer is not None:
        said = f"来电人问{words}" if zh else f"The caller asks {words}"
    elif slots:
        said = f"来电人回答 {slots}" if zh else f"The caller answers {slots}"
    else:
        said = "来电人说的话没听懂" if zh else "The caller says something that is not understood"
    for name, level in event.mood.items():
        said += f"，{_MOODS_ZH[name]} {level:g}" if zh else f", {name} {level:g}"
    return said


def _pairs(values: dict[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def word_round(steps: tuple[str, ...], language: str) -> str:
    circle = " → ".join([*steps, steps[0]])
    return f"然后一直重复（{circle}）：" if language.startswith("zh") else f"And then this, again and again ({circle}):"
