"""A written call: what is shown, what is journalled and in which order, keys, secrets, look-ups, people, endings."""

from __future__ import annotations

import asyncio

from dsl.journal import (
    CallEnded,
    CallerHungUp,
    CallerSpoke,
    CallStarted,
    DataFetched,
    HandOffAnswered,
    Heard,
    KeyPressed,
    MessageSent,
    Said,
    SilencePassed,
    StepEntered,
)  # fmt: skip
from dsl.turn import Expectation
from runtime.call.surroundings import Limits
from runtime.dialogue.effects import Fetch, HandOff, HangUp, Listen, Note, Say, Send, Words


def say(number, text, **rest):
    return [
        Say(number=number, segments=(Words(text=text),), **rest),
        Note(fact=Said(say=number, text=text), step="greet", speaker="line"),
    ]


def listen(**rest):
    return Listen(expectation=Expectation(step="listen", keys=True, **rest))


def goodbye(number=9):
    return [*say(number, "Bye."), Note(fact=CallEnded(how="line", disposition="solved")), HangUp(disposition="solved")]


def greet_then(answer):
    """An engine that greets, listens, and then does what `answer` says."""

    def script(event):
        match event:
            case CallStarted():
                return [Note(fact=StepEntered(why="entry"), step="greet"), *say(1, "Hello."), listen()]
            case Heard() | CallerHungUp():
                return []
            case _:
                return answer(event)

    return script


def test_words_are_shown_and_every_input_is_journalled_before_what_it_leads_to(virtual, stage):
    async def scenario():
        on = stage()
        on.script = greet_then(lambda event: goodbye())
        async with on:
            await on.leg.type("what do I owe")
            await on.over()
        kinds = [type(fact).__name__ for fact in on.facts]
        assert kinds == ["CallStarted", "StepEntered", "Said", "Heard", "CallerSpoke", "Said", "Heard", "CallEnded"]
        assert [record.sequence for record in on.records] == list(range(1, 9))
        assert [message["text"] for message in on.shown_of("said")] == ["Hello.", "Bye."]
        assert on.shown[-1] == {"type": "ended", "how": "line", "disposition": "solved"}
        assert on.leg.hung_up
        assert on.records[0].at == "2026-03-16T02:00:00.000Z"
        assert on.records[1].step == "greet"

    virtual(scenario())


def test_the_seed_and_so_every_share_is_the_calls_own(virtual, stage):
    async def scenario():
        seeds = []
        for _ in range(2):
            on = stage()
            async with on:
                pass
            seeds.append(on.facts[0].seed)
        assert seeds[0] == seeds[1] != 0

    virtual(scenario())


def test_a_text_caller_has_all_the_time_but_may_claim_silence(virtual, stage):
    async def scenario():
        on = stage()
        on.script = greet_then(lambda event: [listen()])
        async with on:
            await asyncio.sleep(600)
            assert SilencePassed not in map(type, on.told)
            await on.leg.claim_silence()
            assert on.told[-1] == SilencePassed(milliseconds=6000)

    virtual(scenario())


def test_secret_words_and_keys_reach_the_engine_but_neither_journal_nor_screen(virtual, stage):
    async def scenario():
        on = stage()
        on.script = greet_then(lambda event: [listen(secret=True, slot="pin", digits=6)])
        async with on:
            await on.leg.type("ready")
            await on.leg.press("12#")
            await on.leg.type("123456")
        assert [event.key for event in on.told if isinstance(event, KeyPressed)] == ["1", "2", "#"]
        assert [fact.key for fact in on.facts if isinstance(fact, KeyPressed)] == ["•", "•", "#"]
        written = [fact for fact in on.facts if isinstance(fact, CallerSpoke)][-1]
        assert (written.text, written.understood.slots) == ("••••••", {"pin": "••••••"})
        assert on.shown_of("heard")[-1]["text"] == "••••••"
        assert on.shown_of("understood")[-1]["slots"] == {"pin": "••••••"}
        assert "123456" not in str(on.records) + str(on.shown)

    virtual(scenario())


def test_a_look_up_is_made_and_its_answer_told(virtual, stage):
    async def scenario():
        on = stage()
        on.fetched = DataFetched(fetch=0, outcome="ok", values={"extra": "100 CNY"})
        on.script = greet_then(
            lambda event: (
                goodbye() if isinstance(event, DataFetched) else [Fetch(number=3, lookup="bill", parameters={"number": "1"})]
            )
        )
        async with on:
            await on.leg.type("my bill")
            await on.over()
        assert on.fetches == [("https://crm.example/bills", {"number": "1"})]
        assert DataFetched(fetch=3, outcome="ok", values={"extra": "100 CNY"}) in on.facts

    virtual(scenario())


def test_a_slow_look_up_is_bridged_by_its_waiting_words(virtual, stage):
    async def scenario():
        on = stage()
        on.fetch_seconds = 2.5
        waiting = (Words(text="One moment."),)
        on.script = greet_then(
            lambda event: goodbye() if isinstance(event, DataFetched) else [Fetch(number=1, lookup="bill", waiting=waiting)]
        )
        async with on:
            await on.leg.type("my bill")
            await asyncio.sleep(1.4)
            assert [message["text"] for message in on.shown_of("said")] == ["Hello."]
            await asyncio.sleep(0.2)
            assert on.shown_of("said")[-1]["text"] == "One moment."
            await on.over()
        assert Said(say=-1, text="One moment.", kind="waiting") in on.facts
        assert all(event.say > 0 for event in on.told if isinstance(event, Heard))

    virtual(scenario())


SMS = Send(number=2, connector="sms", to="13800001234", text="See you.")


def test_a_message_is_sent_and_its_outcome_told(virtual, stage):
    async def scenario():
        on = stage()
        on.script = greet_then(lambda event: goodbye() if isinstance(event, MessageSent) else [SMS])
        async with on:
            await on.leg.type("text me")
            await on.over()
        assert on.messages == [("https://sms.example/messages", "13800001234", "See you.")]
        assert MessageSent(send=2, outcome="ok") in on.facts

    virtual(scenario())


def test_who_hangs_up_while_a_message_is_under_way_still_gets_it(virtual, stage):
    async def scenario():
        on = stage()
        on.fetch_seconds = 3
        on.script = greet_then(lambda event: [SMS])
        async with on:
            await on.leg.type("text me")
            on.leg.leave()
            await on.over()
        assert len(on.messages) == 1 and MessageSent(send=2, outcome="ok") not in on.facts

    virtual(scenario())


def test_during_a_look_up_only_the_wish_for_a_person_counts_and_the_rest_waits(virtual, stage):
    async def scenario():
        on = stage()
        on.fetch_seconds = 5
        on.script = greet_then(
            lambda event: [listen()] if isinstance(event, DataFetched) else [Fetch(number=len(on.told), lookup="bill")]
        )
        async with on:
            await on.leg.type("my bill")
            before = len(on.told)
            await on.leg.type("and my address")
            assert len(on.told) == before
            await on.leg.type("a human please")
            assert on.told[-1].text == "a human please"
            await asyncio.sleep(6)
            assert "and my address" in [event.text for event in on.told if isinstance(event, CallerSpoke)]

    virtual(scenario())


def test_the_caller_on_a_screen_plays_the_person(virtual, stage):
    async def scenario(accepts, outcome):
        on = stage()
        on.script = greet_then(
            lambda event: goodbye() if isinstance(event, HandOffAnswered) else [HandOff(skill="billing", summary="Owes 100.")]
        )
        async with on:
            await on.leg.person(True)  # nobody asked yet: it means nothing
            await on.leg.type("person")
            assert on.shown_of("handing_off") == [
                {"type": "handing_off", "skill": "billing", "reason": "", "summary": "Owes 100."}
            ]
            if accepts is not None:
                await on.leg.person(accepts)
            await on.over()
        assert HandOffAnswered(outcome=outcome) in on.facts

    virtual(scenario(True, "accepted"))
    virtual(scenario(False, "refused"))
    virtual(scenario(None, "no_answer"))


def test_on_a_telephone_line_the_skill_decides_where_the_call_goes(virtual, stage):
    async def scenario(people, takes, outcome, transfers):
        on = stage(line="sip", reached=lambda skill: people.get(skill, ()))
        on.leg.takes_transfer = takes
        on.script = greet_then(lambda event: goodbye() if isinstance(event, HandOffAnswered) else [HandOff(skill="billing")])
        async with on:
            await on.leg.type("person")
            await on.over()
        assert HandOffAnswered(outcome=outcome) in on.facts
        assert on.leg.transfers == transfers
        assert on.leg.hung_up is not takes

    virtual(scenario({}, False, "closed", []))
    people = {"billing": ("sip:people@example", "sip:more@example")}
    virtual(scenario(people, False, "no_answer", ["sip:people@example", "sip:more@example"]))
    virtual(scenario(people, True, "accepted", ["sip:people@example"]))


def test_a_caller_who_hangs_up_ends_the_call_and_the_end_is_the_last_fact(virtual, stage):
    async def scenario():
        on = stage()
        on.script = lambda event: [Note(fact=CallEnded(how="caller"))] if isinstance(event, CallerHungUp) else [listen()]
        async with on:
            on.leg.leave()
            await on.over()
        assert on.facts[-2:] == [CallerHungUp(how="caller"), CallEnded(how="caller")]

    virtual(scenario())


def test_an_error_in_a_call_ends_it_politely_and_names_no_words_in_the_log(virtual, stage, caplog):
    async def scenario():
        on = stage(fallback="sip:fallback@example")

        def broken(event):
            if isinstance(event, CallerSpoke):
                raise KeyError(event.text)
            return [*say(1, "Hello."), listen()] if isinstance(event, CallStarted) else []

        on.script = broken
        async with on:
            await on.leg.type("my secret words")
            await on.over()
        assert on.shown_of("said")[-1]["text"] == "Something broke."
        assert on.leg.transfers == ["sip:fallback@example"]
        assert on.leg.hung_up
        assert on.facts[-1] == CallEnded(how="error", disposition="technical_trouble")
        assert on.facts[-3].text == "my secret words"  # the input that broke it is in the journal

    virtual(scenario())
    assert "KeyError in test_call_by_text.py" in caplog.text
    assert "secret words" not in caplog.text


def test_no_call_is_endless(virtual, stage):
    async def scenario(limits, words):
        on = stage(limits=limits)
        on.script = lambda event: [Note(fact=CallEnded(how="too_long"))] if isinstance(event, CallerHungUp) else [listen()]
        async with on:
            for number in range(words):
                await on.leg.type(f"word {number}")
            await on.over()
        assert on.shown_of("said")[-1]["text"] == "We have talked for long."
        assert CallerHungUp(how="too_long") in on.facts
        assert on.facts[-1] == CallEnded(how="too_long")

    virtual(scenario(Limits(turns=5), 6))
    virtual(scenario(Limits(minutes=1), 1))


def test_words_are_taken_as_one_bounded_line(virtual, stage):
    async def scenario():
        on = stage()
        on.script = greet_then(lambda event: [listen()])
        async with on:
            await on.leg.type("  two\n\x00 words\t ")
            await on.leg.type("   ")
            await on.leg.type("x" * 5000)
        spoken = [event.text for event in on.told if isinstance(event, CallerSpoke)]
        assert spoken == ["two words", "x" * 500]

    virtual(scenario())
