"""Owns what teaching a question writes: one more phrase of an intent, or a new answer, as changed texts of the draft."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, count

from designer.refusal import Refused
from dsl import editing
from dsl.learned import slot_types, to_phrase

_INTENTS, _ANSWERS = "intents.yaml", "answers.yaml"
_LONGEST_SAY = 2_000
_LONGEST_PHRASE = 300
_LONGEST_SOURCE = 200
_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Lesson:
    """What somebody decided. `how`: `intent` (one more phrase of that one), `question` (one more way to ask for the answer
    `answer`), or `answer` (a new one that says `say`, by `source`, until the day `until`)."""

    how: str
    phrase: str
    intent: str = ""
    answer: str = ""
    say: str = ""
    source: str = ""
    until: str = ""


@dataclass(frozen=True)
class Proposal:
    """The changed files, whole, and what the question is then taught as."""

    changes: dict[str, str]
    taught_as: str


def phrase(question: str, files: Mapping[str, str], language: str) -> str:
    """The question as a phrase: personal values replaced by typed blanks."""
    return to_phrase(question, slot_types(files), language)


def own(files: Mapping[str, str], how: str) -> set[str]:
    """What can be taught here: the package's own reasons for calling (`intent`) or answers; those of a library are its own."""
    try:
        written = editing.read_value(files.get(_INTENTS if how == "intent" else _ANSWERS, ""))
    except editing.EditError:
        return set()
    return set(written) if isinstance(written, dict) else set()


def propose(files: Mapping[str, str], lesson: Lesson) -> Proposal:
    """Raises `Refused` when the lesson lacks something or the text can't take it."""
    if not lesson.phrase or len(lesson.phrase) > _LONGEST_PHRASE or "\n" in lesson.phrase:
        raise Refused("refusals.phrase", longest=_LONGEST_PHRASE)
    try:
        match lesson.how:
            case "intent":
                return _to_intent(files, lesson)
            case "question":
                return _to_answer(files, lesson)
        return _new_answer(files, lesson)
    except editing.EditError:
        raise Refused("refusals.edit_unsafe") from None


def _to_intent(files: Mapping[str, str], lesson: Lesson) -> Proposal:
    text = files.get(_INTENTS, "")
    if editing.read_value(text, (lesson.intent,)) is None:
        raise Refused("refusals.no_such_intent", intent=lesson.intent[:80])
    return Proposal({_INTENTS: _with(text, (lesson.intent, "phrases"), lesson.phrase)}, f"intent:{lesson.intent}")


def _to_answer(files: Mapping[str, str], lesson: Lesson) -> Proposal:
    text = files.get(_ANSWERS, "")
    if editing.read_value(text, (lesson.answer,)) is None:
        raise Refused("refusals.no_such_answer", answer=lesson.answer[:80])
    return Proposal({_ANSWERS: _with(text, (lesson.answer, "questions"), lesson.phrase)}, f"answer:{lesson.answer}")


def _with(text: str, path: tuple[str, ...], phrase: str) -> str:
    """The text with one more phrase in the list at the path."""
    place = _list_for(text, path, phrase)
    known = editing.read_value(text, place)
    if isinstance(known, list) and phrase in known:
        raise Refused("refusals.phrase_known", 409)
    return editing.append_item(text, place, phrase)


def _list_for(text: str, path: tuple[str, ...], phrase: str) -> tuple[str, ...]:
    """Where the phrases of an intent stand; where they stand by language, those of the script that the phrase is in."""
    written = editing.read_value(text, path)
    if not isinstance(written, dict) or not written:
        return path
    chinese = _HAN.search(phrase) is not None
    return (*path, next((key for key in written if key.startswith("zh") is chinese), next(iter(written))))


def _new_answer(files: Mapping[str, str], lesson: Lesson) -> Proposal:
    say = " ".join(lesson.say.split())
    if not say or len(say) > _LONGEST_SAY:
        raise Refused("refusals.say_missing", longest=_LONGEST_SAY)
    text = files.get(_ANSWERS, "")
    name = _free_name(text, lesson.phrase)
    answer: dict[str, editing.Data] = {"title": _title(lesson.phrase), "questions": [lesson.phrase], "say": say}
    if source := " ".join(lesson.source.split())[:_LONGEST_SOURCE]:
        answer["source"] = source
    if lesson.until:
        answer["valid_until"] = _day(lesson.until)
    return Proposal({_ANSWERS: editing.insert_entry(text, (), name, answer)}, f"answer:{name}")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise Refused("refusals.no_such_day") from None


def _free_name(text: str, phrase: str) -> str:
    """A name made of the question's words where they are Latin, else `learned`, with a number where it is taken."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"<[^>]*>", " ", phrase).lower()) if phrase.isascii() else []
    stem = "_".join(words[:5])[:40].strip("_")
    stem = stem if re.match(r"[a-z]", stem) else "learned"
    names = chain([stem], (f"{stem}_{number}" for number in count(2)))
    return next(name for name in names if editing.read_value(text, (name,)) is None)


def _title(phrase: str) -> str:
    """The question as people read it in a list: a blank with its sample, no notation."""
    plain = re.sub(r"(?<!\\)<(?:[^>=]*=)?([^>]*)>", r"\1", phrase)
    return re.sub(r"\\(.)|[()|]\??", r"\1", plain).strip()[:60]
