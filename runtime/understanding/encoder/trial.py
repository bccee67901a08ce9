"""Owns trying an encoder: what it costs, and whether sentences that mean the same come nearer than sentences that do not."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from msgspec import Struct

from runtime.understanding.encoder.sentence import SentenceEncoder

_PAIRS = {
    "en": (
        ("I lost my card", "my debit card has gone missing"),
        ("when are you open", "what are your business hours"),
        ("why is my bill so high", "I was charged too much this month"),
        ("how do I cancel my order", "I don't want what I bought any more"),
        ("I can't log in", "my password does not work"),
        ("there is no heating in my room", "the radiator stays cold"),
    ),
    "zh": (
        ("我的卡丢了", "银行卡找不到了"),
        ("你们几点开门", "营业时间是什么时候"),
        ("这个月话费怎么这么高", "账单多扣了钱"),
        ("怎么取消订单", "我不想要买的东西了"),
        ("我登录不了", "密码不对进不去"),
        ("房间里没有暖气", "屋子里太冷了"),
    ),
}
"""Each two mean the same and share next to no word."""


class Trial(Struct, frozen=True):
    """`right` of `tried`: of all sentences, the one that means the same was nearest. Milliseconds are of one utterance."""

    width: int
    load_seconds: float
    median: float
    slowest: float  # 95 of 100 are quicker
    right: int
    tried: int


def run(folder: Path, rounds: int = 20) -> Trial:
    """Raises `BrokenEncoder`."""
    begun = time.perf_counter()
    encoder = SentenceEncoder(folder)
    loaded = time.perf_counter() - begun
    pairs = [pair for language, pairs in _PAIRS.items() if encoder.settings.speaks(language) for pair in pairs]
    texts = [text for pair in pairs or _PAIRS["en"] for text in pair]
    right = _paired(encoder.encode_all(texts)) if pairs else 0
    times = []
    for text in texts * rounds:
        begun = time.perf_counter()
        encoder.encode(text)
        times.append((time.perf_counter() - begun) * 1000)
    median, slowest = (round(float(np.quantile(times, share)), 2) for share in (0.5, 0.95))
    return Trial(encoder.width, round(loaded, 2), median, slowest, right, 2 * len(pairs))


def _paired(vectors: np.ndarray) -> int:
    """How many rows have their own pair's other row as the nearest."""
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1.0)
    places = np.arange(len(vectors))
    return int((likeness.argmax(axis=1) == (places ^ 1)).sum())
