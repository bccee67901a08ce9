"""Owns the sentences of changes, by code, in English and Chinese; `{…}` is what differs."""

from __future__ import annotations

import re

SENTENCES: dict[str, tuple[str, str]] = {
    "file-added": ("{owner}: new", "{owner}：新增"),
    "file-removed": ("{owner}: deleted", "{owner}：删除"),
    "added": ("{owner}: new", "{owner}：新增"),
    "removed": ("{owner}: deleted", "{owner}：删除"),
    "renamed": ("{owner}: renamed to {new}", "{owner}：改名为 {new}"),
    "reordered": ("{owner}: {below} put in another order", "{owner}：{below}调整了顺序"),
    "reordered-all": ("{owner}: put in another order", "{owner}：调整了顺序"),
    "edge-added": ("{owner}: {below} goes to {new}", "{owner}：{below}去 {new}（新增）"),
    "edge-removed": ("{owner}: {below} leads nowhere any more (was {old})", "{owner}：{below}不再去 {old}"),
    "edge-changed": ("{owner}: {below} now goes to {new} (was {old})", "{owner}：{below}改去 {new}（原来去 {old}）"),
    "topic-added": ("{owner}: new, goes to {new}", "{owner}：新增，去 {new}"),
    "topic-removed": ("{owner}: no topic any more (went to {old})", "{owner}：不再是话题（原来去 {old}）"),
    "topic-changed": ("{owner}: now goes to {new} (was {old})", "{owner}：改去 {new}（原来去 {old}）"),
    "words-added": ("{owner}: {below} written", "{owner}：新增{below}"),
    "words-removed": ("{owner}: {below} taken away", "{owner}：删去{below}"),
    "words-changed": ("{owner}: {below} changed", "{owner}：{below}改了措辞"),
    "value-added": ("{owner}: {below} is now “{new}”", "{owner}：{below}设为“{new}”"),
    "value-removed": ("{owner}: {below} no longer set (was “{old}”)", "{owner}：{below}不再设置（原来是“{old}”）"),
    "value-changed": ("{owner}: {below} now “{new}” (was “{old}”)", "{owner}：{below}由“{old}”改为“{new}”"),
    "own-changed": ("{owner}: now “{new}” (was “{old}”)", "{owner}：由“{old}”改为“{new}”"),
    "part-added": ("{owner}: {below} new", "{owner}：新增{below}"),
    "part-removed": ("{owner}: {below} deleted", "{owner}：删去{below}"),
    "part-changed": ("{owner}: {below} changed", "{owner}：{below}改了"),
    "secret-on": ("{owner}: now kept secret", "{owner}：改为保密"),
    "secret-off": ("{owner}: no longer kept secret", "{owner}：不再保密"),
    "host": ("{owner}: now asks {new} (was {old})", "{owner}：改向 {new} 查询（原来是 {old}）"),
    "sent-through": ("{owner}: messages now go to {new} (was {old})", "{owner}：消息改发到 {new}（原来是 {old}）"),
    "names": ("{owner}: {named}", "{owner}：{named}"),
    "variants": ("{owner}: {named}", "{owner}：{named}"),
    "dispositions-added": ("{owner}: calls end as {new} and nothing else from now on", "{owner}：通话结果从此只能是 {new}"),
    "dispositions-removed": (
        "{owner}: calls may end as anything again (were {old})",
        "{owner}：通话结果不再限定（原来限 {old}）",
    ),
    "rule-added-heard": (
        "{owner}: new: {heard} is heard to its end before {before}",
        "{owner}：新增：播完 {heard} 才能到 {before}",
    ),
    "rule-added-holds": ("{owner}: new: {holds} must hold before {before}", "{owner}：新增：到 {before} 时须满足 {holds}"),
    "rule-added-secret": ("{owner}: new: {secret} may go to {only_to} alone", "{owner}：新增：{secret} 只能交给 {only_to}"),
    "rule-added-when": (
        "{owner}: new: when {when}, {reach} within {within}",
        "{owner}：新增：{when} 时，须在 {within}内到 {reach}",
    ),
    "rule-removed-heard": (
        "{owner}: deleted: {heard} need not be heard before {before} any more",
        "{owner}：删除：到 {before} 之前不必再播完 {heard}",
    ),
    "rule-removed-holds": (
        "{owner}: deleted: {holds} need not hold before {before} any more",
        "{owner}：删除：到 {before} 时不必再满足 {holds}",
    ),
    "rule-removed-secret": (
        "{owner}: deleted: {secret} is no longer kept to {only_to}",
        "{owner}：删除：{secret} 不再只能交给 {only_to}",
    ),
    "rule-removed-when": (
        "{owner}: deleted: when {when}, nothing asks for {reach} within {within} any more",
        "{owner}：删除：{when} 时不再要求 {within}内到 {reach}",
    ),
    "rule-when": ("{owner}: now applies when {new} (was {old})", "{owner}：改为在 {new} 时适用（原来 {old}）"),
    "rule-holds": ("{owner}: now {new} must hold (was {old})", "{owner}：改为须满足 {new}（原来 {old}）"),
    "rule-within": ("{owner}: now within {new} (was {old})", "{owner}：改为在 {new}内（原来 {old}）"),
    "rule-secret": ("{owner}: now keeps {new} (was {old})", "{owner}：改为保护 {new}（原来 {old}）"),
    "rule-reach": ("{owner}: must now reach {new} (was {old})", "{owner}：改为须到 {new}（原来 {old}）"),
    "hours-added": ("{owner}: {last} now open, {new}", "{owner}：{last}新增营业，{new}"),
    "hours-removed": ("{owner}: {last} no longer open (was {old})", "{owner}：{last}不再营业（原来 {old}）"),
    "hours-changed": ("{owner}: {last} now open {new} (was {old})", "{owner}：{last}改为 {new} 营业（原来 {old}）"),
    "holiday-added": ("{owner}: closed on {last} ({new})", "{owner}：{last} 放假（{new}）"),
    "holiday-removed": ("{owner}: {last} is no holiday any more ({old})", "{owner}：{last} 不再放假（{old}）"),
    "holiday-changed": ("{owner}: the holiday {last} is now “{new}” (was “{old}”)", "{owner}：假日 {last} 由“{old}”改为“{new}”"),
    "special-added": ("{owner}: open {new} on {last}, whatever else is written", "{owner}：{last} 当天营业时间为 {new}"),
    "special-changed": ("{owner}: on {last} now open {new} (was {old})", "{owner}：{last} 当天改为 {new} 营业（原来 {old}）"),
    "special-closed": ("{owner}: closed on {last}", "{owner}：{last} 当天不营业"),
    "special-removed": (
        "{owner}: {last} is a day like any other again (was {old})",
        "{owner}：{last} 恢复平时营业时间（原来 {old}）",
    ),
    "texts": ("{owner}: {counts}", "{owner}：{counts}"),
    "comments": ("{owner}: comments changed, nothing else", "{owner}：只改了注释"),
    "comments-too": ("{owner}: comments changed", "{owner}：注释有改动"),
    "layout": ("{owner}: only the layout changed", "{owner}：只改了排版"),
    "unread": ("{owner}: changed where it cannot be read", "{owner}：无法读懂的地方有改动"),
}
"""Code -> (English, Chinese)."""

NOUNS: dict[str, tuple[str, str, str]] = {
    "phrases": ("phrase", "phrases", "句说法"),
    "not": ("phrase that means something else", "phrases that mean something else", "句不算的说法"),
    "questions": ("question", "questions", "句问法"),
    "no_input": ("wording for silence", "wordings for silence", "句没出声时的话术"),
    "no_match": ("wording for what is not understood", "wordings for what is not understood", "句没听懂时的话术"),
}
"""Lists of texts -> what each text is: one, several, Chinese."""

COUNTED: dict[str, tuple[str, str]] = {
    "added": ("{n} {noun} added", "新增 {n} {noun}"),
    "removed": ("{n} {noun} removed", "删去 {n} {noun}"),
    "changed": ("{n} {noun} changed", "改了 {n} {noun}"),
    "reordered": ("{noun} put in another order", "{noun}调整了顺序"),
}


def counts(numbers: dict[str, int], key: str, word: str, language: str) -> str:
    """`新增 2 句说法，删去 1 句说法`, `2 phrases added, 1 phrase removed`."""
    zh = language.startswith("zh")
    one, several, chinese = NOUNS.get(key, (f"entry of {word}", f"entries of {word}", f"项{word}"))
    said = []
    for kind, (english, in_chinese) in COUNTED.items():
        if number := numbers.get(kind, 0):
            noun = chinese if zh else one if number == 1 and kind != "reordered" else several
            noun = word if zh and kind == "reordered" else noun
            said.append((in_chinese if zh else english).format(n=number, noun=noun))
    return ("，" if zh else ", ").join(said)


NAMED: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "before": (
        ("now also holds before {names}", "no longer holds before {names}"),
        ("到 {names} 之前也要遵守", "到 {names} 之前不必再遵守"),
    ),
    "heard": (
        ("hearing {names} is now enough, too", "hearing {names} is no longer enough"),
        ("听完 {names} 也算", "听完 {names} 不再算"),
    ),
    "only_to": (
        ("may now also go to {names}", "may no longer go to {names}"),
        ("也可以交给 {names}", "不可再交给 {names}"),
    ),
    "dispositions": (
        ("calls may now also end as {names}", "calls may no longer end as {names}"),
        ("通话结果可以是 {names}（新增）", "通话结果不能再是 {names}"),
    ),
    "collect": (("now also asks {names}", "no longer asks {names}"), ("还要问 {names}", "不再问 {names}")),
}
"""Lists of names -> what is said of those that came and of those that went, in English and in Chinese."""

_VARIANTS = (
    ("{below} may now also say {names}", "{below} no longer says {names}"),
    ("{below}也会说{names}", "{below}不再说{names}"),
)
_TURNS = re.compile(r"(\d+) turns?")


def named(come: tuple[str, ...], gone: tuple[str, ...], key: str, below: str, language: str) -> str:
    """`now also holds before tell; no longer holds before bye`."""
    zh = language.startswith("zh")
    sentences = NAMED.get(key)
    said = []
    for sentence, names in zip((sentences or _VARIANTS)[zh], (come, gone), strict=True):
        if names:
            listed = ("、" if zh else ", ").join(names if sentences else [f"“{name}”" for name in names])
            said.append(sentence.format(names=listed, below=below))
    return ("；" if zh else "; ").join(said)


def value_words(text: str, language: str) -> str:
    """A value as one says it."""
    zh = language.startswith("zh")
    if text == "[]":
        return "不营业" if zh else "closed"
    return _TURNS.sub(r"\1 轮", text) if zh and _TURNS.fullmatch(text) else text
