"""Tests of the pieces by which utterances are compared."""

from runtime.understanding import features, normalise, synonyms


def pairs_of(text: str) -> set[str]:
    return set(features.pair_pieces(normalise.tokens_of(normalise.read(text).plain)))


def test_other_words_for_the_same_share_pieces():
    shared = pairs_of("somebody stole my visa") & pairs_of("I lost the card")
    assert shared == {"=lost", "=card", "=card=lost"}
    assert not pairs_of("somebody stole my visa") & pairs_of("when does the hotel open")


def test_forms_of_a_word_are_in_its_group():
    assert "=buy" in pairs_of("I was purchasing it")


def test_long_speech_costs_no_more_than_some_pairs():
    words = " ".join(synonyms.groups())[: normalise.LONGEST]
    assert len(pairs_of(words)) < 700


def test_a_group_is_called_by_its_first_word():
    assert all(name in synonyms.groups()[name] for names in synonyms.groups().values() for name in names)
