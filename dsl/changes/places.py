"""Owns how a place of a package is called in the operator's words: files, keys and paths, in English and Chinese."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from dsl.calendars import WEEKDAYS
from dsl.libraries import library_of, name_within

Path = tuple[str | int, ...]
_WEEKDAYS = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?")

OWNERS: dict[str, tuple[str, str]] = {
    "intents.yaml": ("Reason for calling", "来电目的"),
    "slots.yaml": ("Detail to ask", "要问的信息"),
    "answers.yaml": ("Answer", "知识回答"),
    "data.yaml": ("Look-up", "查系统"),
    "escalation.yaml": ("When a person takes over, rule", "转人工规则"),
    "policies.yaml": ("Must-follow rule", "必守规定"),
    "connectors.yaml": ("Connector", "消息通道"),
    "calendars.yaml": ("Calendar", "营业日历"),
    "words.yaml": ("Words", "词语"),
    "flow.yaml": ("Flow", "流程"),
    "library.yaml": ("Library", "公共库"),
    "subflows": ("Sub-flow", "子流程"),
    "conversations": ("Conversation", "对话用例"),
}
"""File or folder -> what each of its entries is."""

PARTS: dict[str, tuple[str, str]] = {
    "steps": ("Step", "步骤"),
    "values": ("Value", "变量"),
    "topics": ("Topic", "话题"),
    "lists": ("Word list", "词表"),
    "pronunciations": ("Pronunciation of", "读音"),
    "always": ("Always understood:", "随时可说"),
}
"""Keys whose entries are things of their own -> what each is."""

KEYS: dict[str, tuple[str, str]] = {
    "title": ("title", "名称"),
    "language": ("language", "语言"),
    "languages": ("languages", "语言"),
    "callwright": ("language version", "语言版本"),
    "flow": ("name", "名字"),
    "subflow": ("name", "名字"),
    "library": ("name", "名字"),
    "uses": ("libraries used", "用到的公共库"),
    "if_unsure": ("if unsure", "拿不准时"),
    "arousal": ("excitement in the voice", "语气激动程度"),
    "entry": ("beginning of calls", "来电起点"),
    "inbound": ("incoming calls", "来电"),
    "outbound": ("outgoing calls", "外呼"),
    "start": ("first step", "起点"),
    "defaults": ("every question", "所有问题"),
    "no_input": ("Silent", "没出声"),
    "no_match": ("Not understood", "没听懂"),
    "no_input_after": ("waiting time", "等待时长"),
    "go": ("then", "之后"),
    "say": ("wording", "话术"),
    "ask": ("question", "问法"),
    "hear": ("answers heard", "听到的回答"),
    "keys": ("keys", "按键"),
    "answers": ("knowledge answers", "知识回答"),
    "barge_in": ("may interrupt", "允许打断"),
    "machine": ("answering machine", "答录机"),
    "leave": ("message left", "留言"),
    "dispositions": ("dispositions", "通话结果"),
    "disposition": ("disposition", "通话结果"),
    "collect": ("details to ask", "要问的信息"),
    "needs": ("needs", "先要"),
    "choose": ("case", "情况"),
    "when": ("condition", "条件"),
    "share": ("share of calls", "通话比例"),
    "otherwise": ("otherwise", "否则"),
    "set": ("values set", "变量改动"),
    "fetch": ("look-up", "查系统"),
    "with": ("sent", "带上"),
    "results": ("result", "结果"),
    "failed": ("if it fails", "不成时"),
    "answer": ("answer given", "回答"),
    "call": ("sub-flow called", "调用子流程"),
    "call_back": ("call back", "回电"),
    "at": ("when to ring back", "回电时间"),
    "note": ("note", "备注"),
    "human_only": ("only a person answers", "只由人工回答"),
    "skill": ("skill", "技能组"),
    "reason": ("reason", "原因"),
    "priority": ("priority", "优先级"),
    "hand_off": ("hand-off", "转人工"),
    "unavailable": ("if nobody is free", "无人接听时"),
    "hang_up": ("last words", "结束语"),
    "return": ("outcome", "返回"),
    "next": ("next", "下一步"),
    "switch": ("language switched to", "切换语言"),
    "record": ("recording", "录音"),
    "phrases": ("phrases", "说法"),
    "not": ("phrases that mean something else", "不算的说法"),
    "questions": ("questions", "问法"),
    "type": ("type", "类型"),
    "grain": ("grain", "精度"),
    "confirm": ("confirmation", "确认方式"),
    "secret": ("secret", "保密"),
    "by": ("given by", "输入方式"),
    "tries": ("tries", "次数"),
    "valid": ("valid if", "有效条件"),
    "invalid": ("wording if invalid", "无效时话术"),
    "source": ("source", "出处"),
    "valid_from": ("valid from", "生效"),
    "valid_until": ("valid until", "失效"),
    "get": ("address", "地址"),
    "post": ("address", "地址"),
    "sends": ("what is sent", "送出"),
    "gives": ("what it gives", "返回"),
    "outcomes": ("outcomes", "结果"),
    "within": ("time limit", "时限"),
    "waiting": ("waiting phrase", "等候语"),
    "once": ("once only", "只查一次"),
    "lists": ("word list", "词表"),
    "pronunciations": ("pronunciation", "读音"),
    "always": ("always understood", "随时可说"),
    "steps": ("steps", "步骤"),
    "values": ("values", "变量"),
    "topics": ("topics", "话题"),
    "flag": ("flag", "标记"),
    "count": ("count", "计数"),
    "name": ("name", "名称"),
    "talk": ("talk", "对话"),
    "caller": ("caller", "来电人"),
    "data": ("data", "数据"),
    "now": ("time", "时间"),
    "heard": ("what must be", "应为"),
    "before": ("before", "之前"),
    "holds": ("must hold", "须成立"),
    "reach": ("must reach", "须到达"),
    "only_to": ("only to", "只给"),
    "send": ("message sent", "发消息"),
    "number": ("number", "号码"),
    "hours": ("hours", "营业日历"),
    "text": ("text", "内容"),
    "to": ("sent to", "发给"),
    "zone": ("time zone", "时区"),
    "open": ("opening hours", "营业时间"),
    "holidays": ("holidays", "节假日"),
    "special": ("special days", "特殊日子"),
    "anger": ("anger", "生气程度"),
    "worry": ("worry", "着急程度"),
    "satisfaction": ("satisfaction", "满意程度"),
    "does": ("what the line does", "系统做了"),
    "ends": ("how it ends", "怎样结束"),
    "escalate": ("escalation", "转人工规则"),
    "interrupts": ("interrupts", "打断"),
    "later": ("time passes", "过了"),
    "line": ("line says", "系统说"),
    "mood": ("mood", "情绪"),
    "never": ("never", "不得"),
    "person": ("person", "坐席"),
    "silence": ("silence", "没出声"),
    "slow": ("slow look-ups", "慢的查询"),
    "step": ("step", "步骤"),
    "summary": ("summary", "小结"),
    "policy": ("rule", "规定"),
    "message": ("message", "消息"),
}
"""Key -> what it is called, (English, Chinese). A key that is not here is called by itself."""


def key_word(key: str, language: str) -> str:
    words = KEYS.get(key)
    if words is None and (days := _WEEKDAYS.fullmatch(key)):
        return (" to ", "至")[_column(language)].join(weekday(day, language) for day in days.groups() if day)
    return key if words is None else words[_column(language)]


def weekday(day: str, language: str) -> str:
    return f"周{'一二三四五六日'[WEEKDAYS.index(day)]}" if _column(language) else day.capitalize()


def owner_length(file: str, path: Path) -> int:
    """How much of a path names the thing that somebody would say was changed: an intent, a step, a rule."""
    file = name_within(file)
    folder = PurePosixPath(file).parent.as_posix()
    if file in ("flow.yaml", "library.yaml", "words.yaml") or folder == "subflows":
        return 2 if len(path) > 1 and path[0] in PARTS else 0
    return 1 if path else 0


def place_words(file: str, path: Path, language: str, title: str = "") -> str:
    """`来电目的 费用争议`, `Step compare`, with the keys below it: `Step listen, Silent 2`."""
    length = owner_length(file, path)
    owner = owner_words(file, path[:length], language, title)
    below = below_words(path[length:], language)
    separator = "，" if _column(language) else ", "
    return f"{owner}{separator}{below}" if below else owner


def owner_words(file: str, owner: Path, language: str, title: str = "") -> str:
    """The thing itself, by its title where it has one."""
    column = _column(language)
    if library := library_of(file):
        inside = owner_words(name_within(file), owner, language, title)
        return f"{OWNERS['library.yaml'][column]} {library}{'，' if column else ', '}{inside}"
    path = PurePosixPath(file)
    folder = path.parent.as_posix()
    words = OWNERS.get(file) or OWNERS.get(folder)
    if words is None:
        return file
    around = f"{words[column]} {path.stem}" if folder == "subflows" else ""
    if not owner:
        return around or (words[column] if file in ("flow.yaml", "library.yaml") else file)
    last = title or (str(owner[-1] + 1) if isinstance(owner[-1], int) else owner[-1])
    if len(owner) == 2:
        part = PARTS[str(owner[0])][column]
        inside = f"{part} {last}"
        return f"{around}{'，' if column else ', '}{inside}" if around else inside
    return f"{words[column]} {last}"


def below_words(path: Path, language: str) -> str:
    """The keys below a thing. The step that ends a list is spoken of without its place in it."""
    if path[-1:] == ("otherwise",):
        path = path[-1:]
    elif path[-1:] == ("go",) and len(path) > 1 and isinstance(path[-2], int):
        path = (*path[:-2], "go")
    return " ".join(str(part + 1) if isinstance(part, int) else key_word(part, language) for part in path)


def _column(language: str) -> int:
    return 1 if language.startswith("zh") else 0
