"""Understanding: a caller's words → intent, details, answer, mood, or honestly unknown.

`prepare` makes artefacts of a bundle (`python -m runtime.understanding.prepare` in a process of its own), `load` opens
them, `Understander.understand` reads one utterance.
"""

from runtime.understanding.artefacts import ArtefactMissing
from runtime.understanding.cache import cache_folder
from runtime.understanding.preparation import prepare
from runtime.understanding.understander import Understander, Understanders, load

__all__ = ["ArtefactMissing", "Understander", "Understanders", "cache_folder", "load", "prepare"]
