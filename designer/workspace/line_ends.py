"""Owns line ends and byte order marks: a browser's editor knows one sort of line end and no mark, files keep what they have.

`plain` is a text as an editor shows it; `as_written` gives what came back the ends and the mark of the text that it was.
"""

import re
from collections import Counter
from difflib import SequenceMatcher

MARK = "\ufeff"
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


def plain(text: str) -> str:
    """Without a mark, and with `\\n` alone."""
    return text.removeprefix(MARK).replace("\r\n", "\n").replace("\r", "\n")


def as_written(text: str, standing: str) -> str:
    """A text of an editor as its file has it: lines that stood there end as they did, new ones as most of the others."""
    mark = MARK if standing.startswith(MARK) else ""
    if "\r" not in standing:
        return mark + text
    old, new = _lines(standing.removeprefix(MARK)), _lines(text)
    usual = Counter(end for _, end in old if end).most_common(1)[0][0]
    ends = [end and usual for _, end in new]
    if len({end for _, end in old if end}) > 1:
        matcher = SequenceMatcher(a=[line for line, _ in old], b=[line for line, _ in new], autojunk=False)
        for _, start, end, at, until in matcher.get_opcodes():
            for (_, was), number in zip(old[start:end], range(at, until), strict=False):  # a changed line, too, ends as it did
                ends[number] = ends[number] and (was or usual)
    return mark + "".join(line + end for (line, _), end in zip(new, ends, strict=True))


def _lines(text: str) -> list[tuple[str, str]]:
    """Each line with its end; the last one's is empty."""
    found = [(line[1], line[2]) for line in _LINE.finditer(text)]
    return found if not found or not (len(found) > 1 and found[-1] == ("", "") and found[-2][1] == "") else found[:-1]
