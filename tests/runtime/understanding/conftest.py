"""Bundles for the tests of understanding, made by hand but for the built-in manners: no compiler stands between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone

import pytest

from dsl import manners
from dsl.bundle import Bundle, MannerRule
from dsl.model import Defaults, Entry, Intent, KnowledgeAnswer, Slot, Words
from runtime.understanding.preparation import prepare
from runtime.understanding.understander import Understander, load

NOW = datetime(2026, 3, 16, 10, 0, tzinfo=timezone(timedelta(hours=8)))

MONEY = Slot(type="money", ask="?")
MONTH = Slot(type="date", grain="month", ask="?")

PHONE_BILL_INTENTS = {
    "fee_dispute": Intent(
        phrases=("我账单上怎么多了<amount=一百块>", "(这个月|上个月)的(话费|账单)(怎么)?不对", "为什么多扣了我<amount>"),
        not_=("我想查一下余额",),
    ),
    "check_balance": Intent(phrases=("我想查一下余额", "还剩多少话费", "查话费")),
}
PHONE_BILL_SLOTS = {"amount": MONEY, "month": MONTH, "pin": Slot(type="digits(6)", secret=True, ask="?")}
PHONE_BILL_ANSWERS = {
    "roaming": KnowledgeAnswer(questions=("国外能用吗", "漫游怎么收费"), say="可以。"),
    "opening": KnowledgeAnswer(questions=("营业厅几点开门",), say="九点。", valid_until="2025-12-31"),
}


def make_bundle(
    language: str = "zh-CN",
    intents: Mapping[str, Intent] | None = None,
    slots: Mapping[str, Slot] | None = None,
    answers: Mapping[str, KnowledgeAnswer] | None = None,
    words: Words | None = None,
    if_unsure: str = "balanced",
) -> Bundle:
    return Bundle(
        package="test",
        title="test",
        language=language,
        entry=Entry(inbound="start"),
        topics={},
        values={},
        defaults=Defaults(),
        if_unsure=if_unsure,
        steps={},
        subflows={},
        intents={**(intents or {}), **manners.intents(language)},
        slots=dict(slots or {}),
        answers=dict(answers or {}),
        escalation=(),
        data={},
        words=words or Words(),
        manners={name: MannerRule(phrases=phrases) for name, phrases in manners.phrases(language).items()},
    )


@pytest.fixture(scope="session")
def now() -> datetime:
    """A Monday."""
    return NOW


@pytest.fixture(scope="session")
def bundle_of() -> Callable[..., Bundle]:
    return make_bundle


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Bundle], Understander]:
    """Prepares in a folder that all tests share: parts that another test made are reused, as on a real machine."""
    folder = tmp_path_factory.mktemp("artefacts")

    def prepare_and_load(bundle: Bundle) -> Understander:
        prepare(bundle, folder)
        return load(bundle, folder)

    return prepare_and_load


@pytest.fixture(scope="session")
def phone_bill_bundle() -> Bundle:
    return make_bundle("zh-CN", PHONE_BILL_INTENTS, PHONE_BILL_SLOTS, PHONE_BILL_ANSWERS)


@pytest.fixture(scope="session")
def phone_bill(phone_bill_bundle: Bundle, prepared: Callable[[Bundle], Understander]) -> Understander:
    return prepared(phone_bill_bundle)
