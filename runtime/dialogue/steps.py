"""Owns what each kind of step does when the call enters it."""

from __future__ import annotations

from dsl import values
from dsl.derivation import made_in
from dsl.edges import OTHERWISE
from dsl.journal import Answered, CallBackAsked, DataFetched, MessageOrdered, MessageSent, RecordingSwitched, StepEntered
from dsl.model import (
    Answer,
    Ask,
    Call,
    CallBack,
    CallBackOrder,
    Choose,
    Collect,
    Fetch,
    HandOff,
    HangUp,
    Needing,
    Record,
    Return,
    Say,
    Send,
    Set,
    Switch,
)
from dsl.shares import percent
from runtime.dialogue import effects, questions
from runtime.dialogue.correction import forget_derived, sources_of
from runtime.dialogue.handing import finish, hand_over
from runtime.dialogue.state import Frame
from runtime.dialogue.turn import Target, Turn

MOST_STEPS = 400
"""Steps entered in one go before the call is given up as caught in a loop. The language refuses such flows: this is the
floor below it."""


def run(turn: Turn, target: Target | None) -> None:
    """Enters step after step until the line waits for something or the call has ended."""
    for _ in range(MOST_STEPS):
        if target is None:
            return
        target = _enter(turn, target)
    turn.say(turn.program.built_in("technical_trouble"), "goodbye")
    finish(turn, "error", "loop")


def _enter(turn: Turn, target: Target) -> Target | None:
    state, program = turn.state, turn.program
    address = target.step
    state.step = address
    state.question = None
    turn.note(StepEntered(why=target.why))
    step = program.steps[address]
    if isinstance(step, Ask) and _digression_over(turn, address):
        return _return_to_question(turn)
    if isinstance(step, Needing) and step.needs and state.values.get(step.needs) != "true":
        return _ask_for_flag(turn, address, step.needs, program.address(step.failed or "", address))

    def beside(name: str) -> str:
        return program.address(name, address)

    match step:
        case Say():
            turn.say(step.say, barge_in=step.barge_in)
            return Target(beside(step.next), "next")
        case Ask():
            questions.open_ask(turn, address, step)
            return None
        case Collect():
            return questions.collect(turn, address, step)
        case Choose():
            label, name = _choice(turn, address, step)
            return Target(beside(name), f"choose:{label}")
        case Set():
            _change_values(turn, step)
            return Target(beside(step.next), "next")
        case Fetch():
            return _look_up(turn, address, step)
        case Send():
            return _send(turn, address, step)
        case Answer():
            turn.note(Answered(answer=step.answer, confidence=1.0))
            state.answered = step.answer
            turn.say(program.bundle.answers[step.answer].say, "answer")
            return Target(beside(step.next), "next")
        case Call():
            results = {outcome: beside(name) for outcome, name in step.results.items()}
            state.frames = (*state.frames, Frame(subflow=step.call, origin=address, results=results))
            return Target(f"{step.call}/{program.bundle.subflows[step.call].start}", f"call:{step.call}")
        case Switch():
            turn.switch_to(step.switch)
            return Target(beside(step.next), "next")
        case Record():
            turn.note(RecordingSwitched(recording=step.record))
            return Target(beside(step.next), "next")
        case Return():
            return _return(turn, step.outcome)
        case CallBack():
            _note_call_back(turn, step.call_back)
            return Target(beside(step.next), "next")
        case HandOff():
            return hand_over(turn, step.hand_off, beside(step.unavailable))
        case HangUp():
            turn.say(step.hang_up, "goodbye")
            finish(turn, "line", step.disposition)
            return None


def _note_call_back(turn: Turn, order: CallBackOrder) -> None:
    """Somebody is to ring back; when, where the flow says so and the call knows it."""
    state, program = turn.state, turn.program
    note = "".join(part.text for part in turn.segments(order.note) if isinstance(part, effects.Words))
    moments = [(text, value) for text in order.at if (value := program.evaluate(text, turn.scope)) is not None]
    written = " ".join(turn.canonical(text) or str(value) for text, value in moments)
    turn.note(CallBackAsked(note=note, number=state.caller, skill=order.skill, at=written))
    if moments:
        joint = "" if program.language.startswith("zh") else ", "
        spoken = joint.join(turn.read(text) or str(value) for text, value in moments)
        turn.say(program.built_in("call_back_at"), "manner", value=spoken)
    else:
        turn.say(program.built_in("call_back_noted"), "manner")


# ---- digression, sub-flows ---------------------------------------------------------------------------------------


def _digression_over(turn: Turn, address: str) -> bool:
    """A digression is over where its path meets a question that the interrupted one leads to as well."""
    place = turn.state.interrupted
    if place is None or turn.state.frames:
        return False
    outer = place.frames[0].origin if place.frames else place.step
    return address in turn.program.reachable(outer)


def _return_to_question(turn: Turn) -> Target:
    state = turn.state
    place = state.interrupted
    assert place is not None
    state.interrupted = None
    state.frames = place.frames
    turn.say(turn.program.built_in("returning"), "manner")
    return Target(place.step, "digression_over")


def _ask_for_flag(turn: Turn, address: str, flag: str, failed: str) -> Target:
    subflow = turn.program.guard(flag)
    frame = Frame(subflow=subflow, origin=address, results={}, flag=flag, failed=failed)
    turn.state.frames = (*turn.state.frames, frame)
    return Target(f"{subflow}/{turn.program.bundle.subflows[subflow].start}", f"needs:{flag}")


def _return(turn: Turn, outcome: str) -> Target:
    state = turn.state
    frame = state.frames[-1]
    state.frames = state.frames[:-1]
    why = f"return:{outcome}"
    for flag, declared in turn.program.bundle.values.items():
        if declared.flag == frame.subflow:
            state.values[flag] = "true" if outcome == "ok" else "false"
            state.sources[flag] = made_in(turn.program.bundle, frame.subflow)
    if frame.flag is None:
        return Target(frame.results[outcome], why)
    return Target(frame.origin if outcome == "ok" else frame.failed, why)


# ---- values ------------------------------------------------------------------------------------------------------


def _choice(turn: Turn, address: str, step: Choose) -> tuple[str, str]:
    """The label of the branch that holds, as `dsl.edges` has it, and the step it leads to."""
    point = percent(turn.state.seed, address)
    shared = 0.0
    for number, branch in enumerate(step.choose, 1):
        if branch.share is not None:
            shared += branch.share
            if point < shared:
                return str(number), branch.next
        elif branch.when is not None and turn.holds(branch.when):
            return str(number), branch.next
    return OTHERWISE, step.otherwise


def _change_values(turn: Turn, step: Set) -> None:
    state, program = turn.state, turn.program
    for name, change in step.set.items():
        declared = program.bundle.values[name]
        if change == "reset":
            state.values[name] = "0" if declared.count is not None else ""
        elif change == "add 1" and declared.count is not None:
            state.values[name] = str(min(int(state.values[name]) + 1, declared.count))
        else:
            value = program.evaluate(change, turn.scope)
            state.values[name] = "" if value is None else values.to_text(program.types[name], value)
            state.sources[name] = sources_of(program, [change])
        if not state.values[name]:
            del state.values[name]
        forget_derived(turn, name)


# ---- look-ups ----------------------------------------------------------------------------------------------------


def _look_up(turn: Turn, address: str, step: Fetch) -> Target | None:
    state, program = turn.state, turn.program
    lookup = program.bundle.data[step.fetch]
    if lookup.once and step.fetch in state.data:
        return Target(program.address(step.next, address), "once")
    parameters: dict[str, str] = {}
    for name, expression in step.with_.items():
        value = program.evaluate(expression, turn.scope)
        if value is None:
            return Target(program.address(step.failed, address), f"missing:{name}")
        parameters[name] = values.to_text(values.parse_type(lookup.sends[name]), value)
    state.sources[step.fetch] = sources_of(program, step.with_.values())
    waiting = turn.segments(lookup.waiting)
    turn.effects.append(effects.Fetch(number=_wait(turn), lookup=step.fetch, parameters=parameters, waiting=waiting))
    return None


def fetched(turn: Turn, event: DataFetched) -> Target | None:
    """A look-up came back; one that nobody waits for any more is left alone."""
    if not _waited_for(turn, event.fetch):
        return None
    state = turn.state
    step = turn.program.steps[state.step]
    assert isinstance(step, Fetch), "only a fetch step waits for data"
    if event.outcome == "ok":
        forget_derived(turn, step.fetch)
        state.data[step.fetch] = dict(event.values)
        return Target(turn.program.address(step.next, state.step), "next")
    name, why = step.failed, "failed"
    if event.outcome in step.results:
        name, why = step.results[event.outcome], f"result:{event.outcome}"
    return Target(turn.program.address(name, state.step), why)


# ---- messages ----------------------------------------------------------------------------------------------------


def _send(turn: Turn, address: str, step: Send) -> Target | None:
    program, order = turn.program, step.send
    value = program.evaluate(order.to, turn.scope)
    text = turn.written(order.text)
    if value is None or not text:
        return Target(program.address(step.failed, address), "missing:to" if value is None else "missing:text")
    to = values.to_text(values.parse_type(program.bundle.connectors[order.by].to), value)
    number = _wait(turn)
    turn.note(MessageOrdered(send=number, connector=order.by, to=to, text=text), speaker="line")
    turn.effects.append(effects.Send(number=number, connector=order.by, to=to, text=text))
    return None


def sent(turn: Turn, event: MessageSent) -> Target | None:
    """A connector answered; where nobody waits for it any more, that is left alone."""
    if not _waited_for(turn, event.send):
        return None
    here = turn.state.step
    step = turn.program.steps[here]
    assert isinstance(step, Send), "only a send step waits for a connector"
    taken = event.outcome == "ok"
    return Target(turn.program.address(step.next if taken else step.failed, here), "next" if taken else "failed")


# ---- waiting for other systems -----------------------------------------------------------------------------------


def _wait(turn: Turn) -> int:
    """The number by which an answer is known to be the one that the line waits for."""
    turn.state.fetches += 1
    turn.state.fetching = turn.state.fetches
    return turn.state.fetches


def _waited_for(turn: Turn, number: int) -> bool:
    """Whether this is the answer that the line waits for; it waits no longer, then."""
    if number != turn.state.fetching:
        return False
    turn.state.fetching = None
    return True
