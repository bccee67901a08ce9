"""Owns the sentences of changes, by code, in English and Chinese; `{…}` is what differs."""

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
