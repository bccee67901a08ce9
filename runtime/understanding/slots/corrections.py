"""Owns corrections: 不对，是四月 / 不是上个月，是这个月 / no, I said fifty. Which value is denied, and which one holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from runtime.understanding.slots.mention import Mention

_DENIAL_BEFORE = re.compile(
    r"(?:不是|并不是|不要|而不是|别用|(?:\bnot|\bisn't|\bwasn't|\binstead of|\brather than|\bdidn't (?:say|mean)|"
    r"\bdon't (?:want|mean))(?: (?:the|in|on|for|from|a|an|it's|my))*)\s*$"
)
_DENIAL_AFTER = re.compile(r"^\s*(?:不对(?=$|[，,。 ])|错了|(?:is|was|'s) (?:wrong|not right|incorrect)\b)")
_CORRECTION = re.compile(
    r"^(?:嗯|哦|啊|呃|哎|唉|诶)*[，,\s]*(?:不对|不是的?[，,\s]|不不|错了|说错了|我说错了|搞错了|你听错了|您听错了|听错了|更正|改一下|应该是|我说的是|我是说|我的意思是)"
    r"|(?:不对|错了|说错了|我说错了|听错了)[，,。\s]*(?:是|应该|我说)|[，,](?:不对|哦不|不不|不是)[，,]"
    r"|(?:哦|噢|啊|呃|嗯)不(?![是对好行用要想会能知])|(?:哦|噢|啊|呃|嗯)不[对是][，,]?|不对不对|(?:说错了|我记错了|记错了)"
    r"|(?:应该是|我说的是|我是说|改成|更正为)"
    r"|^\W*(?:(?:oh|um|uh|sorry|wait|well|actually)\W+)*(?:no\b\W*(?:i (?:said|meant|mean)|it's|it is|it was|"
    r"that's|not|sorry|wait|the|make|actually)"
    r"|i (?:said|meant)\b|that's (?:wrong|not right|incorrect|not what i said)|correction\b|you (?:got|"
    r"heard) (?:it|that|me) wrong|wrong\b)"
    r"|\b(?:i meant|i actually meant|make that|change (?:it|that) to|correction)\b|\b(?:no|sorry|"
    r"wait),? (?:i mean|i said|actually)\b|^actually\b|\b(?:no|oh|wait),? (?:sorry|wait|no)\b|\bscratch that\b"
)
_NO_THEN_VALUE = re.compile(r"^\W*(?:(?:oh|um|uh|sorry|嗯|哦|啊|呃|哎)\W*)*(?:no|nope|不|不是)[，,.\s]+$")


@dataclass(frozen=True, slots=True)
class Correction:
    present: bool
    denied: tuple[Mention, ...] = ()

    def denies(self, mention: Mention) -> bool:
        return any(mention.start == denied.start and mention.end == denied.end for denied in self.denied)


def find_correction(folded: str, mentions: list[Mention]) -> Correction:
    plain = [mention for mention in mentions if not mention.bare or mention.start > 0]
    denied = tuple(mention for mention in plain if _is_denied(folded, mention))
    if denied or _CORRECTION.search(folded):
        return Correction(True, denied)
    return Correction(any(_NO_THEN_VALUE.match(folded[: mention.start]) for mention in plain))


def _is_denied(folded: str, mention: Mention) -> bool:
    return bool(_DENIAL_BEFORE.search(folded[: mention.start]) or _DENIAL_AFTER.match(folded[mention.end :]))
