"""Tests of the one spelling that words are compared in, and of the offsets back to the words as they came."""

import pytest

from runtime.understanding import normalise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("我想查一下，余额。", "我想查一下余额"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("Where’s my Parcel?!", "where is my parcel"),
        ("I can't, won't and don't", "i can not will not and do not"),
        ("that's the neighbour's", "that is the neighbour's"),
        ("查5G套餐", "查5g套餐"),
        ("  a\t\nb\x00c ", "a b c"),
        ("。，！", ""),
        ("", ""),
    ],
)
def test_one_spelling(text, plain):
    assert normalise.read(text).plain == plain


@pytest.mark.parametrize("text", ["多了１００元。", "½ ﬁfty bucks", "😀 一百 块", "a\u200bb  c"])
def test_offsets_lead_back_to_the_words_as_they_came(text):
    spoken = normalise.read(text)
    assert len(spoken.folded) == len(spoken.folded_offsets)
    for place, character in enumerate(spoken.folded):
        source = spoken.original_text(place, place + 1)
        assert character in normalise.read(source).folded or character == " "


def test_a_value_is_cut_from_the_original_words():
    spoken = normalise.read("多了１００元。")
    start = spoken.folded.index("100元")
    assert spoken.original_text(start, start + 4) == "１００元"


def test_a_pasted_document_is_cut_short():
    assert len(normalise.read("ﷺ" * 5000).folded) < 2 * normalise.LONGEST
