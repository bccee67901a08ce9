"""µ-law against another implementation of it: what soundfile reads is what was said, in its steps."""

import io

import numpy as np
import soundfile

from dsl.call_sound import wav_header
from runtime.sound.companding import side_by_side


def test_both_sides_are_read_back_as_they_were():
    every = np.arange(-32768, 32768, dtype=np.int16)
    kept = side_by_side(every.tobytes(), every[::-1].tobytes())
    read, rate = soundfile.read(io.BytesIO(wav_header(len(kept)) + kept), dtype="int16")
    assert rate == 8000 and read.shape == (65536, 2)
    assert (read[:, 0] == read[::-1, 1]).all()
    sizes = np.abs(every.astype(int))
    wrong = np.abs(read[:, 0].astype(int) - every)
    assert (wrong <= (sizes + 132) / 32 + 1)[sizes <= 32124].all()  # half a step of the 16 in each octave
    again = side_by_side(read[:, 0].copy().tobytes(), read[:, 1].copy().tobytes())
    assert len(kept) == 131072 and (np.frombuffer(again, np.uint8) == np.frombuffer(kept, np.uint8)).mean() > 0.999
