"""Owns the Mandarin that a practice model is trained on: sentences, figures, and syllables in any order.

Two thirds are drawn from every syllable that there is, so that no character is unheard of. No sentence of the ready-made
flows stands here: those are for measuring.
"""

from __future__ import annotations

import random
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pypinyin import Style, lazy_pinyin

SENTENCES = tuple(
    """
    今天下午会下雨吗|我家的网络又断了|请帮我换一张新卡|昨天买的鞋子不合适|孩子们都在学校里|这本书放在桌子上|我想订两张去海边的票
    钥匙忘在办公室了|请问厕所在哪里|上个星期没有人回电话|价格实在太贵了|您能再说一遍吗|声音大一点好不好|谢谢你的帮助|我明天早上九点出发
    这台机器坏了很久|门口停着一辆蓝色的车|我妈妈的手机打不开|请把地址发给我|我要取消明天的预约|这个颜色不对|你们几点开门|可以用现金吗
    合同下个月到期|我的行李还没有到|他说他不知道|对不起我打错了|麻烦您稍等片刻|天气越来越冷|山上有一座老房子|请在这里签字|护照丢了怎么办
    我同意你的看法|不用了再见|火车晚点了四十分钟|洗衣机漏水|猫坐在窗户旁边|我们一共六个人|这条路走不通|请给我开发票|我女儿今年七岁
    保险怎么理赔|密码总是不正确|退货需要多长时间|帮我看看还有没有位置|医生什么时候有空|早饭吃面条还是稀饭|请转告他一声|电梯停在三楼
    我去过那个城市|这件事情非常重要|先别着急慢慢说|师傅到哪里了|水费电费一起交|能不能便宜点|我怀疑账号被盗|短信验证码收不到|信号时有时无
    """.replace("\n", "|").split("|")
)
SENTENCES = tuple(sentence.strip() for sentence in SENTENCES if sentence.strip())

_FIGURES = "零一二三四五六七八九十百千万两"
_DIGITS = "零一二三四五六七八九"
_SAID_WITH_FIGURES = ("yao1", "yi1", "ling2", "liang3", "dian3", "kuai4", "yuan2", "hao4")
_LISTENING = ("嗯", "嗯", "嗯嗯", "哦", "啊", "呃", "喂", "唉", "诶")
"""Sounds that no syllable of pinyin stands for as espeak-ng says them."""
_FIRST, _LAST = 0x4E00, 0x9FA5


@cache
def syllables() -> tuple[str, ...]:
    """Every syllable, with its tone: `yi1`, `lv4`."""
    found = set()
    for code in range(_FIRST, _LAST):
        said = lazy_pinyin(chr(code), style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False)[0]
        if said.isascii() and said.isalnum() and said[0].isalpha() and said[-1].isdigit():
            found.add(said)
    return tuple(sorted(found))


def draw(chance: random.Random) -> tuple[str, str]:
    """One text, and espeak's voice for it: `cmn` for characters, `cmn-latn-pinyin` for syllables."""
    kind = chance.random()
    if kind < 0.08:
        return chance.choice(_LISTENING) + chance.choice(("", *_FIGURES, *SENTENCES)), "cmn"
    if kind < 0.68:
        return " ".join(chance.choices(syllables(), k=chance.randint(1, 10))), "cmn-latn-pinyin"
    if kind < 0.82:
        figures = _DIGITS if chance.random() < 0.6 else _FIGURES
        return "".join(chance.choices(figures, k=chance.randint(1, 10))), "cmn"
    if kind < 0.87:
        return " ".join(chance.choices(_SAID_WITH_FIGURES, k=chance.randint(1, 6))), "cmn-latn-pinyin"
    return chance.choice(SENTENCES), "cmn"


def vocabulary(size: int = 2500) -> tuple[str, ...]:
    """The commonest words, by jieba's dictionary: what dictation knows besides a package's own."""
    jieba = find_spec("jieba")
    assert jieba is not None and jieba.origin is not None, "jieba belongs to the product"
    counted = []
    for line in Path(jieba.origin).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split()
        if all("\u4e00" <= character <= "\u9fa5" for character in word):
            counted.append((-int(count), word))
    return tuple(word for _, word in sorted(counted)[:size])
