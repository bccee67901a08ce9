"""Owns what a caller may say for a value of each type, as rules of a grammar in Mandarin: `slot_rules` is English.

Written in characters here, brought into words with their sounds when it is loaded.
"""

from __future__ import annotations

import re

from runtime.speech.hearing.mandarin import MARK, OTHER_SOUNDS, spoken_words

_WRITTEN: dict[str, str] = {
    "digit": "零 | 一 | 幺 | 二 | 三 | 四 | 五 | 六 | 七 | 八 | 九",
    "unit": "一 | 二 | 两 | 三 | 四 | 五 | 六 | 七 | 八 | 九",
    "tens": "十 [<unit>] | <unit> 十 [<unit>]",
    "hundreds": "<unit> 百 [零 <unit> | <unit> [十 [<unit>]]]",
    "below_thousand": "零 | <unit> | <tens> | <hundreds>",
    "thousands": "<unit> 千 [零 <unit> | 零 <tens> | <hundreds> | <unit>]",
    "number": "<below_thousand> | <thousands> | (<unit> | <tens>) 万 [零 <unit> | <thousands> | <unit>]",
    "decimal": "<number> [点 <digit> [<digit>]]",
    "money": "<number> (块 [钱] | 元 [钱] | 块 <unit> [<unit>] | 元 <unit> 角 | 块 <unit> 毛) | <unit> (毛 [钱] | 角)"
    " | /0.1/ <number>"
    " | <number> 点 <digit> [<digit>] (块 [钱] | 元)",
    "day": "<unit> | <tens>",
    "month": "<unit> 月 [份] | 十 [一 | 二] 月 [份]",
    "year": "<digit> <digit> <digit> <digit> 年 | <digit> <digit> 年 | 今年 | 去年 | 明年",
    "weekday": "(星期 | 礼拜 | 周) (一 | 二 | 三 | 四 | 五 | 六 | 日 | 天)",
    "date": "今天 | 明天 | 昨天 | 前天 | 后天 | 大后天 | [这个 | 上个 | 下个 | 上 | 下 | 这 | 本] <weekday>"
    " | (这个 | 上个 | 下个 | 上上个 | 本) (月 [份] | 星期) | [<year>] <month> [<day> (号 | 日)] | <day> 号 | 今年 | 去年",
    "half_day": "上午 | 下午 | 早上 | 晚上 | 中午 | 凌晨 | 今晚 | 明早",
    "time": "[<half_day>] <day> (点 | 点钟 | 点半 | 点一刻 | 点三刻 | 点 <tens> [分] | 点零 <unit> [分]) | <half_day>",
    "duration": "(<number> 个 半 | <number> 个 | 半 个 | 半 | <number>) (小时 | 钟头 | 月 | 星期 | 礼拜)"
    " | (<number> | 半) (分钟 | 天 | 年 | 秒 | 周)",
    "ordinal": "第 <number> [个] | 最后 一 个 | 倒数 第 <unit> [个]",
    "digits": "<digit>+",
    "letter": " | ".join(f"{letter}." for letter in "abcdefghijklmnopqrstuvwxyz"),
    "code": "(<digit> | <letter>)+",
    "yes_no": "是 [的] | 对 [的] | 对呀 | 没错 | 好 [的] | 可以 | 行 | 嗯 | 不是 | 不对 | 不 | 没有 | 不用 | 不要 | 不行 | 错了",
}
_CHARACTERS = re.compile(r"[\u3400-\u9fff]+")


def _sounded(rule: str, *, read_out: bool) -> str:
    """With every run of characters as words; `read_out`: digits as they are said one by one, too."""

    def words(match: re.Match[str]) -> str:
        written = spoken_words(match.group())
        if read_out and match.group() in OTHER_SOUNDS:
            return f"({written[0]} | {match.group()}{MARK}{OTHER_SOUNDS[match.group()]})"
        return " ".join(written)

    return _CHARACTERS.sub(words, rule)


PARTS: dict[str, str] = {name: _sounded(rule, read_out=name == "digit") for name, rule in _WRITTEN.items()}
"""Rules that other rules are made of. All are acyclic; a digit run is the only loop."""
