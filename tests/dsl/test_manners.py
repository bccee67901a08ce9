"""The built-in manners: complete in both languages, every phrase readable, no phrase meaning two things."""

import pytest

from dsl import manners, reply, utterance
from dsl.model import MANNERS

LANGUAGES = ["zh-CN", "en-GB"]
KEYS = (
    "connecting repeat_intro wait_ok still_here slower_ok goodbye stop_calling_ok nobody_available offer_keys read_back confirm "
    "correction_ok not_understood silent technical_trouble too_long call_back_at call_back_noted one_moment returning"
).split()


def _samples(language: str) -> dict[str, list[str]]:
    every = manners.phrases(language) | {name: intent.phrases for name, intent in manners.intents(language).items()}
    return {name: [sample for text in texts for sample in utterance.parse(text).samples(500)] for name, texts in every.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_manner_has_phrases_and_they_mean_one_thing(language: str) -> None:
    samples = _samples(language)
    assert set(samples) == {*MANNERS, "agree", "refuse"}
    owner: dict[str, str] = {}
    for name, texts in samples.items():
        for text in texts:
            assert owner.setdefault(text.casefold(), name) == name, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_written_twice(language: str) -> None:
    for texts in (*manners.phrases(language).values(), *(intent.phrases for intent in manners.intents(language).values())):
        assert len(set(texts)) == len(texts) >= 14


@pytest.mark.parametrize(
    ("language", "said", "manner"),
    [
        ("zh-CN", "转人工", "human"),
        ("zh-CN", "我不想跟机器人说话", "human"),
        ("zh-CN", "没有了", "refuse"),
        ("zh-CN", "没了", "refuse"),
        ("zh-CN", "不用了", "refuse"),
        ("zh-CN", "等一下", "wait"),
        ("zh-CN", "你再说一遍", "repeat"),
        ("zh-CN", "别再打电话了", "stop_calling"),
        ("en-US", "nothing else", "refuse"),
        ("en-US", "can I speak to a person", "human"),
        ("en-US", "stop calling me", "stop_calling"),
        ("en-US", "that's not what I said", "correction"),
    ],
)
def test_what_callers_say(language: str, said: str, manner: str) -> None:
    assert said in _samples(language)[manner]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_own_words(language: str) -> None:
    words = manners.words(language)
    assert list(words) == KEYS
    assert set(manners.SAYS) == set(MANNERS) and set(manners.SAYS.values()) <= set(words)
    for key, text in words.items():
        values = [value.name for value in reply.names(reply.parse(text))]
        assert values == (["value"] if key in ("read_back", "confirm", "call_back_at") else []), key


def test_the_words_given_out_are_a_copy() -> None:
    manners.words("zh-CN")["goodbye"] = "changed"
    assert manners.words("zh-CN")["goodbye"] != "changed"
