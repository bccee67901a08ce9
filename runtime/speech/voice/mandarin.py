"""Owns how Chinese words are read where espeak-ng reads them wrong: polyphones, names, sounds that it lacks.

espeak's own dictionary reads most words with several sounds right (重庆, 银行, 快乐) and knows tone sandhi, so only what
it misreads is told it, as pinyin with a tone number, which it reads like a character. Three syllables it takes for English
even then (xiong, qiong, jiong); those are given as its own phonemes, in `[[…]]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_READINGS = {
    "还 huan2": "还款 还钱 还清 还贷 还账 还债 还本付息 还息 还完 还了 还不上 还不起 还给 还欠款 还信用卡 还花呗 还房贷 "
        "还车贷 应还 已还 未还 待还 没还 需还 代还 补还 多还 少还 归还 偿还 退还 返还 交还 先息后本还 最低还 按时还 按期还",
    "还 hai2": "还了解 还完全 还完善",
    "行 hang2": "农行 建行 工行 交行 招行 总行 支行 我行 他行 跨行 本行 各行 央行 商行 开户行 发卡行 收款行 付款行 代理行 洋行",
    "行 xing2": "单行道 单行线",
    "重 chong2": "重置 重启 重拨 重发 重听 重说 重设 重填 重报 重选 重输 重试 重做 重办 重签 重寄 重传 重付 重查 重联 重连 "
        "重装 重播 重名",
    "长 zhang3": "店长 处长 馆长 区长 检察长 营长 连长 旅长 科长 股长 乡长 镇长 庭长 秘书长 护士长 理事长 董事长 兄长 见长",
    "地 di4": "两地 占地 该地 属地 归属地 发货地 收货地 取货地 发生地 签发地 原产地 出发地 居住地 户籍地 极地 租地 扫地 "
        "地铺 地里",
    "调 tiao2": "下调 上调 调高 调成 调为 调到 调大 调小 调价 调减 调增 调慢 调快",
    "差 chai1": "差旅 差使 钦差 公差 邮差",
    "差 cha4": "还差 只差 就差 尚差 相差无几",
    "便 pian2": "便宜",
    "角 jue2": "角色 主角 配角",
    "朝 zhao1": "朝阳 朝霞 朝夕",
    "曝 bao4": "曝光",
    "给 ji3": "给予 给与 给养",
    "应 ying4": "供应商 供应链 应试 应考 策应 接应",
    "弹 tan2": "弹窗 弹出 弹框 反弹 弹屏",
    "倒 dao4": "倒计时 倒数",
    "屏 ping2": "显示屏",
    "薄 bao2": "薄膜 薄片 薄款",
    "莞 guan3": "东莞",
    "六 lu4": "六安",
    "蚌 beng4": "蚌埠",
    "铅 yan2": "铅山县",
    "洞 tong2": "洪洞县",
    "外 wai4": "外传",
    "传 zhuan4": "自传 外传",
    "都 du1": "大都市 定都 都灵",
    "说 shui4": "游说",
    "散 san4": "散发 散乱",
    "解 xie4": "解数",
    "卷 juan4": "阅卷",
    "冠 guan1": "衣冠 鸡冠",
    "贾 jia3": "贾",
    "葛 ge3": "诸葛",
    "什 shen2": "甚么",
    "颇 po1": "颇",
    "绩 ji4": "绩",
    "迹 ji4": "迹",
    "鲜 xian1": "朝鲜",
    "粘 zhan1": "粘贴 粘性 粘住",
    "都 dou1": "大都",
}  # fmt: skip
"""A character and its sound → the words in which it has that sound and espeak gives it another."""

_UNLESS = {"还": "有是没不要会能在可得", "行": "程李为动使走驶人政", "调": "查研度取动派"}
"""A word that ends in the first is none when one of these follows: 本行 stands in 本行程."""

_NAMES = {
    "单": "shan4", "任": "ren2", "曾": "zeng1", "解": "xie4", "仇": "qiu2", "查": "zha1", "华": "hua4", "翟": "zhai2",
    "朴": "piao2",
    "葛": "ge3", "区": "ou1", "盖": "ge3", "燕": "yan1", "纪": "ji3",
}  # fmt: skip
_TITLE = "(?:先生|女士|小姐|太太|老师|经理|师傅|医生)"

_SOUNDS = {
    "S;jong55": "兄凶胸匈汹", "S;jong35": "雄熊", "tS;hjong35": "穷琼穹邛", "tS;jong214": "窘炯迥",
}  # fmt: skip
"""Phonemes of espeak → characters whose syllable it takes for English."""

_THERE = {"这儿": "这里", "那儿": "那里", "哪儿": "哪里"}
_ERHUA = re.compile("(?<=[会点块事活玩今明份空劲头花伙个哥鸟孩])儿(?![子女童科歌])")
"""An r that colours the word before it; espeak takes the word for English. 儿子 and 女儿 are words of their own."""


_ONES = (
    (re.compile("(?<=[十百千万零第])一(?=[天张条元年次块件位份笔周遍段套本家部层项级楼个号])|一(?=号)"), "yi1"),
    (re.compile("(?<![零一二三四五六七八九十百千万点第])一(?=分钟|秒|斤|公里|美元|英镑|欧元|港元)"), "yi4"),
    (re.compile("(?<![零一二三四五六七八九十百千万点第])一(?=户)"), "yi2"),
)
"""The tone of 一: its own at the end of a number, else by the word that it counts. espeak knows it of the commonest alone."""


def _changes() -> Iterator[tuple[str, str]]:
    for sound, words in _READINGS.items():
        character, pinyin = sound.split(" ")
        for word in words.split():
            yield word, word.replace(character, pinyin)
    for name, pinyin in _NAMES.items():
        yield f"姓{name}", f"姓{pinyin}"
    for phonemes, characters in _SOUNDS.items():
        for character in characters:
            yield character, f"[[{phonemes}]]"
    yield from _THERE.items()


def _guarded(word: str) -> str:
    followers = _UNLESS.get(word[-1]) if len(word) > 1 else None
    return f"{word}(?![{followers}])" if followers else word


_TOLD = dict(_changes())
_WRONG = re.compile("|".join(_guarded(word) for word in sorted(_TOLD, key=lambda word: (-len(word), word))))
_NAMED = re.compile(f"({'|'.join(_NAMES)})(?={_TITLE})")


def readings(text: str) -> str:
    """The text with what espeak would misread as it is to sound."""
    text = _NAMED.sub(lambda found: _NAMES[found[1]], _ERHUA.sub("", text))
    for one, pinyin in _ONES:
        text = one.sub(pinyin, text)
    return _WRONG.sub(lambda found: _TOLD[found[0]], text)
