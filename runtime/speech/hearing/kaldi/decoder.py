"""Owns decoding in a worker: decoders of bundles, lent by utterance, and what they heard in words.

A decoder is bound to one bundle's words and rules; as many are made as utterances of the bundle overlap, and the longest unused
go when there are too many.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import kaldi_active_grammar as kag
import numpy as np
import soxr
from kaldi_active_grammar.wrapper import KaldiAgfNNet3Decoder
from msgspec import Struct, field

from runtime.speech.hearing.kaldi.artefact import OPEN, RARE, CompiledHearing, bundle_folder, graph_path, load, load_grammar
from runtime.speech.hearing.kaldi.certainty import Evidence, certainty, is_alternative
from runtime.speech.hearing.kaldi.expression import Walker
from runtime.speech.hearing.kaldi.messages import Begin, Heard, SoFar
from runtime.speech.hearing.kaldi.model import KaldiModel
from runtime.speech.hearing.rules import LISTENING
from runtime.speech.hearing.spoken_language import text_of
from runtime.speech.protocols import SAMPLE_RATE, SpokenWord

kag.disable_donation_message()

MOST_IDLE = 6  # decoders: one has some 11 MB, more with large grammars
FRAME_BYTES = 480  # of 8 kHz sound, behind one state of the model: 30 ms
DELAY_BYTES = 260 * SAMPLE_RATE // 1000 * 2  # the decoder reads in pieces of 210 ms, and the model looks 80 ms ahead
QUIET_BYTES = 40 * SAMPLE_RATE // 1000 * 2
UNSURE = 0.5  # below it, an utterance is heard again for what else it may have been
HISS = 5  # amplitude of the noise that is mixed in: digital silence has no features
_RULE = "#nonterm:rule"
UNFITTED = ("", RARE, OPEN, LISTENING)  # rules by which no sentence is said that the line listens for


class Moment(Struct):
    """One utterance under way, with its sound: what is heard without certainty is heard again by other rules."""

    lent: Decoder
    mask: tuple[bool, ...]
    pcm: bytearray = field(default_factory=bytearray)


class Reading(Struct, frozen=True):
    """Words by a rule; what they cost, and how many of them the decoder expects to be wrong."""

    rule: str
    words: list[str]
    cost: float
    expected_errors: float
    times: tuple[SpokenWord, ...]


class Decoder:
    """One native decoder with the rules of a bundle."""

    def __init__(self, model: KaldiModel, root: Path, key: str) -> None:
        self.key = key
        self.hearing: CompiledHearing = load(root, key)
        self._root = root
        self._walkers: dict[str, Walker] = {}
        folder = bundle_folder(root, key)
        dictation = self.hearing.dictation
        self._native = KaldiAgfNNet3Decoder(
            model_dir=str(model.folder),
            tmp_dir=None,
            words_file=str(folder / "words.txt"),
            word_align_lexicon_file=str(folder / "align_lexicon.int"),
            max_num_rules=1000,
            top_fst=str(folder / "top.fst"),
            dictation_fst_file=dictation if "/" in dictation else str(graph_path(root, dictation)),
            config=model.settings,
        )
        self._native.sample_rate = model.sample_rate
        self._native.bytes_per_kaldi_frame = FRAME_BYTES
        self._resampler_rate = model.sample_rate
        for active in self.hearing.order:
            self._native.add_grammar_fst(str(graph_path(root, self.hearing.files[active.rule])))
        self._resampler: soxr.ResampleStream | None = None
        self._noise = np.random.default_rng(0)

    def begin(self, mask: tuple[bool, ...]) -> None:
        if len(mask) != self._native.num_grammars:  # the native code would end the process
            raise ValueError("a mask of another bundle")
        self._resampler = (
            None
            if self._resampler_rate == SAMPLE_RATE
            else soxr.ResampleStream(SAMPLE_RATE, self._resampler_rate, 1, dtype="int16")
        )
        self._mask: list[bool] | None = list(mask)

    def feed(self, pcm: bytes) -> None:
        self._native.decode(self._sound(np.frombuffer(pcm[: len(pcm) // 2 * 2], np.int16)), False, self._mask)
        self._mask = None  # said with the first sound only

    def end(self) -> None:
        self._native.decode(self._sound(np.zeros(0, np.int16), last=True), True, self._mask)
        self._mask = None

    def hear(self, pcm: bytes, mask: tuple[bool, ...]) -> None:
        """A whole utterance at once."""
        self.begin(mask)
        self.feed(pcm)
        self.end()

    def words(self) -> tuple[str, list[str]]:
        """The rule, and the words by it."""
        return self._parted(self._native.get_output()[0])

    def reading(self) -> Reading:
        """What was heard once all is; the decoder's costs are of all its sound."""
        output, scores = self._native.get_output()
        rule, words = self._parted(output)
        times = self._times(output) if words else ()
        return Reading(
            rule,
            words,
            scores["am_score"] + scores["lm_score"],
            max(0.0, scores["expected_error_rate"]),
            times,
        )

    def _parted(self, output: str) -> tuple[str, list[str]]:
        rule, words = "", []
        for token in output.split():
            if token.startswith(_RULE):
                rule = self.hearing.order[int(token.removeprefix(_RULE))].rule
            elif not token.startswith(("#", "<", "!")):
                words.append(token)
        return rule, words

    def text(self, words: list[str]) -> str:
        return text_of(words, self.hearing.language)

    def _times(self, output: str) -> tuple[SpokenWord, ...]:
        scale = 1000 / (SAMPLE_RATE * 2)
        return tuple(
            SpokenWord(self.text([word]), round(begins * scale), round(lasts * scale))
            for word, begins, lasts in self._native.get_word_align(output)
            if not word.startswith(("#", "<", "!"))
        )

    def without(self, rule: str, mask: tuple[bool, ...]) -> tuple[bool, ...]:
        """The mask of the sentences that may have been said instead: the rule's left out, and what is no sentence."""
        left_out = {rule, *UNFITTED}
        return tuple(on and each.rule not in left_out for on, each in zip(mask, self.hearing.order, strict=True))

    def standing(self, rule: str, words: list[str]) -> tuple[bool | None, bool | None]:
        """Whether the words are a whole sentence by the rule, and whether more could follow; a listener's sounds are none."""
        if rule in UNFITTED:
            return None, None
        if rule not in self._walkers:
            grammar = load_grammar(self._root, self.hearing.files[rule])
            self._walkers[rule] = Walker(grammar.arcs, grammar.final, grammar.body)
        return self._walkers[rule].standing(words)

    def close(self) -> None:
        self._native.destroy()

    def _sound(self, samples: np.ndarray, *, last: bool = False) -> np.ndarray:
        heard = samples.astype(np.int32) + self._noise.integers(-HISS, HISS + 1, samples.size)
        clipped = np.clip(heard, -32768, 32767).astype(np.int16)
        if self._resampler is None:
            return np.asarray(clipped)
        return np.asarray(self._resampler.resample_chunk(clipped, last=last))


class Decoders:
    """All of one worker."""

    def __init__(self, model: KaldiModel, root: Path) -> None:
        self._model, self._root = model, root
        self._idle: OrderedDict[int, Decoder] = OrderedDict()
        self._moments: dict[int, Moment] = {}

    def begin(self, beginning: Begin) -> None:
        decoder = self._lend(beginning.bundle)
        decoder.begin(beginning.mask)
        self._moments[beginning.utterance] = Moment(decoder, beginning.mask)

    def feed(self, utterance: int, pcm: bytes) -> None:
        moment = self._moments.get(utterance)
        if moment is not None:
            moment.lent.feed(pcm)
            moment.pcm += pcm

    def look(self, utterance: int) -> SoFar:
        moment = self._moments[utterance]
        rule, words = moment.lent.words()
        complete, goes_on = moment.lent.standing(rule, words)
        return SoFar(utterance, moment.lent.text(words), len(moment.pcm), complete, goes_on)

    def finish(self, utterance: int) -> Heard:
        """Words are said with a delay, so silence like that at the end is heard after it until all are told; then the end."""
        quiet = bytes(self._moments[utterance].pcm[-QUIET_BYTES:]) or bytes(QUIET_BYTES)
        self.feed(utterance, quiet * (DELAY_BYTES // len(quiet) + 1))
        so_far = self.look(utterance)
        moment = self._moments.pop(utterance)
        decoder = moment.lent
        decoder.end()
        reading = decoder.reading()
        evidence = evidence_of(reading, len(moment.pcm))
        sure = certainty(evidence, self._model.language) if self._model.is_practice else evidence.posterior
        heard = Heard(
            utterance,
            decoder.text(reading.words),
            sure if reading.words else 0.0,
            reading.rule,
            fitted=reading.rule not in UNFITTED,
            alternatives=self._alternatives(moment, reading) if sure < UNSURE else (),
            words=reading.times,
            so_far=so_far.text,
            complete=so_far.complete,
            goes_on=so_far.goes_on,
        )
        self._give_back(decoder)
        return heard

    def _alternatives(self, moment: Moment, first: Reading) -> tuple[str, ...]:
        """The likeliest sentence by another rule, if it isn't much less likely than what was heard."""
        decoder, mask = moment.lent, moment.lent.without(first.rule, moment.mask)
        if first.rule == OPEN or not any(mask):
            return ()
        decoder.hear(bytes(moment.pcm), mask)
        second = decoder.reading()
        if second.words and is_alternative(second.cost - first.cost):
            return (decoder.text(second.words),)
        return ()

    def cancel(self, utterance: int) -> None:
        """A decoder has to end what it began before it can begin again."""
        moment = self._moments.pop(utterance, None)
        if moment is not None:
            moment.lent.end()
            self._give_back(moment.lent)

    def _lend(self, key: str) -> Decoder:
        for number in reversed(self._idle):
            if self._idle[number].key == key:
                return self._idle.pop(number)
        return Decoder(self._model, self._root, key)

    def _give_back(self, decoder: Decoder) -> None:
        self._idle[id(decoder)] = decoder
        while len(self._idle) > MOST_IDLE:
            _, oldest = self._idle.popitem(last=False)
            oldest.close()


def evidence_of(reading: Reading, heard_bytes: int) -> Evidence:
    return Evidence(
        frames=max(1, heard_bytes // FRAME_BYTES),
        cost=reading.cost,
        expected_errors=reading.expected_errors,
        words=len(reading.words),
        spoken_ms=sum(word.lasts_ms for word in reading.times),
        fitted=reading.rule not in UNFITTED,
    )
