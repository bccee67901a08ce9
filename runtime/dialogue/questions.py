"""Owns questions: asking, collecting slots, reading values back, and reprompts that run out.

Each function orders what is said and gives the next target, or None when the line now waits for the caller.
"""

from __future__ import annotations

from dsl import values
from dsl.journal import SlotFilled
from dsl.model import Ask, Collect, Reprompts
from dsl.turn import Answer, Expectation
from runtime.dialogue.effects import Listen
from runtime.dialogue.state import Place, Question
from runtime.dialogue.turn import Target, Turn

KEYED_TYPES = frozenset({"digits", "phone", "number", "ordinal", "money", "count", "code"})
"""Types whose value a caller can type: so many digits, or any number of them ended by `#`."""

FREE_DIGITS = 20

READ_OUT_TYPES = frozenset({"digits", "phone", "code"})
"""Types whose value is said sign by sign."""

OWN_WORDS_TYPES = frozenset({"text", "name", "address", "email"})
"""Types that any words may fill."""

BETWEEN_PIECES_MS = 4000
"""How long the line waits for the rest of a number."""


# ---- the question that stands ------------------------------------------------------------------------------------


def open_ask(turn: Turn, address: str, step: Ask) -> None:
    """Asks a question anew: its reprompts start again."""
    turn.state.question = Question(step=address)
    turn.say(step.ask, "question", barge_in=step.barge_in)
    listen(turn)


def listen(turn: Turn) -> None:
    """Waits for the caller on the question that stands."""
    question = turn.state.question
    assert question is not None, "listening needs a question"
    turn.effects.append(Listen(expectation=expectation(turn, question)))


def expectation(turn: Turn, question: Question) -> Expectation:
    bundle = turn.program.bundle
    step = turn.program.steps[question.step]
    wait = question.patience or bundle.defaults.no_input_after
    if question.slot is not None:
        slot = bundle.slots[question.slot]
        return Expectation(
            step=question.step,
            language=turn.program.language,
            slot=question.slot,
            intents=("agree", "refuse") if question.pending is not None else (),
            topics=() if slot.secret else tuple(bundle.topics),
            answers=not slot.secret,
            answered="" if slot.secret else turn.state.answered,
            confirming=question.pending is not None,
            secret=slot.secret,
            keys=True,
            digits=digits_wanted(turn, question.slot) if question.pending is None else None,
            answer=answer_to_slot(turn, question),
            lengths=digits_of(turn, question.slot),
            dictated=question.digits,
            no_input_after=min(wait, BETWEEN_PIECES_MS) if question.digits else wait,
        )
    assert isinstance(step, Ask), "a question without a slot is an ask step"
    heard = tuple(bundle.topics) if step.hear == "topics" else tuple(step.hear)
    return Expectation(
        step=question.step,
        language=turn.program.language,
        intents=heard,
        topics=tuple(bundle.topics),
        answers=step.answers != "off",
        answered=turn.state.answered,
        keys=True,
        answer=answer_to_ask(step),
        no_input_after=question.patience or step.no_input_after or wait,
    )


def digits_wanted(turn: Turn, name: str) -> int | None:
    """How many keys make this slot's value; None when it can't be typed."""
    kind = turn.program.types[name]
    if turn.program.bundle.slots[name].by == "voice" or kind.name not in KEYED_TYPES:
        return None
    lengths = digits_of(turn, name)
    return lengths[1] if lengths else FREE_DIGITS


def digits_of(turn: Turn, name: str) -> tuple[int, int] | None:
    """How many digits this slot's value has, at least and at most; None when its type says no such thing."""
    kind = turn.program.types[name]
    return values.digit_lengths(kind) if kind.name == "digits" and kind.argument else None


def answer_to_slot(turn: Turn, question: Question) -> Answer:
    """What the value of the slot just asked sounds like."""
    assert question.slot is not None
    kind = turn.program.types[question.slot].name
    if question.pending is not None or kind == "yes/no":
        return "yes_no"
    if kind in READ_OUT_TYPES:
        return "digits"
    return "words" if kind in OWN_WORDS_TYPES else "choice"


def answer_to_ask(step: Ask) -> Answer:
    if step.hear == "topics":
        return "request"
    return "yes_no" if {"agree", "refuse"} & set(step.hear) else "choice"


def repeat_question(turn: Turn) -> None:
    """Says the question again, after an answer or a digression; its reprompts stay used up."""
    question = turn.state.question
    assert question is not None
    question.digits, question.dictating = "", False
    if question.pending is not None:
        turn.say(turn.program.built_in("confirm"), "confirmation", value=turn.read_value(question.slot or "", question.pending))
    elif question.slot is not None:
        turn.say(turn.program.bundle.slots[question.slot].ask, "question")
    else:
        step = turn.program.steps[question.step]
        assert isinstance(step, Ask)
        turn.say(step.ask, "question")
    listen(turn)


def keep_digits(turn: Turn, digits: str) -> Target | None:
    """A piece of a number was said: the line listens on. Who says no more of it than before has begun again."""
    question = turn.state.question
    assert question is not None and question.slot is not None
    grown = len(digits) > len(question.digits)
    question.digits, question.dictating, question.patience = digits, True, None
    question.misses += not grown
    if question.stumbles >= turn.program.bundle.slots[question.slot].tries:
        step = turn.program.steps[question.step]
        assert isinstance(step, Collect)
        return Target(turn.program.address(step.failed, question.step), "failed")
    listen(turn)
    return None


# ---- reprompts ---------------------------------------------------------------------------------------------------


def missed(turn: Turn, *, silent: bool, words: str = "") -> Target | None:
    """The caller was silent or not understood: a reprompt, or the way on when they have run out.

    `words` are said instead of the reprompt's own, where the caller was understood but the value won't do.
    """
    question = turn.state.question
    assert question is not None
    tried = question.silences if silent else question.misses
    question.silences += silent
    question.misses += not silent
    question.digits, question.dictating = "", False
    question.patience = None
    if question.slot is not None:
        return _slot_missed(turn, question, tried, silent, words)
    step = turn.program.steps[question.step]
    assert isinstance(step, Ask)
    reprompts = step.no_input if silent else step.no_match
    assert isinstance(reprompts, Reprompts), "the compiler fills in reprompts"
    if tried >= len(reprompts.says):
        return Target(turn.program.address(reprompts.go, question.step), "no_input" if silent else "no_match")
    turn.say(words or reprompts.says[tried], "reprompt")
    _offer_keys(turn, silent)
    listen(turn)
    return None


def _slot_missed(turn: Turn, question: Question, tried: int, silent: bool, words: str) -> Target | None:
    assert question.slot is not None
    slot = turn.program.bundle.slots[question.slot]
    step = turn.program.steps[question.step]
    assert isinstance(step, Collect)
    if question.stumbles >= slot.tries:
        return Target(turn.program.address(step.failed, question.step), "failed")
    texts = slot.no_input if silent else slot.no_match
    text = words or (texts[min(tried, len(texts) - 1)] if texts else "")
    turn.say(text, "reprompt")
    _offer_keys(turn, silent)
    if not text or words or text in turn.program.bundle.built_in.values():
        repeat_question(turn)  # words of ours say only what went wrong; an operator's reprompt asks by itself
    else:
        listen(turn)
    return None


def _offer_keys(turn: Turn, silent: bool) -> None:
    """The second time running that words are not understood, keys or a person are offered."""
    if not silent and turn.state.misunderstood == 2:
        turn.say(turn.program.built_in("offer_keys"), "reprompt")


# ---- collecting --------------------------------------------------------------------------------------------------


def collect(turn: Turn, address: str, step: Collect) -> Target | None:
    """Takes each slot that is known, reads it back where it should be, and asks for the first that is missing."""
    state = turn.state
    for name in step.collect:
        slot = turn.program.bundle.slots[name]
        state.collected_at[name] = Place(address, state.frames)
        if name not in state.slots:
            state.question = Question(step=address, slot=name)
            turn.say(slot.ask, "question")
            listen(turn)
            return None
        if name in state.confirmed:
            continue
        if slot.confirm == "explicit" and not slot.secret:
            confirm(turn, address, name, state.slots[name])
            return None
        if slot.confirm == "implicit" and not slot.secret:
            turn.say(turn.program.built_in("read_back"), "confirmation", value=turn.read_value(name, state.slots[name]))
        state.confirmed |= {name}
    return Target(turn.program.address(step.next, address), "next")


def confirm(turn: Turn, address: str, name: str, value: str) -> None:
    """Reads a value back and asks whether it is right."""
    known = turn.state.question
    misses = known.misses if known is not None and known.slot == name else 0
    turn.state.question = Question(step=address, slot=name, pending=value, misses=misses)
    turn.say(turn.program.built_in("confirm"), "confirmation", value=turn.read_value(name, value))
    listen(turn)


def take_value(turn: Turn, value: str) -> Target | None:
    """The slot just asked has a value: it is checked, read back where it should be, and the collecting goes on."""
    state, question = turn.state, turn.state.question
    assert question is not None and question.slot is not None
    name, address = question.slot, question.step
    slot = turn.program.bundle.slots[name]
    before = state.slots.get(name)
    state.slots[name] = value
    if slot.valid is not None and not turn.holds(slot.valid):
        if before is None:
            del state.slots[name]
        else:
            state.slots[name] = before
        state.stumbles += 1
        return missed(turn, silent=False, words=slot.invalid or turn.program.built_in("not_understood"))
    turn.note(SlotFilled(slot=name, value=masked(value) if slot.secret else value), speaker="caller")
    state.confirmed -= {name}
    step = turn.program.steps[address]
    assert isinstance(step, Collect)
    if slot.confirm == "explicit" and not slot.secret:
        confirm(turn, address, name, value)
        return None
    state.question = None
    return collect(turn, address, step)


def answer_confirmation(turn: Turn, right: bool) -> Target | None:
    """The caller agreed to, or refused, the value that was read back."""
    state, question = turn.state, turn.state.question
    assert question is not None and question.slot is not None
    name, address = question.slot, question.step
    if right:
        state.confirmed |= {name}
        state.question = None
        step = turn.program.steps[address]
        assert isinstance(step, Collect)
        return collect(turn, address, step)
    state.slots.pop(name, None)
    question.pending = None
    question.misses += 1
    slot = turn.program.bundle.slots[name]
    if question.stumbles >= slot.tries:
        step = turn.program.steps[address]
        assert isinstance(step, Collect)
        return Target(turn.program.address(step.failed, address), "failed")
    turn.say(turn.program.built_in("correction_ok"), "manner")
    repeat_question(turn)
    return None


def masked(value: str) -> str:
    return "•" * len(value)
