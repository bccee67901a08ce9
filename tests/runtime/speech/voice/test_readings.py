"""What is said of values, figures and words of several sounds: held against golden phonemes of the engine itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from dsl.values import parse_type
from runtime.speech.voice.mandarin import readings
from runtime.speech.voice.readings import spoken_parts
from runtime.wording.values import read_aloud
from tests.runtime.speech.voice.phonemes import of_engine_text, spoken

NOW = "2026-11-23T10:00:00+08:00"
GOLDEN = yaml.safe_load(Path(__file__).with_name("golden_readings.yaml").read_text(encoding="utf-8"))
ROWS = [(language, row) for language, rows in GOLDEN.items() for row in rows]

POLYPHONES = """
重庆 chong2 qing4; 银行 yin2 hang2; 行走 xing2 zou3; 行长 hang2 zhang3; 农行 nong2 hang2
重新 chong2 xin1; 重置 chong2 zhi4; 重要 zhong4 yao4; 长度 chang2 du4; 成长 cheng2 zhang3
店长 dian4 zhang3; 时长 shi2 chang2; 音乐 yin1 yue4
快乐 kuai4 le4; 还有 hai2 you3; 还款 huan2 kuan3; 已还清 yi3 huan2 qing1; 未还 wei4 huan2; 他还没有 ta1 hai2 mei2 you3
下调 xia4 tiao2; 调查 diao4 cha2; 出差 chu1 chai1; 差额 cha1 e2; 差旅 chai1 lv3; 会员 hui4 yuan2; 角色 jue2 se4; 便宜 pian2 yi5
方便 fang1 bian4; 属地 shu3 di4; 目的 mu4 di4; 朝阳 zhao1 yang2; 东莞 dong1 guan3; 处理 chu3 li3; 供应商 gong1 ying4 shang1
睡觉 shui4 jiao4; 着急 zhao2 ji2; 转账 zhuan3 zhang4; 曝光 bao4 guang1; 没收 mo4 shou1; 曾女士 zeng1 nv3 shi4; 姓单 xing4 shan4
""".replace("\n", ";").split(";")

# the shape of a tone in a sentence → the tone
TONES = {"21": "214", "22": "11", "33": "11", "44": "11", "53": "51"}


@pytest.mark.parametrize(("language", "row"), ROWS, ids=[row.get("text") or f"{row['type']} {row['value']}" for _, row in ROWS])
def test_golden(language: str, row: dict[str, str]) -> None:
    words = row.get("text") or read_aloud(parse_type(row["type"]), row["value"], language, NOW)
    assert words == row.get("words", words)
    assert spoken(words, language) == row["sounds"]


def test_there_are_twenty_of_each_language() -> None:
    assert {language: len(rows) for language, rows in GOLDEN.items()} == {"zh-CN": 20, "en-US": 20}


@pytest.mark.parametrize("entry", [entry.strip() for entry in POLYPHONES if entry.strip()])
def test_words_of_several_sounds(entry: str) -> None:
    word, _, pinyin = entry.partition(" ")
    assert syllables(of_engine_text(readings(word) + "。", "cmn")) == syllables(of_engine_text(pinyin + "。", "cmn"))


def syllables(phonemes: str) -> str:
    """Without spaces and the two ways to write one sound, each tone as it is outside a sentence."""
    plain = "".join(sign for sign in phonemes.replace("&", "a") if sign not in " .[")
    return re.sub(r"\d+", lambda tone: TONES.get(tone[0], tone[0]), plain)


@pytest.mark.parametrize("text", ["兄弟", "雄安", "胸口", "穷人", "窘迫", "这儿", "有点儿", "女儿", "儿子"])
def test_no_chinese_word_is_taken_for_english(text: str) -> None:
    assert "(en)" not in of_engine_text(readings(text), "cmn")


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("您的Visa卡", "zh-CN", [("您的", "zh-CN"), ("Visa", "en-US"), ("卡", "zh-CN")]),
        ("请按A键，3G网络", "zh-CN", [("请按A键，3G网络", "zh-CN")]),
        ("chong2庆", "zh-CN", [("chong2庆", "zh-CN")]),
        ("Go to 上海 now.", "en-US", [("Go to", "en-US"), ("上海", "zh-CN"), ("now.", "en-US")]),
        ("A card of plan A", "en-GB", [("A card of plan [[eI]]", "en-GB")]),
    ],
)
def test_each_script_has_its_own_voice(text: str, language: str, parts: list[tuple[str, str]]) -> None:
    assert list(spoken_parts(text, language)) == parts
