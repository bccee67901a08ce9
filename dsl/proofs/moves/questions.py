"""Owns the question that stands in the moves: everything that words, keys and silence may make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dsl.model import MANNERS, Ask, Collect
from dsl.proofs.machine import MOMENT
from dsl.proofs.memory import View
from dsl.proofs.moves.configuration import Configuration, Label, Move
from dsl.proofs.moves.corrections import Corrections
from dsl.proofs.moves.details import Details
from dsl.proofs.moves.ground import Ground
from dsl.proofs.moves.rules import Rules


class Questions:
    def __init__(self, ground: Ground, rules: Rules, details: Details, corrections: Corrections) -> None:
        self._ground = ground
        self._machine = ground.machine
        self._program = ground.machine.program
        self._watcher = ground.watcher
        self._rules = rules
        self._details = details
        self._corrections = corrections
        self._places = ("call", "interrupted") in ground.tracking

    def of(self, at: Configuration, view: View, wanted: Label | None) -> Iterator[Move]:
        """Everything that may happen while a question stands: words, keys, silence."""
        kind = _kind(wanted)
        if kind in ("", "silent"):
            yield from self._silent(at, view)
        if kind in ("", "key", "wrong_key", "fill"):
            yield from self._pressed(at, view)
        spoken = view.count("turns", 1).feel().renew(MOMENT)
        first = not (at.misses or at.silences)
        if (first or self._rules.exact) and kind not in ("silent", "not_understood", "key", "wrong_key"):
            # at a later try the caller may bring what they could at the first, and that was followed there
            yield from self._spoken(at, spoken, wanted, kind)
        if kind in ("", "not_understood"):
            yield from self._not_understood(at, spoken)

    def _silent(self, at: Configuration, view: View) -> Iterator[Move]:
        after = view.count("stumbles", 1).count("turns_without_progress", 1).renew(MOMENT)
        label = Label("silent")
        for move in self._rules.unless_escalated(at, after, label, turn=False):
            yield from self._missed(label, move[0], move[1], silent=True)

    def _not_understood(self, at: Configuration, view: View) -> Iterator[Move]:
        after = view.count("stumbles", 1).count("turns_without_progress", 1).count("misunderstood", 1)
        label = Label("not_understood")
        for move in self._rules.unless_escalated(at, after, label):
            yield from self._missed(label, move[0], move[1], silent=False)

    def _pressed(self, at: Configuration, view: View) -> Iterator[Move]:
        """Keys."""
        step = self._program.steps[at.address]
        accepted = view.count("turns_without_progress", None).count("misunderstood", None).renew(MOMENT)
        keys = step.keys if isinstance(step, Ask) else {}
        for key, target in keys.items():
            label = Label("key", key)
            for now, after in self._rules.unless_escalated(at, accepted, label, turn=False):
                yield self._ground.go(label, now, self._program.address(target, at.address), after)
        if self._details.typed(at):
            label = Label("fill", self._ground.slot(at), detail="keys")
            for now, after in self._rules.unless_escalated(at, accepted, label, turn=False):
                yield from self._details.fill(label, now, after)
        elif "0" not in keys:
            yield from self._manner(at, "human", view.renew(MOMENT), Label("key", "0", detail="human"))
        if self._rules.exact:
            unheard = "#" if self._details.typed(at) else next((key for key in "987654321*#" if key not in keys), "")
            label = Label("wrong_key", unheard)
            for now, after in (
                self._rules.unless_escalated(at, view.count("stumbles", 1).renew(MOMENT), label, turn=False) if unheard else ()
            ):
                yield from self._missed(label, now, after, silent=False)

    def _spoken(self, at: Configuration, view: View, wanted: Label | None, kind: str) -> Iterator[Move]:
        """Words that are understood; only those of one `kind` of label, where it is not empty."""
        slot = self._ground.slot(at)
        secret = bool(slot) and self._machine.bundle.slots[slot].secret
        onward = view.count("turns_without_progress", None).count("misunderstood", None)
        staying = view.count("turns_without_progress", 1).count("misunderstood", None)
        stumbling = staying.count("stumbles", 1)
        heard = self._heard_here(at)
        if kind in ("", "hear"):
            yield from self._hears(at, onward, heard, wanted)
        if kind in ("", "fill") and slot and not secret and not at.pending and self._machine.bundle.slots[slot].by != "keys":
            yield from self._filled(at, onward, slot, wanted)
        if at.pending and kind in ("", "agree", "refuse"):
            yield from self._details.confirm(at, onward, slot)
        if not secret and kind in ("", "digress"):
            yield from self._digressions(at, onward, heard, wanted)
        if not secret and kind in ("", "answer", "human_only"):
            yield from self._asked(at, staying, wanted, kind)
        if kind in ("", "manner", "wrong"):
            yield from self._manners(at, staying, stumbling, heard, wanted)
        if self._rules.exact and kind in ("", "idle"):
            label = Label("idle", "repeat")
            for now, before in self._rules.unless_escalated(at, stumbling, label):
                yield self._ground.at(label, now, before)
        if kind in ("", "correct"):
            yield from self._corrections.of(at, onward.count("stumbles", 1), slot, wanted)

    def _heard_here(self, at: Configuration) -> Mapping[str, str]:
        """The intents that the question at hand listens for -> where each leads."""
        step = self._program.steps[at.address]
        if not isinstance(step, Ask):
            return {}
        if step.hear == "topics":
            return self._machine.bundle.topics
        return {intent: self._program.address(target, at.address) for intent, target in step.hear.items()}

    def _hears(self, at: Configuration, view: View, heard: Mapping[str, str], wanted: Label | None) -> Iterator[Move]:
        for intent, target in heard.items():
            if wanted is not None and wanted.kind == "hear" and wanted.name != intent:
                continue
            label = Label("hear", intent)
            for now, before in self._rules.unless_escalated(at, view, label):
                for mentions, after in self._details.mentioned(self._takes(before, intent), label, wanted, replace=True):
                    yield self._ground.go(label._replace(mentions=mentions), now, target, after)

    def _filled(self, at: Configuration, view: View, slot: str, wanted: Label | None) -> Iterator[Move]:
        """The detail that was asked for, said in words."""
        label = Label("fill", slot, detail="words")
        for now, before in self._rules.unless_escalated(at, view, label):
            for mentions, after in self._details.mentioned(before, label, wanted, replace=False, besides=slot):
                yield from self._details.fill(label._replace(mentions=mentions), now, after)

    def _asked(self, at: Configuration, view: View, wanted: Label | None, kind: str) -> Iterator[Move]:
        """Questions that the knowledge answers. All that are answered by the line itself go the same way."""
        step = self._program.steps[at.address]
        leads = step.answers if isinstance(step, Ask) else "stay"
        if leads == "off":
            return
        yield from self._for_people(at, view, wanted)
        given = next((name for name, answer in self._machine.bundle.answers.items() if answer.human_only is None), None)
        if given and leads != "stay" and kind != "human_only":
            label = Label("answer", given)
            for now, before in self._rules.unless_escalated(at, view, label):
                yield self._ground.go(label, now, self._program.address(leads, at.address), before)

    def _manners(
        self, at: Configuration, staying: View, stumbling: View, heard: Mapping[str, str], wanted: Label | None
    ) -> Iterator[Move]:
        """What may be said anywhere, and changes where the call is."""
        for name in MANNERS:
            if name in heard or (wanted is not None and wanted.kind == "manner" and wanted.name != name):
                continue
            if name in self._ground.goes or name in ("goodbye", "stop_calling", "correction"):
                label = Label("manner", name)
                view = stumbling if name in ("repeat", "correction") else staying
                for now, before in self._rules.unless_escalated(at, view, label):
                    yield from self._manner(now, name, before, label, wanted)

    def _for_people(self, at: Configuration, view: View, wanted: Label | None) -> Iterator[Move]:
        """Questions that only people answer."""
        for name in self._machine.for_people:
            if wanted is not None and name not in (wanted.name, wanted.detail):
                continue
            answer = self._machine.bundle.answers[name]
            assert answer.human_only is not None
            order, unavailable = answer.human_only, answer.unavailable or ""
            for now, before in self._rules.unless_escalated(at, view, Label("answer", name)):
                rest = now._replace(interrupted=None)
                yield from self._ground.hand_off(rest, order.hours, unavailable, before, (), "human_only", name)

    def _takes(self, view: View, intent: str) -> View:
        kept = intent if intent in self._machine.conditions.intents else ""
        after = view.remember(("call", "intent"), kept)
        return after.renew("intent")

    def _digressions(self, at: Configuration, view: View, heard: Mapping[str, str], wanted: Label | None) -> Iterator[Move]:
        place = (at.address, at.frames)
        interrupted = at.interrupted if at.interrupted is not None else place
        for intent, target in self._machine.bundle.topics.items():
            if intent in heard:
                continue
            label = Label("digress", intent)
            for now, before in self._rules.unless_escalated(at, view, label):
                left = now._replace(frames=(), interrupted=interrupted if self._places else None)
                for mentions, after in self._details.mentioned(self._takes(before, intent), label, wanted, replace=True):
                    yield self._ground.go(label._replace(mentions=mentions), left, target, after)

    def _missed(self, label: Label, at: Configuration, view: View, *, silent: bool) -> Iterator[Move]:
        step = self._program.steps[at.address]
        tried = at.silences if silent else at.misses
        after = at._replace(silences=at.silences + silent, misses=at.misses + (not silent))
        if isinstance(step, Collect):
            if after.misses + after.silences >= self._machine.bundle.slots[self._ground.slot(at)].tries:
                yield self._ground.go(label, at, self._program.address(step.failed, at.address), view)
            else:
                yield self._ground.at(label, after, view)
            return
        assert isinstance(step, Ask)
        reprompts = step.no_input if silent else step.no_match
        assert reprompts is not None, "the compiler fills in reprompts"
        if tried >= len(reprompts.says):
            yield self._ground.go(label, at, self._program.address(reprompts.go, at.address), view)
        else:
            yield self._ground.at(label, after, view)

    def _manner(self, at: Configuration, name: str, view: View, label: Label, wanted: Label | None = None) -> Iterator[Move]:
        go = self._ground.goes.get(name)
        if name in ("goodbye", "stop_calling"):
            at = at._replace(watch=self._watcher.goodbye(at.watch))
        if go is not None:
            yield self._ground.go(label, at._replace(frames=(), interrupted=None), go, view)
        elif name in ("goodbye", "stop_calling"):
            yield self._ground.over(label, at, "caller", view)
        elif name == "correction":
            yield from self._corrections.wrong(at, view, wanted)


def _kind(wanted: Label | None) -> str:
    """The kind of turn that a label is about; of an escalation, that of the turn that set it off."""
    if wanted is None:
        return ""
    return wanted.detail.split(":")[1] if wanted.kind == "escalate" else wanted.kind
