"""How words sound in the phones of the practice models: Chinese ones, and those that a Chinese sentence has of English."""

from runtime.speech.hearing.kaldi.lexicon import Syllables
from runtime.speech.practice.phones import ENGLISH, MANDARIN, borrowed


def test_an_english_word_in_a_chinese_sentence_has_the_nearest_sounds() -> None:
    lexicon = Syllables()
    assert lexicon.phones("english") == (("i", "N", "k", "l", "i", "s."),)
    assert lexicon.phones("speak") == (("s", "p", "i", "kh"),)  # no breath after s
    assert {lexicon.phones("ok")[0][-1], lexicon.phones("ok")[1][-1]} == {"ai", "ei"}  # as taken over, and as in English
    assert not lexicon.knows("english"), "it is a guess, and told as one"
    assert lexicon.knows("查_cha") and len(lexicon.phones("查_cha")) == 1
    assert lexicon.phones("查_nosuch") == ()


def test_every_english_sound_has_a_mandarin_one() -> None:
    for phone in ENGLISH:
        assert set(borrowed([phone])) <= set(MANDARIN)
