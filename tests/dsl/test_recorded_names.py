"""Names of sound files: by key, by number, by words, cut off or not; never a guess between two."""

import pytest

from dsl.recorded_names import Names
from dsl.recordings import key_of
from dsl.voice_script import Line


def line(text: str, style: str = "neutral", language: str = "en-GB") -> Line:
    return Line(key_of(text, language, style), "steps.a.say", language, style, text)


SCRIPT = [
    line("Hello, this is Northway Parcels."),
    line("Hello, this is your bank."),
    line("Are you still there?"),
    line("Good news!", "cheerful"),
    line("Good news!"),
    line("您好，我是智能客服。", language="zh-CN"),
    line("10086"),
    line("Yes."),
]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (f"{SCRIPT[2].key}.wav", [2]),
        (f"{SCRIPT[2].key.upper()}.MP3", [2]),
        ("0123456789abcdef.wav", []),  # a key that nothing has
        ("3.wav", [2]),
        ("takes/day one/003.wav", [2]),
        ("C:\\takes\\03.flac", [2]),
        ("0.wav", []),
        ("9.wav", []),
        ("Are you still there?.wav", [2]),
        ("ARE_you-still there.wav", [2]),
        ("are you still.wav", [2]),  # cut off
        ("are.wav", []),  # too little to say
        ("Yes.wav", [7]),
        ("hello, this is.wav", [0, 1]),
        ("Good news.wav", [3, 4]),  # said in two tones
        ("5.wav", [4]),
        ("您好 我是智能客服.wav", [5]),
        ("您好我是智能.wav", [5]),
        ("10086.wav", [6]),  # words, for there is no such row
        ("12 Are you still there.wav", [2]),  # the words decide
        ("3. Are you still there.wav", [2]),
        ("3 - Hello, this is your bank.wav", [1]),
        ("3_take2.wav", []),  # neither its number alone nor words that are said
        ("", []),
        (".wav", []),
        ("…….wav", []),
    ],
)
def test_a_name_means_the_prompts_that_it_may_be_for(name: str, found: list[int]) -> None:
    assert Names(SCRIPT).prompts(name) == [SCRIPT[number] for number in found]


def test_the_numbers_of_a_script_that_was_sent_along_count() -> None:
    names = Names(SCRIPT, {1: SCRIPT[7].key, 2: "0" * 16})
    assert names.prompts("1.wav") == [SCRIPT[7]]
    assert names.prompts("2.wav") == []  # its words are not said any more
    assert names.prompts("3.wav") == []
