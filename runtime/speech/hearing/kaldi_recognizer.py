"""Owns hearing by Kaldi: each utterance is decoded while it comes, by the rules of its moment, in a worker process.

A bundle's rules are compiled in a disposable process with limits, kept by content under a folder, and never compiled twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import resource
import sys
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from dsl.bundle import Bundle, encode
from dsl.turn import Expectation
from runtime.speech.hearing.kaldi.artefact import CompiledHearing, load
from runtime.speech.hearing.kaldi.messages import KALDI, Open
from runtime.speech.hearing.rules import RuleBook
from runtime.speech.hearing.streaming import DecodingWorkers, StreamedUtterance
from runtime.speech.practice import stored
from runtime.speech.protocols import CannotHear

log = logging.getLogger("callwright.speech")

PRACTICE_NAME = "Kaldi, practice model: synthetic speech only"
COMPILING_MODULE = "runtime.speech.hearing.kaldi.compiling"
COMPILED_AS = 3  # raised when the same bundle is to be compiled anew
COMPILE_SECONDS = 60.0
COMPILE_MEMORY = 4 * 1024**3
MOST_BUNDLES = 50


class Prepared(Struct):
    """A bundle that can be listened for."""

    key: str
    hearing: CompiledHearing
    book: RuleBook


class KaldiRecognizer:
    """Implements `protocols.Recognizer`. `model`: the folder of an operator's model; None: the practice model."""

    def __init__(self, language: str, folder: Path, model: Path | None = None, *, workers: int = 1, spares: int = 1) -> None:
        self.language = language
        self.practice = model is None
        self.name = f"Kaldi, {model.parent.name if model.name == 'model' else model.name}" if model else PRACTICE_NAME
        self._root, self._model = folder, model
        self._model_identity = stored.identity(language) if model is None else str(model.resolve())
        self.workers = DecodingWorkers(
            Open(KALDI, language, "" if model is None else str(model), str(folder)), workers=workers, spares=spares
        )
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()
        self._compiling = asyncio.Lock()

    async def start(self) -> None:
        """Workers start with the first bundle."""

    async def close(self) -> None:
        await self.workers.close()

    async def prepare(self, bundle: Bundle, identity: str) -> None:
        """Raises CannotHear."""
        if identity in self._prepared:
            return
        hearing = await self.compile(bundle)
        if hearing.unaccepted or hearing.unheard:
            log.warning(
                "of bundle %s, %d of %d phrases are not heard as written, and %d words not at all: `callwright hearing` tells",
                identity[:12],
                len(hearing.unaccepted),
                hearing.samples,
                len(hearing.unheard),
            )
        book = RuleBook(bundle)
        await asyncio.gather(self.workers.start(), asyncio.to_thread(book.active))  # what is written once, written now
        self._prepared[identity] = Prepared(self._key(bundle), hearing, book)
        while len(self._prepared) > MOST_BUNDLES:
            self._prepared.popitem(last=False)

    async def compile(self, bundle: Bundle) -> CompiledHearing:
        """Raises CannotHear."""
        async with self._compiling:
            return await self._compiled(encode(bundle), self._key(bundle))

    def hearing_of(self, identity: str) -> CompiledHearing:
        """Raises KeyError when the bundle was not prepared."""
        return self._prepared[identity].hearing

    async def listen(self, identity: str, expectation: Expectation) -> StreamedUtterance:
        """Raises KeyError when the bundle was not prepared."""
        prepared = self._prepared[identity]
        self._prepared.move_to_end(identity)
        mask = prepared.hearing.mask(prepared.book.moment(expectation), open=prepared.book.ways.is_open(expectation.slot))
        return self.workers.listen(prepared.key, mask)

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _key(self, bundle: Bundle) -> str:
        """Another for another model, and when rules are compiled otherwise than they were."""
        return hashlib.sha256(encode(bundle) + f"{self._model_identity} {COMPILED_AS}".encode()).hexdigest()[:32]

    async def _compiled(self, data: bytes, key: str) -> CompiledHearing:
        """What is kept from before, or made now."""
        with suppress(OSError, msgspec.ValidationError, msgspec.DecodeError):
            return load(self._root, key)
        self._root.mkdir(parents=True, exist_ok=True)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            COMPILING_MODULE,
            self.language,
            str(self._model or ""),
            str(self._root),
            key,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"},
        )
        with suppress(ProcessLookupError, PermissionError):
            resource.prlimit(process.pid, resource.RLIMIT_AS, (COMPILE_MEMORY, COMPILE_MEMORY))
        try:
            async with asyncio.timeout(COMPILE_SECONDS):
                out, _ = await process.communicate(data)
        except TimeoutError:
            raise CannotHear(f"Compiling the hearing took longer than {COMPILE_SECONDS:.0f} seconds and was stopped.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            raise CannotHear(out.decode(errors="replace").strip()[-300:] or "The process that compiles the hearing died.")
        return load(self._root, key)
