"""The engine, one behaviour a test: steps, order of understanding, manners, digression, correction, hand-off."""

from __future__ import annotations

from collections.abc import Callable

from dsl.journal import (
    CallBackAsked,
    CallEnded,
    CallerHungUp,
    Escalated,
    HandedOff,
    HandOffAnswered,
    KeyPressed,
    MachineDetected,
    QuestionUnknown,
    SlotFilled,
)
from runtime.dialogue.effects import HandOff, Listen, Pause, Say, Words

Ring = Callable[..., "object"]


# ---- steps -------------------------------------------------------------------------------------------------------


def test_a_call_begins_with_the_greeting_and_the_question(ring) -> None:
    call = ring()
    assert call.said == ["Hello.", "How can I help?"]
    says = [effect for effect in call.effects if isinstance(effect, Say)]
    assert [say.barge_in for say in says] == ["never", "allowed"]
    assert isinstance(call.effects[-1], Listen)
    assert set(call.expectation.intents) == {"balance", "fees", "transfer"}


def test_a_flag_is_asked_for_and_the_step_goes_on(ring) -> None:
    call = ring()
    call.means("balance")
    assert call.said == ["Your pin?"]
    assert call.expectation.secret
    assert call.expectation.digits == 4
    call.pin()
    assert call.said == ["You have twelve pounds. Spend it well.", "Anything else?"]
    assert call.state.values["verified"] == "true"


def test_a_flag_refused_takes_the_failed_edge(ring) -> None:
    call = ring({"pin_check": {"ok": "false"}})
    call.means("balance")
    call.pin()
    assert call.step == "person"
    assert call.state.values["verified"] == "false"


def test_a_style_and_its_words_become_segments(ring) -> None:
    call = ring()
    call.means("balance")
    call.pin()
    say = next(effect for effect in call.effects if isinstance(effect, Say) and "twelve" in effect.text)
    assert [(part.text, part.style) for part in say.segments if isinstance(part, Words)] == [
        ("You have twelve pounds. ", "neutral"),
        ("Spend it well.", "calm"),
    ]
    assert not any(isinstance(part, Pause) for part in say.segments)


def test_a_named_outcome_has_its_own_edge_and_a_failure_the_failed_one(ring) -> None:
    closed = ring({"account": "closed"})
    closed.means("balance")
    closed.pin()
    assert closed.said[0] == "That account is closed."
    failed = ring({"account": "timed_out"})
    failed.means("balance")
    failed.pin()
    assert failed.step == "person"


def test_choose_takes_the_first_branch_that_holds(ring) -> None:
    high = ring()
    high.means("fees", day="2026-03-01")
    assert "which is high" in high.said[1]
    low = ring({"fee": {"amount": "3 GBP"}})
    low.means("fees", day="2026-03-01")
    assert low.said[1] == "The fee was three pounds."
    assert low.state.values["tries"] == "1"
    assert low.state.values["note"] == "low"


def test_a_count_saturates(ring) -> None:
    call = ring({"fee": {"amount": "3 GBP"}})
    for _ in range(4):
        call.means("fees", day="2026-03-01")
        call.means("agree")
    assert call.state.values["tries"] == "2"


# ---- collecting --------------------------------------------------------------------------------------------------


def test_only_what_was_not_said_is_asked(ring) -> None:
    call = ring()
    call.means("transfer", day="2026-03-20")
    assert call.said == ["How much?"]
    call.means(sum="50 GBP")
    assert "fifty pounds" in call.said[0]
    assert call.expectation.confirming
    call.means("agree")
    assert call.step == "more"
    assert "fifty pounds goes out on March the twentieth." in call.said


def test_a_value_refused_is_asked_again(ring) -> None:
    call = ring()
    call.means("transfer")
    call.means(sum="50 GBP")
    call.means("refuse")
    assert call.said[-1] == "How much?"
    assert "sum" not in call.state.slots


def test_another_value_instead_of_yes_replaces_the_one_read_back(ring) -> None:
    call = ring()
    call.means("transfer")
    call.means(sum="50 GBP")
    call.means("refuse", sum="60 GBP")
    assert call.expectation.confirming
    assert "sixty pounds" in call.said[0]


def test_a_value_that_is_not_valid_says_why_and_asks_again(ring) -> None:
    call = ring()
    call.means("transfer")
    call.means(sum="900 GBP")
    assert call.said == ["That is too much.", "How much?"]
    assert "sum" not in call.state.slots


def test_tries_run_out(ring) -> None:
    call = ring()
    call.means("transfer")
    for _ in range(3):
        call.means()
    assert call.step == "person"


def test_an_implicit_read_back_is_said_once(ring) -> None:
    call = ring()
    call.means("fees", day="2026-03-01")
    assert "March the first" in call.said[0]
    call.means("agree")
    call.means("fees")
    assert not any("March the first" in text for text in call.said)


def test_secrets_are_masked_in_what_is_noted(ring) -> None:
    call = ring()
    call.means("balance")
    call.pin()
    filled = [fact for fact in call.facts(SlotFilled) if fact.slot == "pin"]
    assert [fact.value for fact in filled] == ["••••"]
    assert "1234" not in str([effect for effect in call.effects if not getattr(effect, "parameters", None)])


# ---- silence and misunderstanding --------------------------------------------------------------------------------


def test_silence_is_asked_about_and_then_handed_over(ring) -> None:
    call = ring()
    call.stay_silent()
    assert call.said == ["Are you there?"]
    call.stay_silent()
    assert call.step == "person"


def test_silence_and_misunderstanding_are_counted_apart(ring) -> None:
    call = ring()
    call.stay_silent()
    call.means()
    assert call.said == ["Pardon?"]
    assert call.step == "listen"


def test_an_unknown_question_is_noted_with_its_guess(ring) -> None:
    call = ring()
    call.means()
    assert [fact.text for fact in call.facts(QuestionUnknown)] == ["(mumbles)"]


def test_what_is_understood_but_means_nothing_here_is_no_unknown_question(ring) -> None:
    call = ring()
    call.means("agree")
    assert call.said == ["Pardon?"]
    assert call.facts(QuestionUnknown) == []


def test_the_second_misunderstanding_in_a_row_offers_keys_or_a_person(ring) -> None:
    call = ring()
    call.means("transfer")
    call.means()
    call.means()
    assert call.program.built_in("offer_keys") in call.said


# ---- answers, manners --------------------------------------------------------------------------------------------


def test_an_answer_is_given_and_the_question_stands_again(ring) -> None:
    call = ring()
    call.means(answer="hours")
    assert call.said == ["We open at nine.", "How can I help?"]
    call.means("transfer")
    call.means(answer="hours")
    assert call.said == ["We open at nine.", "How much?"]


def test_human_is_honoured_at_once(ring) -> None:
    call = ring()
    call.means("transfer")
    call.means("human")
    assert call.step == "person"
    assert isinstance([effect for effect in call.effects if isinstance(effect, HandOff)][-1], HandOff)


def test_zero_is_a_person_but_a_digit_while_digits_are_collected(ring) -> None:
    call = ring()
    call.press("0")
    assert call.step == "person"
    other = ring()
    other.means("balance")
    other.press("0")
    assert other.step == "identity/ask"


def test_a_star_starts_the_digits_over_and_a_hash_ends_them(ring) -> None:
    call = ring()
    call.means("balance")
    call.press("99*1234")
    assert call.state.values["verified"] == "true"
    short = ring()
    short.means("balance")
    short.press("12#")
    assert short.step == "identity/ask"
    assert short.said[-1] == "Your pin?"


def test_repeat_says_the_last_words_again_and_slower_says_them_slowly(ring) -> None:
    call = ring()
    call.means("repeat")
    assert call.said[-1].endswith("How can I help?")
    call.means("slower")
    say = [effect for effect in call.effects if isinstance(effect, Say)][-1]
    assert all(part.slower for part in say.segments if isinstance(part, Words))


def test_wait_grants_a_minute_once(ring) -> None:
    call = ring()
    call.means("wait")
    assert call.expectation.no_input_after == 60_000
    call.stay_silent()
    assert call.said == ["Are you there?"]
    assert call.expectation.no_input_after < 60_000


def test_goodbye_says_one_goodbye(ring) -> None:
    call = ring()
    call.means("goodbye")
    assert call.said == ["Goodbye now."]
    assert call.ended == CallEnded(how="line", disposition="solved")


# ---- digression and correction -----------------------------------------------------------------------------------


def test_a_digression_comes_back_to_the_question_it_left(ring) -> None:
    call = ring()
    call.means("transfer", day="2026-03-20")
    call.means("fees")
    assert call.said[-1] == "How much?"
    assert "which is high" in " ".join(call.said)
    assert call.state.interrupted is None


def test_no_digression_while_a_secret_is_collected(ring) -> None:
    call = ring()
    call.means("balance")
    call.means("fees", day="2026-03-01")
    assert call.step == "identity/ask"
    assert call.facts(QuestionUnknown) == []


def test_correcting_a_value_works_out_anew_what_followed(ring) -> None:
    call = ring()
    call.means("fees", day="2026-03-01")
    assert call.step == "more"
    call.corrects(day="2026-03-02")
    assert call.state.slots["day"] == "2026-03-02"
    assert call.state.fetches == 2
    assert "which is high" in " ".join(call.said)


def test_correcting_clears_a_flag_made_from_the_value(ring) -> None:
    call = ring()
    call.means("balance")
    call.pin()
    state = call.state.copy()
    from runtime.dialogue.correction import forget_derived
    from runtime.dialogue.turn import Turn

    forget_derived(Turn(call.program, state), "pin")
    assert state.values["verified"] == "false"
    assert "pin_check" not in state.data


def test_saying_only_that_it_is_wrong_asks_the_last_detail_again(ring) -> None:
    call = ring()
    call.means("fees", day="2026-03-01")
    call.means("correction")
    assert call.said[-1] == "Which day?"


# ---- people ------------------------------------------------------------------------------------------------------


def test_a_person_refuses_and_the_caller_is_rung_back(ring) -> None:
    call = ring()
    call.means("human")
    call.answer_person(False)
    assert [fact.number for fact in call.facts(CallBackAsked)] == ["07700900123"]
    assert call.said[-1] == "Goodbye now."
    assert call.ended is not None


def test_a_person_accepts_and_the_call_is_theirs(ring) -> None:
    call = ring()
    call.means("human")
    call.answer_person(True)
    assert call.ended == CallEnded(how="handed_off", disposition="handed_off")


def test_an_angry_caller_goes_to_a_person_before_all_else(ring) -> None:
    call = ring()
    call.means("balance", anger=0.9)
    assert [(fact.rule, fact.skill) for fact in call.facts(Escalated)] == [(0, "complaints")]
    assert [fact.priority for fact in call.facts(HandedOff)] == ["high"]
    call.answer_person(False)
    assert call.ended is not None, "nobody there: the note is taken and the call ends"


def test_worry_and_satisfaction_are_felt_and_fade(ring) -> None:
    call = ring()
    call.means(mood={"worry": 0.8, "satisfaction": 0.5})
    call.means("repeat")
    assert call.state.mood == {"anger": 0.0, "worry": 0.48, "satisfaction": 0.3}
    call.means("human", mood={"satisfaction": 0.9, "worry": 0.6})
    assert call.state.mood == {"anger": 0.0, "worry": 0.6, "satisfaction": 0.9}
    assert call.facts(HandedOff)[0].summary.endswith("The caller is worried")


def test_a_rule_that_led_to_nobody_does_not_catch_the_caller_again(ring) -> None:
    call = ring()
    call.means("balance", anger=0.9)
    call.feed(HandOffAnswered(outcome="busy"))
    assert len(call.facts(Escalated)) == 1


def test_the_summary_says_what_is_known_and_no_secret(ring) -> None:
    call = ring()
    call.means("balance")
    call.pin()
    call.means("fees", day="2026-03-01")
    call.means("human")
    summary = call.facts(HandedOff)[0].summary
    assert "2026-03-01" in summary
    assert "verified" in summary
    assert "1234" not in summary


# ---- ends --------------------------------------------------------------------------------------------------------


def test_hanging_up_ends_the_call_and_nothing_happens_after(ring) -> None:
    call = ring()
    call.feed(CallerHungUp())
    assert call.ended == CallEnded(how="caller")
    assert call.feed(KeyPressed(key="1")) == []


def test_an_answering_machine_gets_the_message_left(ring) -> None:
    call = ring(entry="outbound")
    call.feed(MachineDetected())
    assert call.said == ["Please ring us."]
    assert call.ended == CallEnded(how="line", disposition="voicemail")


def test_an_endless_caller_is_ended_politely(ring) -> None:
    call = ring()
    for _ in range(250):
        if call.ended is None:
            call.means(answer="hours")
    assert call.ended is not None
    assert call.ended.how == "too_long"


def test_an_answer_is_gone_on_from_until_something_else_is_understood(ring) -> None:
    call = ring()
    call.means(answer="hours")
    assert call.expectation.answered == "hours"
    call.means()
    assert call.expectation.answered == "hours", "what was not understood changes nothing"
    call.means("repeat")
    assert call.expectation.answered == "hours"
    call.means("transfer")
    assert call.expectation.answered == ""
