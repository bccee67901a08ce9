"""Owns the words around a value that carry none of it: hesitation and lead-ins before it, politeness and vagueness after."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"(?:[\s,.，。、…!！]|嗯|呃|额|啊|哦+|噢|唔|哎|欸|诶|那个|那就|那|就是说?|就|应该是|应该|好像是|大概是?|可能是?|我想想|让我想想|我想要?|我要|"
    r"我选|选|给我|来个|来|要|是"
    r"|\b(?:um+|uh+|er+|erm|hmm+|mm+|oh|ah|well|so|ok|okay|yeah|yes|like|just|please|maybe|perhaps|probably|i think|"
    r"i guess|i believe|"
    r"let's say|let us say|let me see|let me think|let's see|it's|it is|its|that's|that is|that would be|that'd be|"
    r"it would be|it'd be|"
    r"it was|make it|make that|how about|i'll take|i will take|i'll have|i'd like|i would like|i want|give me|i'd say|"
    r"i meant?|i said|about|around|roughly|approximately|for|in|on|the|my|a|an)\b(?!'))+"
)
_AFTER = re.compile(
    r"(?:[\s,.，。、…!！]|吧|啊|呀|呢|嘛|哦|哈|啦|了|的|左右|上下|的样子|那种|那个|那款|那一个|这个|这种|就行|就好|就可以|可以|都行|好了|谢谢|麻烦了|来钟|多"
    r"|\b(?:please|thanks|thank you|i think|i guess|i believe|i suppose|or so|ish|maybe|probably|should be|would be|is|"
    r"will be|works|"
    r"would work|is fine|fine|good|great|would be good|would be great|would be fine|then|i'd say|one|ones|thing|for me|"
    r"if possible|or something|something|and that's it|exactly|sharp|if that's okay|if that's all right)\b)+$"
)


def core(text: str) -> tuple[int, int]:
    """Where the words that say something begin and end; the whole text when nothing else is said."""
    before = _BEFORE.match(text)
    start = before.end() if before else 0
    after = _AFTER.search(text, start)
    end = after.start() if after else len(text)
    return (start, end) if start < end else (0, len(text))
