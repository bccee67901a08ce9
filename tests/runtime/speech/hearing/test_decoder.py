"""What the decoder of a worker makes of real sound, by voices and words that its settings were not chosen on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace

from dsl.model import Intent, Words
from dsl.turn import Expectation
from runtime.speech.hearing.decoder import MOST_GRAMMARS, EnglishDecoder
from runtime.speech.hearing.grammar import GrammarBook
from runtime.speech.hearing.messages import Forgotten, Heard
from runtime.speech.hearing.pronunciation import arpabet
from runtime.speech.hearing.spoken_sound import SpokenSound
from tests.bench.hearing_sets import ASKING, BUNDLE, MEASURED, MEASURED_VOICES, clip, meaning_of


@pytest.fixture(scope="module")
def decoder() -> Iterator[EnglishDecoder]:
    yield EnglishDecoder()


def words_of(pcm: bytes) -> bytes:
    sound = SpokenSound()
    sound.take(pcm)
    return sound.words()


def hear(decoder: EnglishDecoder, moment: Expectation, pcm: bytes, book: GrammarBook | None = None) -> Heard:
    grammar = (book or GrammarBook(BUNDLE)).moment(moment)
    decoder.learn(grammar)
    heard = decoder.hear(grammar.name, words_of(pcm))
    assert isinstance(heard, Heard)
    return heard


@pytest.mark.parametrize("voice", MEASURED_VOICES)
def test_what_the_step_expects_is_recognised(decoder: EnglishDecoder, voice: str) -> None:
    book = GrammarBook(BUNDLE)
    written = [said for said in MEASURED if said.meaning][::3]
    right = sum(
        meaning_of(hear(decoder, said.moment, clip(voice, said.words), book).text) == meaning_of(said.words.lower())
        for said in written
    )
    print(f"{voice}: {right} of {len(written)} recognised")
    assert right / len(written) >= 0.8


def test_what_nobody_wrote_is_not_forced_onto_a_phrase(decoder: EnglishDecoder) -> None:
    book = GrammarBook(BUNDLE)
    unwritten = [said for said in MEASURED if not said.meaning and said.moment == ASKING][:8]
    heard = [hear(decoder, said.moment, clip(MEASURED_VOICES[0], said.words), book) for said in unwritten]
    assert sum(not one.fitted for one in heard) >= 7
    assert all(one.confidence <= 0.5 for one in heard if not one.fitted)
    assert all(one.text for one in heard)


def test_silence_and_noise_say_nothing_the_grammar_knows(decoder: EnglishDecoder) -> None:
    noise = np.random.default_rng(0).normal(0, 800, 16000).astype("<i2").tobytes()
    grammar = GrammarBook(BUNDLE).moment(ASKING)
    decoder.learn(grammar)
    for pcm in (b"", bytes(320), bytes(16000), noise, b"\x01"):
        heard = decoder.hear(grammar.name, pcm)
        assert isinstance(heard, Heard)
        assert not (heard.fitted and heard.text)


def test_a_word_no_dictionary_has_is_heard_by_its_spelling(decoder: EnglishDecoder) -> None:
    bundle = replace(BUNDLE, intents={"where": Intent(phrases=("open parcelwright",))}, topics={"where": "listen"})
    grammar = GrammarBook(bundle).moment(Expectation(intents=("where",), answers=False))
    learned = decoder.learn(grammar)
    assert learned.pronounced == {"parcelwright": "P AA R S IH L R AY T"}
    assert hear(
        decoder, Expectation(intents=("where",), answers=False), clip("rms", "open parcel right"), GrammarBook(bundle)
    ).text == ("open parcelwright")


def test_a_package_says_how_its_words_sound(decoder: EnglishDecoder) -> None:
    bundle = replace(
        BUNDLE,
        intents={"where": Intent(phrases=("where is my xq",))},
        words=Words(pronunciations={"xq": "big banana"}),
    )
    book = GrammarBook(bundle)
    assert hear(decoder, ASKING, clip("rms", "where is my big banana"), book).text == "where is my xq"


@pytest.mark.parametrize("phrase", ["is monday a public holiday", "import duties please", "grammar school"])
def test_words_that_mean_something_in_a_grammar_file_are_words(decoder: EnglishDecoder, phrase: str) -> None:
    bundle = replace(BUNDLE, intents={"where": Intent(phrases=(phrase,))})
    moment = Expectation(intents=("where",), answers=False)
    assert hear(decoder, moment, clip("rms", phrase), GrammarBook(bundle)).text == phrase


def test_a_grammar_that_was_never_learned_is_asked_for(decoder: EnglishDecoder) -> None:
    assert decoder.hear("unknown", bytes(3200)) == Forgotten()


def test_old_grammars_make_room(decoder: EnglishDecoder) -> None:
    names = []
    for number in range(MOST_GRAMMARS + 5):
        phrase = f"track parcel {number}"
        bundle = replace(BUNDLE, intents={"where": Intent(phrases=(phrase,))})
        grammar = GrammarBook(bundle).moment(Expectation(intents=("where",), answers=False))
        decoder.learn(grammar)
        names.append(grammar.name)
    assert decoder.hear(names[0], bytes(3200)) == Forgotten()
    assert isinstance(decoder.hear(names[-1], bytes(3200)), Heard)


def test_a_moment_at_which_nothing_is_written_is_dictation(decoder: EnglishDecoder) -> None:
    bundle = replace(BUNDLE, intents={}, manners={}, answers={}, slots={}, topics={})
    heard = hear(decoder, Expectation(), clip("rms", "what was the score of the game"), GrammarBook(bundle))
    assert not heard.fitted
    assert heard.text


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("k_ˈɔː_l_ɹ_aɪ_t", "K AO L R AY T"),
        ("tʃ_ˈɜː_tʃ", "CH ER CH"),
        ("p_ˈɑːɹ_s_əl", "P AA R S AH L"),
        ("ǃ_k", None),
        ("", None),
    ],
)
def test_ipa_becomes_the_phones_of_the_dictionary(ipa: str, phones: str | None) -> None:
    assert arpabet(ipa) == phones
