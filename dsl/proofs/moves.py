"""Owns how a call moves: from one configuration to every next one, exactly as the dialogue engine does it, in every way that
caller, systems and people may make it.

`moves` is the one account of it. A proof explores it with little remembered; a failing call is walked by it with everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple, TypeAlias, assert_never

from dsl.condition import parse_change
from dsl.condition.parsing import Add, Reset
from dsl.model import (
    MANNERS,
    Answer,
    Ask,
    Call,
    CallBack,
    Choose,
    Collect,
    Fetch,
    HandOff,
    HangUp,
    Return,
    Say,
    Send,
    Set,
    Switch,
)  # fmt: skip
from dsl.proofs.deciding import decide
from dsl.proofs.machine import MOMENT, Machine, Variable, shares_of
from dsl.proofs.memory import Tracking, Values, View

Frames: TypeAlias = tuple[tuple[str, bool], ...]
"""The sub-flows being run, outermost first: the step that runs each, and whether it does so because it `needs` it."""

ENTER, ASK, PLACES, TAKEN, OVER = "enter", "ask", "places", "taken", "over"
MOST_MENTIONED = 5
"""Slots that may be filled or changed in passing by one sentence, as far as that matters to what is remembered."""


class Configuration(NamedTuple):
    """Where a call stands: about to enter a step, at a question, or over. `watch` is the state of the policy being proven.

    `slot` is the place of the detail being asked in its `collect` step, -1 at an `ask` step. `interrupted` is where a digression
    goes back to; it is None too while that is not tracked. PLACES stands for every question that was ever left by a digression,
    TAKEN for the step that took the slot `address`, which a correction goes back to.
    """

    phase: str
    address: str
    frames: Frames = ()
    slot: int = -1
    pending: bool = False
    misses: int = 0
    silences: int = 0
    interrupted: tuple[str, Frames] | None = None
    watch: object = None
    values: Values = ()


class Label(NamedTuple):
    """What made a move happen. `mentions` are the slots that were filled or changed in passing."""

    kind: str
    name: str = ""
    mentions: tuple[str, ...] = ()
    detail: str = ""


class Move(NamedTuple):
    label: Label
    to: Configuration
    view: View


PROGRESS = frozenset(
    {"hear", "key", "fill", "agree", "refuse", "answer", "human_only", "digress", "correct", "wrong", "manner", "idle"}
)
"""What the caller brings the call on by: a new intent, slot or key, an answer, a manner."""

FINITE = frozenset({"escalate", "back"})
"""What a call without progress can do only so many times: each escalation rule once, the end of a digression once."""


class Watcher:
    """What a policy looks at while a call goes on; each gives the next states of the policy with the view it holds in."""

    violated: object = "violated"

    def begin(self) -> object:
        return None

    def doing(self, address: str, state: object, view: View) -> Iterator[tuple[object, View]]:
        """A step is done, its `needs` being met."""
        yield state, view

    def turn(self, state: object, view: View) -> Iterator[tuple[object, View]]:
        """The caller has had a turn, before anything is made of it."""
        yield state, view

    def handed_off(self, state: object) -> object:
        return state

    def goodbye(self, state: object) -> object:
        """The caller says that the call is over."""
        return state

    def ended(self, state: object, how: str) -> object:
        return state


class Moves:
    """The moves of a machine under a tracking. `wanted` narrows what is free to what one label says."""

    def __init__(self, tracking: Tracking, watcher: Watcher, *, turns_matter: bool = False) -> None:
        self.tracking = tracking
        self.machine: Machine = tracking.machine
        self.watcher = watcher
        self._intents_matter = ("call", "intent") in tracking
        self._judged: dict[tuple[int, Configuration], tuple[View, list[tuple[Configuration, View]]]] = {}
        self._exact_rules = turns_matter or any(
            kind in ("measure", "rule") or (kind == "atom" and self._in_rules(name)) for kind, name in tracking.variables
        )
        self._turns_matter = turns_matter
        self._places = ("call", "interrupted") in tracking
        self._ranks = {slot: self._matters(slot) for slot in self.machine.mentionable}
        self._goes = {name: rule.go for name, rule in self.machine.bundle.manners.items() if rule.go is not None}

    def _in_rules(self, text: str) -> bool:
        machine = self.machine
        return any(
            atom.text == text
            for rule in machine.bundle.escalation
            for atom in machine.atoms_of(machine.tree(rule.when), rule.when)
        )

    def _matters(self, slot: str) -> bool:
        view = View(self.tracking, self.tracking.initial)
        return view.matters(slot) or any(view.matters(name) for name in self.machine.derived(slot, surely=False))

    # ---- beginnings ------------------------------------------------------------------------------------------

    def beginnings(self) -> Iterator[tuple[str, Configuration]]:
        """Where calls begin: inbound, and outbound where the flow rings."""
        entry = self.machine.bundle.entry
        for name, address in (("inbound", entry.inbound), ("outbound", entry.outbound)):
            if address is not None:
                yield name, Configuration(ENTER, address, watch=self.watcher.begin(), values=self.tracking.initial)

    def of(self, at: Configuration, wanted: Label | None = None) -> Iterator[Move]:
        view = View(self.tracking, at.values)
        self.last_read = view.read
        if at.phase == ENTER:
            yield from self._enter(at, view)
        elif at.phase == ASK:
            yield from self._question(at, view, wanted)
        elif at.phase == TAKEN:
            yield from self._taken(at, view)

    # ---- entering a step -------------------------------------------------------------------------------------

    def _enter(self, at: Configuration, view: View) -> Iterator[Move]:
        step = self.machine.steps[at.address]
        if isinstance(step, Ask) and not at.frames:
            view.read.add(("call", "interrupted"))
            if not self._places:
                yield Move(Label("back", at.address), at._replace(phase=PLACES), view)
            elif at.interrupted is not None and at.address in self.machine.reachable(_outer(at.interrupted)):
                address, frames = at.interrupted
                yield self._go(Label("back", at.address), at._replace(interrupted=None, frames=frames), address, view)
                return
        needed = self.machine.needs(step)
        if not needed:
            yield from self._do(at, view)
            return
        for held, after in view.one_of(("value", needed), (False, True)):
            if held is True:
                yield from self._do(at, after)
            else:
                start = self.machine.start_of(self.machine.guard(needed))
                frames = (*at.frames, (at.address, True))
                yield self._go(Label("needs", needed), at._replace(frames=frames), start, after)

    def _do(self, at: Configuration, view: View) -> Iterator[Move]:
        for state, after in self.watcher.doing(at.address, at.watch, view):
            yield from self._done(at._replace(watch=state), after)

    def _done(self, at: Configuration, view: View) -> Iterator[Move]:
        machine = self.machine
        step = machine.steps[at.address]

        def beside(name: str) -> str:
            return machine.address(name, at.address)

        match step:
            case Say() | Answer() | CallBack() | Switch():
                yield self._go(Label("next"), at, beside(step.next), view)
            case Ask():
                yield self._at(Label("asked"), at._replace(phase=ASK, slot=-1, pending=False, misses=0, silences=0), view)
            case Collect():
                yield from self._collect(Label("next"), at, view)
            case Choose():
                yield from self._choose(at, step, view)
            case Set():
                for after in self._set(step, view):
                    yield self._go(Label("next"), at, beside(step.next), after)
            case Fetch():
                yield from self._fetch(at, step, view)
            case Send():
                yield from self._send(at, step, view)
            case Call():
                frames = (*at.frames, (at.address, False))
                yield self._go(Label("call", step.call), at._replace(frames=frames), machine.start_of(step.call), view)
            case Return():
                yield from self._return(at, step.outcome, view)
            case HandOff():
                yield from self._hand_off(at, step.hand_off.hours, beside(step.unavailable), view, at.frames)
            case HangUp():
                yield self._over(Label("hang_up"), at, "line", view)
            case _:
                assert_never(step)

    def _hand_off(
        self,
        at: Configuration,
        hours: str | None,
        unavailable: str,
        view: View,
        frames: Frames,
        kind: str = "person",
        cause: str = "",
    ) -> Iterator[Move]:
        """A person is asked for, unless it is out of hours; `cause` is the escalation rule or the question that made it so."""
        watch = self.watcher.handed_off(at.watch)
        at = at._replace(watch=watch, frames=frames)
        ways = reversed(list(decide(f"open({hours})", view))) if hours else [(True, view)]
        for is_open, after in ways:  # closed first: it stays so, while somebody who refuses may go home
            if is_open:
                yield self._over(Label(kind, "accepted", detail=cause), at, "handed_off", after)
            label = Label(kind, "refused" if is_open else "closed", detail=cause)
            later = after.renew(MOMENT) if is_open else after
            if unavailable:
                yield self._go(label, at, unavailable, later)
            else:
                yield self._over(label, at, "line", later)

    def _choose(self, at: Configuration, step: Choose, view: View) -> Iterator[Move]:
        waiting: list[tuple[int, View]] = [(0, view)]
        shares = (*shares_of(step), -1)
        while waiting:
            index, before = waiting.pop()
            if index == len(step.choose):
                yield self._go(Label("choose", detail="otherwise"), at, self.machine.address(step.otherwise, at.address), before)
                continue
            branch = step.choose[index]
            ways: Iterable[tuple[bool, View]]
            if branch.when is None:
                ways = ((taken == index, after) for taken, after in before.chosen(("share", at.address), shares))
            else:
                ways = decide(branch.when, before)
            for held, after in ways:
                if held:
                    target = self.machine.address(branch.next, at.address)
                    yield self._go(Label("choose", detail=str(index)), at, target, after)
                else:
                    waiting.append((index + 1, after))

    def _set(self, step: Set, view: View) -> Iterator[View]:
        views = [view]
        for name, change in step.set.items():
            views = [after for before in views for after in self._write(name, change, before)]
        yield from views

    def _write(self, name: str, change: str, view: View) -> Iterator[View]:
        declared = self.machine.bundle.values[name]
        variable = ("value", name)
        parsed = parse_change(change)
        values: Iterable[object]
        if declared.count is not None:
            most = declared.count
            now = view.get(variable)
            if isinstance(parsed, Reset):
                values = (0,)
            elif isinstance(now, int):
                values = (min(now + 1, most),)
            else:
                values = range(1, most + 1)
        elif isinstance(parsed, Reset):
            values = (None,)
        elif not isinstance(parsed, Add) and self.machine.domain(name) is not None:
            values = (self.machine.written_value(name, change),)
        else:
            heads = self.machine.heads([change])
            values = (None,) if any(view.surely_unknown(head) for head in heads) else (True, None)
        for value in values:
            after = view.put(variable, value) if variable in self.tracking else view
            yield from after.renew(name).forget_derived(name)

    # ---- look-ups --------------------------------------------------------------------------------------------

    def _fetch(self, at: Configuration, step: Fetch, view: View) -> Iterator[Move]:
        machine = self.machine
        name = step.fetch

        def beside(target: str) -> str:
            return machine.address(target, at.address)

        if machine.bundle.data[name].once:
            fetched = [(held, after) for held, after in view.one_of(("data", name), (False, True))]
            for held, after in fetched:
                if held:
                    yield self._go(Label("once", name), at, beside(step.next), after)
            unfetched = [after for held, after in fetched if not held]
            if not unfetched:
                return
            view = unfetched[0]
        heads = [head for head in machine.heads(step.with_.values()) if head in machine.bundle.slots or "." not in head]
        if any(view.surely_unknown(head) for head in heads):
            yield self._go(Label("missing", name), at, beside(step.failed), view)
            return
        if any(not self._tracked_known(head) for head in heads):
            yield self._go(Label("missing", name), at, beside(step.failed), view)
        view = view.renew(MOMENT)
        yield self._go(Label("fetch", name, detail="failed"), at, beside(step.failed), view)
        for outcome, target in step.results.items():
            yield self._go(Label("fetch", name, detail=outcome), at, beside(target), view)
        for forgotten in view.forget_derived(name):
            after = forgotten.put(("data", name), True) if ("data", name) in self.tracking else forgotten
            yield self._go(Label("fetch", name, detail="ok"), at, beside(step.next), after.renew(name))
        yield from self._human_while_busy(at, view)

    def _human_while_busy(self, at: Configuration, view: View) -> Iterator[Move]:
        """The caller does not wait for a system, and asks for a person."""
        human = self._goes.get("human")
        if human is not None:
            rest = at._replace(frames=(), interrupted=None)
            yield self._go(Label("manner", "human", detail="busy"), rest, human, view)

    def _send(self, at: Configuration, step: Send, view: View) -> Iterator[Move]:
        """A text message: not sent where nobody is known to send it to."""
        machine = self.machine
        name = step.send.by
        failed, taken = machine.address(step.failed, at.address), machine.address(step.next, at.address)
        heads = [head for head in machine.heads([step.send.to]) if "." not in head]
        if any(view.surely_unknown(head) for head in heads):
            yield self._go(Label("missing", name), at, failed, view)
            return
        if any(not self._tracked_known(head) for head in heads):
            yield self._go(Label("missing", name), at, failed, view)
        view = view.renew(MOMENT)
        yield self._go(Label("send", name, detail="failed"), at, failed, view)
        yield self._go(Label("send", name, detail="ok"), at, taken, view)
        yield from self._human_while_busy(at, view)

    def _tracked_known(self, head: str) -> bool:
        """Whether it is remembered if this name is known, so that what needs it is sure to have it."""
        return any((kind, head) in self.tracking for kind in ("slot", "data", "value"))

    def _return(self, at: Configuration, outcome: str, view: View) -> Iterator[Move]:
        machine = self.machine
        origin, needed = at.frames[-1]
        at = at._replace(frames=at.frames[:-1])
        step = machine.steps[origin]
        subflow = machine.callee(step)
        for flag, declared in machine.bundle.values.items():
            if declared.flag == subflow:
                view = (view.put(("value", flag), outcome == "ok") if ("value", flag) in self.tracking else view).renew(flag)
        if not needed:
            assert isinstance(step, Call)
            yield self._go(Label("return", outcome), at, machine.address(step.results[outcome], origin), view)
            return
        if outcome != "ok":
            yield self._go(Label("return", outcome), at, machine.address(getattr(step, "failed", origin), origin), view)
            return
        yield self._go(Label("return", outcome), at, origin, view)

    # ---- collecting ------------------------------------------------------------------------------------------

    def _collect(self, label: Label, at: Configuration, view: View, misses: tuple[str, int] = ("", 0)) -> Iterator[Move]:
        """Takes each slot that is known and asks for the first that is missing. `misses` are kept for one slot."""
        step = self.machine.steps[at.address]
        assert isinstance(step, Collect)
        place = tuple(origin for origin, _ in at.frames)
        views = [view]
        for number, name in enumerate(step.collect):
            slot = self.machine.bundle.slots[name]
            known: list[View] = []
            for before in views:
                taken = before.put(("place", name), (*place, at.address)) if ("place", name) in self.tracking else before
                for held, after in taken.one_of(("slot", name), (False, True)):
                    if held is not True:
                        yield self._at(label, self._asks(at, number), after)
                    elif slot.confirm == "explicit" and not slot.secret:
                        for confirmed, later in after.one_of(("confirmed", name), (False, True)):
                            if confirmed is True:
                                known.append(later)
                            else:
                                again = misses[1] if misses[0] == name else 0
                                yield self._at(label, self._asks(at, number, pending=True, misses=again), later)
                    else:
                        known.append(after)
            views = known
        for after in views:
            yield self._go(label, at, self.machine.address(step.next, at.address), after)

    def _asks(self, at: Configuration, number: int, *, pending: bool = False, misses: int = 0) -> Configuration:
        return at._replace(phase=ASK, slot=number, pending=pending, misses=misses, silences=0)

    # ---- the question that stands ----------------------------------------------------------------------------

    def _question(self, at: Configuration, view: View, wanted: Label | None) -> Iterator[Move]:
        """Everything that may happen while a question stands: words, keys, silence."""
        kind = _kind(wanted)
        if kind in ("", "silent"):
            yield from self._silent(at, view)
        if kind in ("", "key", "wrong_key", "fill"):
            yield from self._pressed(at, view)
        spoken = view.count("turns", 1).renew("anger").renew(MOMENT)
        first = not (at.misses or at.silences)
        if (first or self._exact_rules) and kind not in ("silent", "not_understood", "key", "wrong_key"):
            # at a later try the caller may bring what they could at the first, and that was followed there
            yield from self._spoken(at, spoken, wanted, kind)
        if kind in ("", "not_understood"):
            yield from self._not_understood(at, spoken)

    def _silent(self, at: Configuration, view: View) -> Iterator[Move]:
        after = view.count("stumbles", 1).count("turns_without_progress", 1).renew(MOMENT)
        label = Label("silent")
        for move in self._unless_escalated(at, after, label, turn=False):
            yield from self._missed(label, move[0], move[1], silent=True)

    def _not_understood(self, at: Configuration, view: View) -> Iterator[Move]:
        after = view.count("stumbles", 1).count("turns_without_progress", 1).count("misunderstood", 1)
        label = Label("not_understood")
        for move in self._unless_escalated(at, after, label):
            yield from self._missed(label, move[0], move[1], silent=False)

    def _pressed(self, at: Configuration, view: View) -> Iterator[Move]:
        """Keys."""
        machine = self.machine
        step = machine.steps[at.address]
        accepted = view.count("turns_without_progress", None).count("misunderstood", None).renew(MOMENT)
        keys = step.keys if isinstance(step, Ask) else {}
        for key, target in keys.items():
            label = Label("key", key)
            for now, after in self._unless_escalated(at, accepted, label, turn=False):
                yield self._go(label, now, machine.address(target, at.address), after)
        if self._typed(at):
            label = Label("fill", self._slot(at), detail="keys")
            for now, after in self._unless_escalated(at, accepted, label, turn=False):
                yield from self._filled(label, now, after)
        elif "0" not in keys:
            yield from self._manner(at, "human", view.renew(MOMENT), Label("key", "0", detail="human"))
        if self._exact_rules:
            unheard = "#" if self._typed(at) else next((key for key in "987654321*#" if key not in keys), "")
            label = Label("wrong_key", unheard)
            for now, after in (
                self._unless_escalated(at, view.count("stumbles", 1).renew(MOMENT), label, turn=False) if unheard else ()
            ):
                yield from self._missed(label, now, after, silent=False)

    def _typed(self, at: Configuration) -> bool:
        slot = self._slot(at)
        if not slot or at.pending:
            return False
        declared = self.machine.bundle.slots[slot]
        kind = declared.type.partition("(")[0].strip()
        return declared.by != "voice" and kind in ("digits", "phone", "number", "ordinal", "money", "count", "code")

    def _slot(self, at: Configuration) -> str:
        step = self.machine.steps[at.address]
        return step.collect[at.slot] if isinstance(step, Collect) and at.slot >= 0 else ""

    def _spoken(self, at: Configuration, view: View, wanted: Label | None, kind: str) -> Iterator[Move]:
        """Words that are understood; only those of one `kind` of label, where it is not empty."""
        machine = self.machine
        bundle = machine.bundle
        step = machine.steps[at.address]
        slot = self._slot(at)
        secret = bool(slot) and bundle.slots[slot].secret
        onward = view.count("turns_without_progress", None).count("misunderstood", None)
        staying = view.count("turns_without_progress", 1).count("misunderstood", None)
        stumbling = staying.count("stumbles", 1)
        heard: dict[str, str] = {}
        if isinstance(step, Ask):
            if step.hear == "topics":
                heard = dict(bundle.topics)
            else:
                heard = {intent: machine.address(target, at.address) for intent, target in step.hear.items()}
        for intent, target in heard.items() if kind in ("", "hear") else ():
            if wanted is not None and wanted.kind == "hear" and wanted.name != intent:
                continue
            label = Label("hear", intent)
            for now, before in self._unless_escalated(at, onward, label):
                for mentions, after in self._mentioned(self._takes(before, intent), label, wanted, replace=True):
                    yield self._go(label._replace(mentions=mentions), now, target, after)
        if kind in ("", "fill") and slot and not secret and not at.pending and bundle.slots[slot].by != "keys":
            label = Label("fill", slot, detail="words")
            for now, before in self._unless_escalated(at, onward, label):
                for mentions, after in self._mentioned(before, label, wanted, replace=False, besides=slot):
                    yield from self._filled(label._replace(mentions=mentions), now, after)
        if at.pending and kind in ("", "agree", "refuse"):
            yield from self._confirmed(at, onward, slot)
        if not secret and kind in ("", "digress"):
            yield from self._digressions(at, onward, heard, wanted)
        if kind in ("", "answer", "human_only") and not secret and not (isinstance(step, Ask) and step.answers == "off"):
            yield from self._for_people(at, staying, wanted)
        given = next((name for name, answer in bundle.answers.items() if answer.human_only is None), None)
        if kind in ("", "answer") and not secret and given and isinstance(step, Ask) and step.answers not in ("stay", "off"):
            label = Label("answer", given)
            for now, before in self._unless_escalated(at, staying, label):
                yield self._go(label, now, machine.address(step.answers, at.address), before)
        for name in MANNERS if kind in ("", "manner", "wrong") else ():
            if wanted is not None and wanted.kind == "manner" and wanted.name != name:
                continue
            if name in heard:
                continue
            label = Label("manner", name)
            if name in self._goes or name in ("goodbye", "stop_calling", "correction"):
                for now, before in self._unless_escalated(at, stumbling if name in ("repeat", "correction") else staying, label):
                    yield from self._manner(now, name, before, label, wanted)
        if self._exact_rules and kind in ("", "idle"):
            label = Label("idle", "repeat")
            for now, before in self._unless_escalated(at, stumbling, label):
                yield self._at(label, now, before)
        if kind in ("", "correct"):
            yield from self._corrections(at, onward.count("stumbles", 1), slot, wanted)

    def _for_people(self, at: Configuration, view: View, wanted: Label | None) -> Iterator[Move]:
        """Questions that only people answer."""
        for name in self.machine.for_people:
            if wanted is not None and name not in (wanted.name, wanted.detail):
                continue
            answer = self.machine.bundle.answers[name]
            assert answer.human_only is not None
            for now, before in self._unless_escalated(at, view, Label("answer", name)):
                rest = now._replace(interrupted=None)
                yield from self._hand_off(rest, answer.human_only.hours, answer.unavailable or "", before, (), "human_only", name)

    def _takes(self, view: View, intent: str) -> View:
        kept = intent if intent in self.machine.intents else ""
        after = view.put(("call", "intent"), kept) if self._intents_matter else view
        return after.renew("intent")

    def _digressions(self, at: Configuration, view: View, heard: dict[str, str], wanted: Label | None) -> Iterator[Move]:
        place = (at.address, at.frames)
        interrupted = at.interrupted if at.interrupted is not None else place
        for intent, target in self.machine.bundle.topics.items():
            if intent in heard:
                continue
            label = Label("digress", intent)
            for now, before in self._unless_escalated(at, view, label):
                left = now._replace(frames=(), interrupted=interrupted if self._places else None)
                for mentions, after in self._mentioned(self._takes(before, intent), label, wanted, replace=True):
                    yield self._go(label._replace(mentions=mentions), left, target, after)

    def _confirmed(self, at: Configuration, view: View, slot: str) -> Iterator[Move]:
        step = self.machine.steps[at.address]
        assert isinstance(step, Collect)
        label = Label("agree", slot)
        for now, before in self._unless_escalated(at, view, label):
            after = before.put(("confirmed", slot), True) if ("confirmed", slot) in self.tracking else before
            yield from self._collect(label, now, after)
        label = Label("refuse", slot)
        for now, before in self._unless_escalated(at, view.count("stumbles", 1), label):
            after = before.put(("slot", slot), False) if ("slot", slot) in self.tracking else before
            yield from self._refused(label, now, after, step)

    def _refused(self, label: Label, at: Configuration, view: View, step: Collect) -> Iterator[Move]:
        slot = self._slot(at)
        misses = at.misses + 1
        if misses + at.silences >= self.machine.bundle.slots[slot].tries:
            yield self._go(label, at, self.machine.address(step.failed, at.address), view)
        else:
            yield self._at(label, at._replace(pending=False, misses=misses), view.renew(slot))

    def _filled(self, label: Label, at: Configuration, view: View) -> Iterator[Move]:
        """The slot being asked has an acceptable value."""
        slot = self._slot(at)
        view = view.put(("slot", slot), True) if ("slot", slot) in self.tracking else view
        view = view.put(("confirmed", slot), False) if ("confirmed", slot) in self.tracking else view
        for after in self._valid(slot, view.renew(slot)):
            if self.machine.bundle.slots[slot].confirm == "explicit" and not self.machine.bundle.slots[slot].secret:
                yield self._at(label, self._asks(at, at.slot, pending=True, misses=at.misses), after)
            else:
                yield from self._collect(label, at, after, (slot, at.misses))

    def _valid(self, slot: str, view: View) -> Iterator[View]:
        """The views in which the slot's new value is acceptable."""
        valid = self.machine.bundle.slots[slot].valid
        if valid is None:
            yield view
            return
        known = view.put(("slot", slot), True)
        yield from (after for held, after in decide(valid, known) if held)

    def _mentioned(
        self, view: View, label: Label, wanted: Label | None, *, replace: bool, besides: str = ""
    ) -> Iterator[tuple[tuple[str, ...], View]]:
        """Details that come along unasked, as far as that changes anything that is remembered."""
        if wanted is not None:
            yield from ((wanted.mentions, after) for after in self._mention(wanted.mentions, view))
            return
        relevant = [name for name, matters in self._ranks.items() if matters and name != besides]
        for size in range(min(len(relevant), MOST_MENTIONED) + 1):
            for chosen in combinations(relevant, size):
                known = [name for name in chosen if view.get(("slot", name)) is True]
                if known and not replace:
                    continue
                yield from ((chosen, after) for after in self._mention(chosen, view))

    def _mention(self, chosen: tuple[str, ...], view: View) -> Iterator[View]:
        views = [view]
        for name in chosen:
            views = [after for before in views for after in self._change(name, before)]
        yield from views

    def _change(self, slot: str, view: View) -> Iterator[View]:
        """A slot gets a value unasked, and what was made from its old one is forgotten."""
        view = view.put(("slot", slot), True) if ("slot", slot) in self.tracking else view
        view = view.put(("confirmed", slot), False) if ("confirmed", slot) in self.tracking else view
        for after in self._valid(slot, view.renew(slot)):
            yield from after.forget_derived(slot)

    # ---- reprompts -------------------------------------------------------------------------------------------

    def _missed(self, label: Label, at: Configuration, view: View, *, silent: bool) -> Iterator[Move]:
        step = self.machine.steps[at.address]
        tried = at.silences if silent else at.misses
        after = at._replace(silences=at.silences + silent, misses=at.misses + (not silent))
        if isinstance(step, Collect):
            if after.misses + after.silences >= self.machine.bundle.slots[self._slot(at)].tries:
                yield self._go(label, at, self.machine.address(step.failed, at.address), view)
            else:
                yield self._at(label, after, view)
            return
        assert isinstance(step, Ask)
        reprompts = step.no_input if silent else step.no_match
        assert reprompts is not None, "the compiler fills in reprompts"
        if tried >= len(reprompts.says):
            yield self._go(label, at, self.machine.address(reprompts.go, at.address), view)
        else:
            yield self._at(label, after, view)

    # ---- manners, correction ---------------------------------------------------------------------------------

    def _manner(self, at: Configuration, name: str, view: View, label: Label, wanted: Label | None = None) -> Iterator[Move]:
        go = self._goes.get(name)
        if name in ("goodbye", "stop_calling"):
            at = at._replace(watch=self.watcher.goodbye(at.watch))
        if go is not None:
            yield self._go(label, at._replace(frames=(), interrupted=None), go, view)
        elif name in ("goodbye", "stop_calling"):
            yield self._over(label, at, "caller", view)
        elif name == "correction":
            yield from self._wrong(at, view, wanted)

    def _wrong(self, at: Configuration, view: View, wanted: Label | None) -> Iterator[Move]:
        """ "That's wrong", without saying what is right."""
        slot = self._slot(at)
        if at.pending:
            step = self.machine.steps[at.address]
            assert isinstance(step, Collect)
            after = view.put(("slot", slot), False) if ("slot", slot) in self.tracking else view
            yield from self._refused(Label("wrong", slot, detail="pending"), at, after, step)
            return
        for name in self.machine.bundle.slots:
            if (
                name == slot
                or (wanted is not None and wanted.kind == "wrong" and wanted.name != name)
                or view.get(("slot", name)) is False
            ):
                continue
            after = view.put(("slot", name), False) if ("slot", name) in self.tracking else view
            after = after.put(("confirmed", name), False) if ("confirmed", name) in self.tracking else after
            renewed = after.renew(name)
            yield Move(Label("wrong", name), _back_to(at, name, renewed), renewed)

    def _corrections(self, at: Configuration, view: View, slot: str, wanted: Label | None) -> Iterator[Move]:
        for name in self.machine.correctable:
            if name == slot or (wanted is not None and wanted.name != name) or view.get(("slot", name)) is False:
                continue
            label = Label("correct", name)
            for now, before in self._unless_escalated(at, view, label):
                changed = before.put(("slot", name), True) if ("slot", name) in self.tracking else before
                changed = changed.put(("confirmed", name), False) if ("confirmed", name) in self.tracking else changed
                for after in changed.renew(name).forget_derived(name):
                    yield Move(label, _back_to(now, name, after), after)
                    if view.get(("place", name)) is None:
                        yield self._at(label._replace(detail="here"), now, after)

    def _taken(self, at: Configuration, view: View) -> Iterator[Move]:
        for frames, address in self._taken_at(at, at.address, view):
            yield self._go(Label("taken", address), at._replace(frames=frames), address, view)

    def _taken_at(self, at: Configuration, slot: str, view: View) -> Iterator[tuple[Frames, str]]:
        """Where a call goes back to for a slot: to the step that took it, or that ran the sub-flow that did."""
        if ("place", slot) in self.tracking:
            place = view.get(("place", slot))
            if isinstance(place, tuple):
                shared = 0
                origins = [origin for origin, _ in at.frames]
                while shared < min(len(place) - 1, len(origins)) and place[shared] == origins[shared]:
                    shared += 1
                yield at.frames[:shared], str(place[shared])
            return
        for level in range(len(at.frames), -1, -1):
            frames = at.frames[:level]
            subflow = self.machine.callee(self.machine.steps[frames[-1][0]]) if frames else ""
            for address in self.machine.collectors[slot]:
                if address.rpartition("/")[0] == subflow:
                    yield frames, address

    # ---- rules -----------------------------------------------------------------------------------------------

    def _unless_escalated(
        self, at: Configuration, view: View, label: Label, *, turn: bool = True
    ) -> Iterator[tuple[Configuration, View]]:
        """The ways in which no rule sends this turn to a person; those in which one does are kept aside in `escalations`.

        Turns that count alike are judged alike, so this is worked out once for all that share a view.
        """
        if not self._exact_rules:
            yield at, view
            return
        key = (id(view), at)
        if key not in self._judged:
            self._judged[key] = (view, list(self._judge(at, view, label, turn=turn)))
        yield from self._judged[key][1]

    def _judge(self, at: Configuration, view: View, label: Label, *, turn: bool) -> Iterator[tuple[Configuration, View]]:
        states = self.watcher.turn(at.watch, view) if turn and self._turns_matter else iter([(at.watch, view)])
        for watch, before in states:
            now = at._replace(watch=watch)
            views = [before]
            for index, rule in enumerate(self.machine.bundle.escalation):
                calm: list[View] = []
                for waiting in views:
                    for used, ready in waiting.one_of(("rule", str(index)), (False, True)):
                        if used is True:
                            calm.append(ready)
                            continue
                        for held, after in decide(rule.when, ready):
                            if held:
                                self._escalate(now, index, after, label)
                            else:
                                calm.append(after)
                views = _distinct(calm)
            views = _distinct([view.settled() for view in views])
            for calm_view in views:
                yield now, calm_view

    def _escalate(self, at: Configuration, index: int, view: View, label: Label) -> None:
        after = view.put(("rule", str(index)), True) if ("rule", str(index)) in self.tracking else view
        rule = self.machine.bundle.escalation[index]
        self.escalations.extend(
            self._hand_off(
                at._replace(interrupted=None),
                rule.hand_off.hours,
                rule.unavailable or "",
                after,
                (),
                "escalate",
                f"{index}:{label.kind}:{label.name}:{label.detail}",
            )
        )

    escalations: list[Move]
    last_read: set[Variable]
    """The variables that the last moves asked for."""

    def all(self, at: Configuration, wanted: Label | None = None) -> list[Move]:
        """Every move, those of the escalation rules included."""
        self.escalations = []
        self._judged = {}
        moves = list(self.of(at, wanted))
        if at.phase == ASK and not self._exact_rules:
            view = View(self.tracking, at.values).count("stumbles", 1).renew("anger").renew(MOMENT)
            for index in range(len(self.machine.bundle.escalation)):
                self._escalate(at, index, view, Label("not_understood"))
        return moves + self.escalations

    # ---- configurations --------------------------------------------------------------------------------------

    def _go(self, label: Label, at: Configuration, address: str, view: View) -> Move:
        to = Configuration(ENTER, address, at.frames, -1, False, 0, 0, at.interrupted, at.watch, view.values)
        return Move(label, to, view)

    def _at(self, label: Label, to: Configuration, view: View) -> Move:
        return Move(label, to._replace(values=view.values), view)

    def _over(self, label: Label, at: Configuration, how: str, view: View) -> Move:
        watch = self.watcher.ended(at.watch, how)
        return Move(label, Configuration(OVER, at.address, watch=watch, values=()), view)


def _back_to(at: Configuration, slot: str, view: View) -> Configuration:
    return Configuration(TAKEN, slot, at.frames, interrupted=at.interrupted, watch=at.watch, values=view.values)


def _outer(place: tuple[str, Frames]) -> str:
    """The step of the main flow that an interrupted question belongs to."""
    address, frames = place
    return frames[0][0] if frames else address


def _distinct(views: list[View]) -> list[View]:
    """Views that say different things."""
    seen: dict[tuple[object, ...], View] = {}
    for view in views:
        seen.setdefault((view.values, tuple(sorted(view.told.items(), key=repr)), view.done), view)
    return list(seen.values())


def _kind(wanted: Label | None) -> str:
    """The kind of turn that a label is about; of an escalation, that of the turn that set it off."""
    if wanted is None:
        return ""
    return wanted.detail.split(":")[1] if wanted.kind == "escalate" else wanted.kind
