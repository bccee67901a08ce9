"""Owns the check of reprompts that blame the caller: a caller who was not heard has done nothing wrong, and one who is told so
hangs up. What the line did not understand, it says of itself.
"""

from __future__ import annotations

import re

from dsl import manners
from dsl.diagnostics import Findings
from dsl.reading import Reading, WrittenText

_REPROMPTS = {"no_match": "not_understood", "no_input": "silent", "invalid": "not_understood"}
"""Where a caller is asked again, and the built-in words for it, which blame nobody."""

_CHINESE = re.compile(
    "[您你](?:的|刚才|刚刚|好像|可能|又|还是|这次|声音|那边){0,3}"
    "(?:(?:说|讲|按|输|选|填|念|答|回答|输入|发音|表达|普通话|口音)(?:得|的)?(?:太)?(?:错|不对|不清|不准|不标准|有误|无效|快|小声|乱)(?:楚|了)?"
    "|(?:没有?|未|不)(?:能)?(?:说|讲|按|输|回答|输入|表达|听)(?:得)?(?:清楚|清|对|明白|任何话|话)?"
    "|(?:弄|搞|记|听)错了?|的?问题)"
    "|(?:输入|回答|选择|按键|操作)(?:错误|有误|无效|不正确|不对)|(?:错误|无效)的(?:输入|回答|选择|按键|操作)"
    "|听不懂[您你]在?(?:说|讲)(?:什么|啥)|请[您你]?(?:说|讲)(?:清楚|明白)(?:一?点|一些)?"
)
_ENGLISH = re.compile(
    r"\byou (?:did not|didn't|do not|don't|failed to|have not|haven't|forgot to|never|were not|weren't|are not|aren't) "
    r"(?:speak|say|said|answer|enter|press|follow|listen|understand|respond|type|choose|making sense|being clear|clear)\w*"
    r"(?: (?:clearly|properly|correctly|anything))?"
    r"|\byou(?:'ve| have)? (?:said|entered|pressed|typed|chose|chosen|gave|given) (?:the |a |an |something )?"
    r"(?:wrong|invalid|incorrect)\w*"
    r"|\byou (?:made|have made) an? (?:mistake|error)\b|\byou(?:'re| are) (?:wrong|mumbling|mistaken|unclear|too quiet)\b"
    r"|\byour (?:mistake|fault|error)\b"
    r"|\byour (?:answer|input|response|entry|speech|choice|voice) (?:is|was) (?:wrong|invalid|unclear|incorrect|not \w+)\b"
    r"|\b(?:wrong|invalid|incorrect|illegal) (?:input|answer|entry|response|choice|option|key|number|selection|reply|value)\b"
    r"|\b(?:that|this|it)(?:'s| is| was) (?:wrong|incorrect|invalid|not valid|not right|not an option)\b"
    r"|\bspeak (?:more )?(?:clearly|properly)\b|\bspeak up\b|\bpay attention\b",
    re.IGNORECASE,
)

_SENTENCE_END = re.compile(r"[.!?。！？…]+\s*")
_SIGNS = re.compile(r"[<>()|\\]")


def check_blame(reading: Reading, findings: Findings) -> None:
    own = reading.package.flow.language if reading.package else "en-GB"
    for text in reading.texts:
        if text.notation == "reply" and (asked_again := _reprompt(text)):
            words = text.node.text
            for found in (*_CHINESE.finditer(words), *_ENGLISH.finditer(words.replace("’", "'"))):
                instead = manners.words(_language(text, found[0], own))[asked_again]
                start, end = _sentence(words, found.start(), found.end())
                plain = not _SIGNS.search(words[start:end])
                fix = reading.fix_inside("say-neutrally", text.node, text.place, start, end, instead) if plain else None
                span = reading.span(text.node, text.place, found.start(), found.end())
                findings.report("caller-blamed", span, severity="warning", fix=fix, words=found[0], instead=instead)


def _reprompt(text: WrittenText) -> str:
    """Which built-in words say the same as a text; empty where it is no reprompt."""
    keys = [key for key in text.place.common if key in _REPROMPTS]
    return _REPROMPTS[str(keys[-1])] if keys and text.place.common[0] not in keys else ""


def _language(text: WrittenText, words: str, own: str) -> str:
    """The language that the words are in."""
    if text.place.language:
        return text.place.language
    chinese = re.search("[\u4e00-\u9fff]", words) is not None
    return own if own.startswith("zh") == chinese else "zh-CN" if chinese else "en-GB"


def _sentence(words: str, start: int, end: int) -> tuple[int, int]:
    """The whole sentence around some words."""
    before = [found.end() for found in _SENTENCE_END.finditer(words, 0, start)]
    after = _SENTENCE_END.search(words, end)
    return before[-1] if before else 0, after.start() + len(after[0].rstrip()) if after else len(words.rstrip())
