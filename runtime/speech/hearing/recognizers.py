"""Owns which languages this build can hear, with what, and why a language can't be heard."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping

from runtime.speech.hearing.pocketsphinx_recognizer import PocketsphinxRecognizer
from runtime.speech.protocols import Recognizer

_NOT_INSTALLED = {
    "en": "pocketsphinx, which hears English, is not installed",
    "zh": "nothing here hears Mandarin: its callers are understood by keys and by text",
}
_REASONS_IN_CHINESE = {
    "en": "没有安装英语识别引擎 pocketsphinx",
    "zh": "目前没有普通话识别引擎：来电者可以按键，也可以用文字",
}


def available() -> Mapping[str, Callable[[], Recognizer]]:
    """By language (`en`), what makes a recogniser for it. A language that is not here can't be heard."""
    if importlib.util.find_spec("pocketsphinx") is None:
        return {}
    return {"en": PocketsphinxRecognizer}


def reason_unheard(language: str, interface: str = "en") -> str:
    """Why this language can't be heard, in the language of who asks; empty when it can."""
    main = language.lower().partition("-")[0]
    if main in available():
        return ""
    if interface.startswith("zh"):
        return _REASONS_IN_CHINESE.get(main, f"没有能识别 {language} 的引擎")
    return _NOT_INSTALLED.get(main, f"nothing here hears {language}")
