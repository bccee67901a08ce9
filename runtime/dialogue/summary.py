"""Owns the summary that a person reads when a call is handed to them: what the caller wants, gave and asked. No secrets."""

from __future__ import annotations

from runtime.dialogue.turn import Turn

_WORDS = {
    "zh": {
        "why": "转接原因", "wants": "来电目的", "gave": "已知", "checked": "已确认", "asked": "问过但没能回答",
        "anger": "情绪激动", "worry": "很着急", "speaks": "通话语言",
        "join": "；", "list": "、", "is": "：",
    },
    "en": {
        "why": "Reason", "wants": "Calls about", "gave": "Known", "checked": "Confirmed", "asked": "Asked, not answered",
        "anger": "The caller is upset", "worry": "The caller is worried", "speaks": "Speaks",
        "join": "; ", "list": ", ", "is": ": ",
    },
}  # fmt: skip

_THERE = 0.5  # from here on a mood is worth a word


def summarise(turn: Turn, reason: str) -> str:
    """One line of facts, in the flow's own language, which its people read."""
    home = turn.program.bundle.home_language
    bundle, state = turn.program.spoken_in(home).bundle, turn.state
    words = _WORDS["zh" if bundle.language.startswith("zh") else "en"]
    wants = [bundle.intents[name].title or name for name in state.intents if name in bundle.intents]
    gave = [f"{bundle.slots[name].title or name} {value}" for name, value in state.slots.items() if not bundle.slots[name].secret]
    checked = [name for name, value in state.values.items() if bundle.values[name].flag and value == "true"]
    parts = [
        words["speaks"] + words["is"] + state.language if state.language != home else "",
        words["why"] + words["is"] + reason if reason else "",
        words["wants"] + words["is"] + words["list"].join(wants) if wants else "",
        words["gave"] + words["is"] + words["list"].join(gave) if gave else "",
        words["checked"] + words["is"] + words["list"].join(checked) if checked else "",
        words["asked"] + words["is"] + words["list"].join(state.unknown) if state.unknown else "",
        *(words[name] for name in ("anger", "worry") if state.mood.get(name, 0.0) >= _THERE),
    ]
    return words["join"].join(part for part in parts if part)
