"""Owns which words lead to more: a caller whose last word is one of them is still looking for the next."""

from __future__ import annotations

import re

_ENGLISH = re.compile(
    r"(?:^|\s)(?:um+|uh+|er+|erm|hmm+|and|or|but|so|because|if|that|which|the|a|an|my|your|this|to|of|for|from|with|at|on|in|by"
    r"|about|i|i'm|i am|i've|i'd|i want|i need|it's|is|was|are|my number is|let me see|you know|like|between|then|also)$"
)
_CHINESE = re.compile(
    r"(?:嗯+|呃+|额|那个|这个|就是|就是说|然后|还有|以及|或者|而且|但是|可是|不过|因为|所以|如果|我想|我要|我想要|我是|我的|帮我|请帮我|给我|麻烦你|把|被|跟|和|与|从|到|往|关于|比如|号码是|我看看|我想想)$"
)
_END_SIGNS = " \t,.，。、…!！?？"


def trails_off(text: str) -> bool:
    """Whether these words, in either language, lead to more."""
    words = text.rstrip(_END_SIGNS).lower()
    return bool(_ENGLISH.search(words) or _CHINESE.search(words))
