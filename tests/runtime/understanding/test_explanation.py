"""Tests of explaining a decision, and of the confusion of a package."""

import io
import json
import sys

import pytest

from dsl.commands import main
from dsl.model import EscalationOrder, Intent, KnowledgeAnswer
from dsl.turn import Expectation

NOTHING = Expectation()


@pytest.fixture(scope="module", params=["none", ""], ids=["light", "sentence"])
def bank(request, bundle_of, prepared):
    intents = {
        "lost_card": Intent(phrases=("I lost my card", "my card was stolen", "my card is gone", "somebody took my card")),
        "balance": Intent(phrases=("what is my balance", "how much is on my account", "tell me my balance", "check my balance")),
        "odd": Intent(phrases=("what is the balance of my account", "please open an umbrella", "umbrella weather")),
    }
    with pytest.MonkeyPatch.context() as patch:
        if request.param:
            patch.setenv("CALLWRIGHT_ENCODER", request.param)
        yield prepared(bundle_of("en-US", intents))


def test_the_words_that_carried_it_come_first(bank, now):
    explained = bank.explain("I think my card was stolen on the bus", NOTHING, now)
    assert explained.intent == "lost_card"
    assert {word.word for word in explained.words[:3]} & {"card", "stolen"}
    assert explained.tip is not None
    assert set(explained.tip.without) & {"card", "stolen"}
    assert explained.tip.becomes != "lost_card"


def test_without_the_tip_the_decision_is_what_it_says(bank, now):
    explained = bank.explain("my card was stolen today", NOTHING, now)
    left = [word for word in "my card was stolen today".split() if word not in explained.tip.without]
    assert bank.understand(" ".join(left), NOTHING, now).intent == explained.tip.becomes


@pytest.mark.parametrize("text", ["", "…", "zzz", "x" * 10_000, "one two " * 300, "😀"])
def test_anything_is_explained(bank, now, text):
    explained = bank.explain(text, NOTHING, now)
    assert explained.intent is None
    assert explained.reason


def test_a_phrase_that_belongs_elsewhere_is_to_blame(bank):
    found = bank.confusions()
    blamed = {phrase: pair.guess for pair in found.pairs if pair.intent == "odd" for phrase in pair.phrases}
    assert blamed["what is the balance of my account"] == "balance"
    assert found.phrases == 11
    assert found.right < found.phrases


def _package(folder):
    folder.mkdir()
    (folder / "flow.yaml").write_text(
        "callwright: 1\nflow: bank\ntitle: Bank\nlanguage: en-US\nentry:\n  inbound: bye\ntopics:\n  lost_card: bye\n"
        "  balance: bye\nsteps:\n  bye:\n    hang_up: Goodbye.\n"
    )
    (folder / "intents.yaml").write_text(
        "lost_card:\n  title: Lost card\n  phrases:\n    - I lost my card\n    - my card was stolen\n"
        "    - tell me my balance now\n"
        "balance:\n  title: Balance\n  phrases:\n    - what is my balance\n    - tell me my balance\n    - check my balance\n"
    )
    return folder


def test_the_commands_say_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CALLWRIGHT_CACHE", str(tmp_path / "cache"))
    package = _package(tmp_path / "bank")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"somebody stole my card\n")))
    assert main(["understand", str(package), "--explain"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["guess"] == "lost_card"
    assert "card" in answer["explain"]["words"]
    assert answer["explain"]["tier"].split(":")[0] in ("light", "sentence")
    assert main(["confusion", str(package)]) == 0
    told = capsys.readouterr().out
    assert "lost_card taken for balance:\n  tell me my balance now" in told
    assert main(["confusion", str(package), "--format", "json"]) == 0
    assert {"intent": "lost_card", "taken_for": "balance", "phrases": ["tell me my balance now"]} in json.loads(
        capsys.readouterr().out
    )["confused"]


def test_the_search_says_why_only_people_answer(bundle_of, prepared, now):
    order = EscalationOrder(skill="security", reason="Stolen money")
    answers = {
        "fraud": KnowledgeAnswer(questions=("somebody stole my money", "there is a payment I never made"), human_only=order),
        "hours": KnowledgeAnswer(questions=("when are you open",), say="Always."),
    }
    bank = prepared(bundle_of("en-US", {"pay": Intent(phrases=("I want to pay my bill",))}, answers=answers))
    explained = bank.explain("there is a payment I never made", NOTHING, now)
    assert (explained.answer, explained.for_people) == ("fraud", "Stolen money")
    assert bank.explain("when are you open", NOTHING, now).for_people == ""
