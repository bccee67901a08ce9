"""What stands in SIP headers is read as a number, whoever wrote it and however."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.line.sip.addresses import caller_number, dialled_number, is_transfer_address, number_of


@pytest.mark.parametrize(
    ("header", "number"),
    [
        ("<sip:+4915112345@198.51.100.7>;tag=abc", "+4915112345"),
        ("sip:4711@198.51.100.7:5060;transport=udp", "4711"),
        ('"Müller, \\"Eva\\" <sip:fake@x>" <sip:13800001234@gw.example;user=phone>;tag=1', "13800001234"),
        ("Eva Müller <sips:eva.mueller@example.org>", "eva.mueller"),
        ("<tel:+49-151-123.45>", "+4915112345"),
        ("<tel:0151(123)45;phone-context=+49>", "015112345"),
        ("<sip:%2B4915112345@gw.example>", "+4915112345"),
        ("<sip:+49151;ext=5@gw.example>", "+49151"),
        ("<sip:4711:secret@gw.example>", "4711"),
        ("<SIP:4711@GW.EXAMPLE>", "4711"),
        ("<sip:*21#@gw.example>", "*21#"),
        ("<sip:gw.example>", ""),
        ("<mailto:eva@example.org>", ""),
        ("<sip:" + "9" * 500 + "@gw.example>", ""),
        ("<sip:47%0A11@gw.example>", ""),
        ("", ""),
    ],
)
def test_number(header: str, number: str) -> None:
    assert number_of(header) == number


@given(st.text(max_size=200))
def test_any_text_is_tolerated(header: str) -> None:
    assert len(number_of(header)) <= 64
    assert len(number_of(f"<sip:{header}@gw.example>")) <= 64


def test_the_network_knows_the_caller_better_than_the_caller_says() -> None:
    headers = {"From": '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1', "P-Asserted-Identity": "<tel:+4915112345>"}
    assert caller_number(headers) == "+4915112345"


def test_a_nameless_caller_has_no_number() -> None:
    assert caller_number({"From": "<sip:anonymous@anonymous.invalid>;tag=1"}) == ""
    assert caller_number({}) == ""


def test_what_was_dialled() -> None:
    meant = {"To": "<sip:100@example>"}
    assert dialled_number(meant, "sip:200@gw.example:5060") == "200"
    assert dialled_number({**meant, "P-Called-Party-ID": "<sip:300@example>"}, "sip:200@gw.example") == "300"
    assert dialled_number(meant, "sip:callwright@198.51.100.7:5060") == "100"  # our own contact says nothing
    assert dialled_number(meant, "") == "100"
    assert dialled_number({}, "") == ""


@pytest.mark.parametrize("address", ["sip:agents@pbx.example", "sips:7@pbx.example:5061;x=1", "tel:+4915112345"])
def test_where_calls_may_be_sent(address: str) -> None:
    assert is_transfer_address(address)


@pytest.mark.parametrize(
    "address", ["", "agents", "http://pbx.example", "sip:a b@x", "sip:a@x\r\nVia: y", "sip:a@x>", "sip:" + "a" * 300]
)
def test_where_calls_may_not_be_sent(address: str) -> None:
    assert not is_transfer_address(address)
