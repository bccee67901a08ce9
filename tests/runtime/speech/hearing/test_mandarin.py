"""Chinese text as words with their sounds, and back."""

from __future__ import annotations

import subprocess
import sys

import pytest

from runtime.speech.hearing.kaldi.expression import build
from runtime.speech.hearing.mandarin import figures, joined, spoken_words
from runtime.speech.hearing.slot_rules_zh import PARTS


def test_characters_sound_as_they_do_in_their_words() -> None:
    assert spoken_words("去银行，行走") == ["去_qu", "银_yin", "行_hang", "行_xing", "走_zou"]
    assert spoken_words("查24元") == ["查_cha", "二_er", "十_shi", "四_si", "元_yuan"]
    assert spoken_words("English please") == ["english", "please"]


def test_words_are_written_as_a_person_would() -> None:
    assert joined(["查_cha", "话_hua", "费_fei"]) == "查话费"
    assert joined(["说_shuo", "english", "please"]) == "说english please"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0", "零"),
        ("14", "十四"),
        ("105", "一百零五"),
        ("1010", "一千零一十"),
        ("13800", "一三八零零"),
        ("007", "零零七"),
        ("3.5%", "百分之三点五"),
    ],
)
def test_figures_are_read(written: str, read: str) -> None:
    assert figures(written) == read


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("money", "一百二十块"), ("money", "三十元"), ("money", "五块五"), ("date", "上个月"),
        ("date", "三月十五号"), ("date", "下周一"),
        ("time", "下午三点半"), ("duration", "两个小时"), ("yes_no", "不是"), ("number", "一万零五"), ("ordinal", "第三个"),
    ],
)  # fmt: skip
def test_values_are_said_so(rule: str, said: str) -> None:
    built = build(PARTS[rule], PARTS.__getitem__, lambda word: True)
    assert built is not None
    states, final = built
    assert states.accepts(spoken_words(said), final)


def test_one_is_said_in_two_ways_when_digits_are_read_out() -> None:
    assert "一_yao" in PARTS["digit"]
    assert "一_yao" not in PARTS["unit"]


def test_a_worker_that_decodes_holds_no_table_of_sounds() -> None:
    """It would be most of its memory, once for each language that is heard."""
    asked = (
        "import sys; from runtime.speech.hearing.kaldi import decoder, worker; "
        "print(decoder.text_of(['行_hang', '吗_ma'], 'zh-CN'), decoder.text_of(['is', 'it'], 'en-GB'), 'pypinyin' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-X", "utf8", "-c", asked], capture_output=True, check=True).stdout
    assert told.decode().strip() == "行吗 is it False"
