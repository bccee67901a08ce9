"""Owns names of persons: 我叫王小明, 免贵姓张, 弓长张的张伟, "my name is…", "first name… last name…", names that are spelled."""

from __future__ import annotations

import re

from runtime.understanding.normalise import Spoken
from runtime.understanding.slots.mention import Mention, Moment

_UNASKED = re.compile(
    r"(?:我叫|我的名字是|我的名字叫|名字是|我姓名是)\s*(?P<zh>[\u4e00-\u9fff·]{2,4}?)(?=$|[，。,.的啊呀吧]|手机|电话)"
    r"|(?:\bmy name is|\bmy name's|\bi am called|"
    r"\bthis is)\s+(?P<en>[a-z]+(?:['\-][a-z]+)*(?:\s+[a-z]+(?:['\-][a-z]+)*)?)(?=$|\s*[,.!]|\s+(?:and|calling|"
    r"speaking|from)\b)"
)
_LONGEST = 40

_REFUSED_ZH = re.compile(r"不(?:想|愿|方便|告诉|知道|记得|清楚|太|说|用)|保密|没有|什么|为什么|怎么|吗|再说一遍")
_BEFORE_ZH = re.compile(
    r"^(?:[，,。\s嗯呃额啊哦那个就]*(?:您好|你好)?(?:(?:我的?|这个)?(?:名字|姓名|全名|大名)(?:叫做?|是)?|我叫做?|我就?是|鄙人|在下|叫我|叫做?|是))?[，,\s]*"
)
_AFTER_ZH = re.compile(r"(?:[。.!！,，\s]|先生|女士|小姐|吧|啊|呀|就行|就可以|就好|就行了)+$")
_SURNAME_FIRST = re.compile(
    r"(?:免贵|敝)?姓(?P<surname>[\u4e00-\u9fff]{1,2}?)(?:[，,\s]*(?:名叫|名字叫|名字是|叫|名)(?P<given>[\u4e00-\u9fff·]{1,4}))?$"
)
_EXPLAINED_BEFORE = re.compile(
    r"^[\u4e00-\u9fff]{1,3}?(?P<sign>[\u4e00-\u9fff])的(?=(?P=sign)[\u4e00-\u9fff]{1,3}$)|"
    r"^[\u4e00-\u9fff]{2,3}的(?=[\u4e00-\u9fff]{2,4}$)"
)
_EXPLAINED_AFTER = re.compile(
    r"[，,\s]+[\u4e00-\u9fff]{1,6}的[\u4e00-\u9fff].*$|(?<=[\u4e00-\u9fff]{2})[，,\s]+[\u4e00-\u9fff]{2,5}[\u4e00-\u9fff]$"
)

_REFUSED_EN = re.compile(
    r"\b(?:rather not|don't|do not|won't|not|can't|no|why|what|who|how|prefer|none of|anonymous|repeat|sorry|help|need|"
    r"want|speak|talk)\b"
)
_BEFORE_EN = re.compile(
    r"^(?:\W|\b(?:um+|uh+|oh|well|so|yeah|yes|sure|hi|hello|ok|okay)\b)*"
    r"(?:(?:(?:my|the) (?:full )?name(?:'s| is| would be)|it's|it is|its|this is|that's|i'm|i am|you can call me|"
    r"just call me|call me|"
    r"they call me|name is|name's|under)?\s+)?"
    r"(?:(?:mister|mr\.?|mrs\.?|ms\.?|miss|doctor|dr\.?)\s+)?"
)
_AFTER_EN = re.compile(
    r"(?:\W|\b(?:speaking|here|calling|please|thanks|thank you|is fine|is my name|all right)\b)+$"
    r"|\s+(?:and|but|calling|from) .*$"
)
_PARTED = re.compile(
    r"(?:first|given) name(?:'s| is)? (?P<first>[a-z'\-]+(?: [a-z'\-]+)?)[\s,]+(?:and )?(?:my )?(?:last|family|second|"
    r"sur) ?name(?:'s| is)? (?P<last>[a-z'\-]+)"
)
_SPELLED = re.compile(r"(?<![a-z'\-])[a-z](?:[\s\-]+[a-z])+(?![a-z'])")


def read_name(spoken: Spoken, moment: Moment, asked: bool) -> Mention | None:
    """A name; when it was asked for, also one that stands alone. Who rather not says it has none."""
    if asked:
        return _asked_zh(spoken) if moment.chinese and not spoken.folded.isascii() else _asked_en(spoken)
    if match := _UNASKED.search(spoken.folded):
        group = "zh" if match["zh"] else "en"
        start, end = match.span(group)
        return Mention(start, end, "name", written(spoken.original_text(start, end)))
    return None


def _asked_zh(spoken: Spoken) -> Mention | None:
    text = spoken.folded
    if _REFUSED_ZH.search(text):
        return None
    before = _BEFORE_ZH.match(text)
    start = before.end() if before else 0
    end = len(_AFTER_ZH.sub("", text))
    if surname := _SURNAME_FIRST.search(text, start, end):
        return _mention(start, end, _full_name(surname["surname"], surname["given"]))
    if explained := _EXPLAINED_BEFORE.match(text[start:end]):
        start += explained.end()
    if explained := _EXPLAINED_AFTER.search(text[start:end]):
        end = start + explained.start()
    return _mention(start, end, spoken.original_text(start, end).strip(" ,.，。!！"))


def _full_name(surname: str, given: str | None) -> str:
    if not given:
        return surname
    return given if given.startswith(surname) else surname + given


def _asked_en(spoken: Spoken) -> Mention | None:
    text = spoken.folded
    if _REFUSED_EN.search(text):
        return None
    if parted := _PARTED.search(text):
        return _mention(parted.start(), parted.end(), written(f"{parted['first']} {parted['last']}"))
    before = _BEFORE_EN.match(text)
    start = before.end() if before else 0
    end = len(_AFTER_EN.sub("", text))
    name = spoken.original_text(start, end)
    if (spelled := _SPELLED.search(name.lower())) is not None:
        said = _without_spelling(name, spelled)
        name = said or re.sub(r"[^a-z]", "", spelled.group())
    return _mention(start, end, written(name.strip(" ,.!")))


def _without_spelling(name: str, spelled: re.Match[str]) -> str:
    """The words that the letters spell out once more; the letters themselves when nothing was said before them."""
    return re.sub(r"\s*,?\s*(?:that's|that is|spelled|spelt)?\s*$", "", name[: spelled.start()]).strip()


def _mention(start: int, end: int, name: str) -> Mention | None:
    if not name or len(name) > _LONGEST or any(character.isdigit() for character in name) or len(name.split()) > 5:
        return None
    return Mention(start, end, "name", name, bare=True)


def written(name: str) -> str:
    """The name as it was written; a name in small letters throughout gets its capitals."""
    name = name.strip(" ,.，。!！")
    if not (name.isascii() and name.islower()):
        return name
    return re.sub(r"[a-z]+", lambda part: part.group().capitalize(), name)
