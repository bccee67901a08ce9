"""A name that is none: the one that was meant is told, by slips of the fingers and, in Chinese, by sound."""

import pytest

from dsl.compiler import check
from dsl.naming import nearest
from tests.dsl.small_package import SMALL, spoil

FLOW, TALK = "flow.yaml", "conversations/prices.yaml"
CHINESE = ["查话费", "费用争议", "转人工", "退订业务", "宽带报修", "账单", "账户"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("查话非", "查话费"), ("查花费", "查话费"), ("费用增益", "费用争议"), ("转人供", "转人工"), ("推定业务", "退订业务"),
        ("宽代保修", "宽带报修"), ("账但", "账单"), ("帐户", "账户"), ("涨单", "账单"), ("张丹", "账单"), ("投诉", ""),
        ("一", ""),
    ],
)  # fmt: skip
def test_chinese_names_by_slips_and_by_sound(name: str, meant: str) -> None:
    assert nearest(name, CHINESE) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("gret", "greet"),
        ("geret", "greet"),
        ("Greet", "greet"),
        ("ask-price", "ask_price"),
        ("askprise", "ask_price"),
        ("xyz", ""),
    ],
)
def test_other_names_by_slips(name: str, meant: str) -> None:
    assert nearest(name, ["greet", "ask_price", "bye"]) == meant


@pytest.mark.parametrize(
    ("code", "file", "old", "new", "meant"),
    [
        ("name-unknown", FLOW, "inbound: greet", "inbound: gret", "greet"),
        ("name-unknown", FLOW, "ask_price: price\n", "ask_prise: price\n", "ask_price"),
        ("name-unknown", FLOW, "collect: [size, day]", "collect: [sizes, day]", "size"),
        ("name-unknown", FLOW, "answer: sold_out", "answer: soldout", "sold_out"),
        ("name-unknown", FLOW, "fetch: price_list", "fetch: pricelist", "price_list"),
        ("name-unknown", FLOW, "call: booking", "call: bookings", "booking"),
        ("name-unknown", FLOW, "needs: verified", "needs: verfied", "verified"),
        ("name-unknown", FLOW, "{flag: identity}", "{flag: identiy}", "identity"),
        ("name-unknown", FLOW, "say: Hello.", "say: <caller.nubmer>", "caller.number"),
        ("name-unknown", FLOW, "when: price_list.amount > 100 GBP", "when: angr > 0.5", "anger"),
        ("name-unknown", "intents.yaml", "<size=the big one>", "<sise=the big one>", "size"),
        ("name-unknown", "slots.yaml", "choice(sizes)", "choice(size)", "sizes"),
        ("name-unknown", TALK, "intent: ask_price", "intent: askprice", "ask_price"),
        ("name-unknown", TALK, "size: big", "sise: big", "size"),
        ("name-unknown", TALK, "note: fine", "noet: fine", "note"),
        ("name-unknown", TALK, "disposition: solved", "dispositon: solved", "disposition"),
        ("unknown-key", FLOW, "unavailable: message", "unavalable: message", "unavailable"),
        ("unknown-key", "slots.yaml", "secret: true", "secert: true", "secret"),
        ("unknown-key", "data.yaml", "within: 2s", "witin: 2s", "within"),
        ("unknown-key", TALK, "- line: It is", "- lien: It is", "line"),
    ],
)
def test_every_kind_of_name_and_key_has_its_nearest(code: str, file: str, old: str, new: str, meant: str) -> None:
    found = [one for one in check(spoil(SMALL, file, old, new)).findings if one.code == code]
    assert [one.arguments["nearest"] for one in found] == [meant]
    assert found[0].fix is not None and found[0].fix.edits[0].text == meant


def test_a_chinese_name_in_a_package() -> None:
    files = {**SMALL, FLOW: SMALL[FLOW].replace("listen", "听问题")}
    (one,) = [
        found
        for found in check(spoil(files, FLOW, "    next: 听问题", "    next: 停问提")).findings
        if found.code == "name-unknown"
    ]
    assert one.arguments["nearest"] == "听问题"
    assert one.sentence("zh") == "没有名为“停问提”的步骤，是不是“听问题”？"
