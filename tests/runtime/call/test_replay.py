"""Replay: a stored call told again gives the same facts, or the first place where it does not."""

from __future__ import annotations

from msgspec.structs import replace

from dsl.journal import CallEnded, CallerSpoke, CallStarted, Heard, KeyPressed, Record, Said, StepEntered, Understood
from runtime.call.replay import Difference, replay
from runtime.dialogue.effects import HangUp, Note, Say, Words

AT = "2026-03-16T02:00:00.000Z"


class Parrot:
    """Repeats what it is told, and ends the call at `bye` or when it was told six keys."""

    def __init__(self, greeting="Hello."):
        self.greeting = greeting
        self.times = []
        self.keys = ""

    def begin(self, event, at):
        self.times.append(at)
        return [Note(fact=StepEntered(why="entry")), *self.say(1, self.greeting)]

    def tell(self, event, at):
        self.times.append(at)
        match event:
            case CallerSpoke(text="bye"):
                return [Note(fact=CallEnded(how="line", disposition="solved")), *self.say(2, "Bye."), HangUp()]
            case CallerSpoke():
                return self.say(2, event.text)
            case KeyPressed():
                assert event.key.isdigit()
                self.keys += event.key
                return [Note(fact=StepEntered(why="typed"))] if len(self.keys) == 6 else []
        return []

    def say(self, number, text):
        return [Say(number=number, segments=(Words(text=text),)), Note(fact=Said(say=number, text=text))]


def call(*facts):
    return [
        Record(call="one", sequence=number, at=f"2026-03-16T02:00:0{number}.000Z", bundle="b", fact=fact)
        for number, fact in enumerate(facts, 1)
    ]


STORED = call(
    CallStarted(),
    StepEntered(why="entry"),
    Said(say=1, text="Hello."),
    Heard(say=1),
    CallerSpoke(text="bye", understood=Understood()),
    Said(say=2, text="Bye."),
    Heard(say=2),
    CallEnded(how="line", disposition="solved"),
)


def changed(index, **change):
    records = list(STORED)
    records[index] = replace(records[index], fact=replace(records[index].fact, **change))
    return records


def test_the_same_inputs_at_the_same_times_give_the_same_facts():
    parrot = Parrot()
    assert replay(STORED, parrot) is None
    assert parrot.times == [STORED[index].at for index in (0, 3, 4, 6)]


def test_records_may_come_in_any_order():
    assert replay(STORED[::-1], Parrot()) is None


def test_other_words_are_a_difference_where_they_were_ordered():
    assert replay(STORED, Parrot("Welcome.")) == Difference(
        call="one", sequence=1, stored=Said(say=1, text="Hello."), replayed=Said(say=1, text="Welcome.")
    )


def test_another_step_a_missing_one_and_one_too_many_are_differences():
    assert replay(changed(1, why="elsewhere"), Parrot()).sequence == 1
    missing = replay([STORED[0], *STORED[2:]], Parrot())
    assert (missing.stored, missing.replayed) == (None, StepEntered(why="entry"))
    more = [*STORED[:6], replace(STORED[6], fact=StepEntered(why="more")), STORED[7]]
    assert replay(more, Parrot()).replayed is None


def test_another_ending_is_a_difference():
    found = replay(changed(7, disposition="handed_over"), Parrot())
    assert (found.sequence, found.replayed) == (8, CallEnded(how="line", disposition="solved"))


def test_words_that_nobody_heard_any_more_are_none():
    assert replay([*STORED[:5], STORED[7]], Parrot()) is None


def test_an_end_that_the_runtime_wrote_is_none():
    end = replace(STORED[7], sequence=5, fact=CallEnded(how="error", disposition="runtime_lost"))
    assert replay([*STORED[:4], end], Parrot()) is None


def test_the_lines_own_words_are_none():
    waiting = replace(STORED[6], sequence=9, fact=Said(say=-1, text="One moment.", kind="waiting"))
    assert replay([*STORED, waiting], Parrot()) is None


def test_masked_keys_are_told_as_digits():
    begun = (CallStarted(), StepEntered(why="entry"), Said(say=1, text="Hello."))
    keys = [KeyPressed(key="•") for _ in range(6)]
    assert replay(call(*begun, *keys, StepEntered(why="typed")), Parrot()) is None
