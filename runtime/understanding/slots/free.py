"""Owns details that have no grammar of their own: yes or no, a name, an address, any text."""

from __future__ import annotations

import re

from runtime.understanding.normalise import Spoken
from runtime.understanding.slots.mention import Mention

_NO = re.compile(
    r"^(?:嗯|呃|哦|啊)*(?:不是|不对|不用|不要|不需要|不行|不可以|不好|没有|没|否|别|错|不(?=$|了|，|,|的))"
    r"|^(?:uh|um|oh|well|sorry)?\W*(?:no|nope|nah|not|negative|wrong|never|don't|do not|incorrect|that's wrong|that's not)\b"
)
_YES = re.compile(
    r"^(?:嗯|呃|哦|啊)*(?:是|对|好|行|可以|没错|没问题|需要|要|有|正确|确认|同意|当然|嗯|ok|yes)"
    r"|^(?:uh|um|oh|well)?\W*(?:yes|yeah|yep|yup|sure|correct|right|ok|okay|of course|absolutely|affirmative|"
    r"indeed|that's right|that is right|"
    r"please do|go ahead|i do|i have|i am|it is|uh huh|mm hmm)\b"
)
_NO_PROBLEM = re.compile(r"^(?:没错|没问题|没关系|不错|no problem|no worries|not bad)")

_NAME_UNASKED = re.compile(
    r"(?:我叫|我的名字是|我的名字叫|名字是|我姓名是)\s*(?P<zh>[\u4e00-\u9fff·]{2,4}?)(?=$|[，。,.的啊呀吧]|手机|电话)"
    r"|(?:\bmy name is|\bmy name's|\bi am called|"
    r"\bthis is)\s+(?P<en>[a-z]+(?:['\-][a-z]+)*(?:\s+[a-z]+(?:['\-][a-z]+)*)?)(?=$|\s*[,.!]|\s+(?:and|calling|"
    r"speaking|from)\b)"
)
_NAME_PREFIX = re.compile(
    r"^(?:嗯|呃|哦|啊)*[，,\s]*(?:我叫|我是|我的名字是|我的名字叫|名字是|叫|姓名)"
    r"|^(?:\W*(?:um|uh|oh|well)\W+)?(?:my name is|my name's|"
    r"i'm|i am|it's|it is|this is|the name is|the name's)\s+"
)
_NAME_SUFFIX = re.compile(r"[。.!！,，\s]*$|(?<=.)(?:先生|女士|speaking|here)$")
_LONGEST_NAME = 40


def read_yes_no(spoken: Spoken) -> Mention | None:
    text = spoken.folded
    if _NO_PROBLEM.match(text):
        return Mention(0, len(text), "yes/no", "yes", bare=True)
    for words, value in ((_NO, "no"), (_YES, "yes")):
        if match := words.match(text):
            return Mention(match.start(), match.end(), "yes/no", value, bare=True)
    return None


def read_name(spoken: Spoken, asked: bool) -> Mention | None:
    if match := _NAME_UNASKED.search(spoken.folded):
        group = "zh" if match["zh"] else "en"
        return Mention(match.start(group), match.end(group), "name", _written(spoken, match.start(group), match.end(group)))
    if not asked:
        return None
    prefix = _NAME_PREFIX.match(spoken.folded)
    start = prefix.end() if prefix else 0
    end = len(_NAME_SUFFIX.sub("", spoken.folded))
    name = _written(spoken, start, end)
    if not name or len(name) > _LONGEST_NAME or any(character.isdigit() for character in name):
        return None
    return Mention(start, end, "name", name, bare=True)


def read_text(spoken: Spoken, type_name: str) -> Mention | None:
    words = spoken.original.strip()[:1000]
    return Mention(0, len(spoken.folded), type_name, words, bare=True) if words else None


def _written(spoken: Spoken, start: int, end: int) -> str:
    """The name as it was written; a name in small letters throughout gets its capitals."""
    name = spoken.original_text(start, end).strip(" ,.，。!！")
    return name.title() if name.isascii() and name.islower() else name
