"""The release: which measure of the emergency switch holds for a call, and what runtimes of another age read."""

from datetime import UTC, datetime

import msgspec
import pytest

from dsl.bundle import decode
from dsl.commands.package_files import compile_path
from dsl.defaults import skill_of
from dsl.release import LineAssignment, Measure, Release, WeightedBundle, decode_release, encode_release, measure_for
from tests.flow_copies import FLOWS

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
LINE = LineAssignment(package="line", bundles=(WeightedBundle("b" * 64),))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def closing(until: str = "") -> Measure:
    return Measure(does="close", until=at(until) if until else None, says={"en": "Closed."})


@pytest.mark.parametrize(
    ("measures", "dialled", "does"),
    [
        ({}, "1001", None),
        ({"": closing()}, "1001", "close"),
        ({"": closing()}, "no number of ours", "close"),
        ({"1001": closing()}, "1001", "close"),
        ({"1001": closing()}, "1002", None),
        ({"*": closing()}, "1001", None),  # it has a line of its own
        ({"*": closing()}, "1009", "close"),
        ({"": Measure(does="notice"), "1001": closing()}, "1001", "notice"),  # for every number comes first
        ({"": Measure(does="notice", until=at("2026-11-28T11:59:59Z")), "1001": closing()}, "1001", "close"),
        ({"1001": closing("2026-11-28T12:00:00+00:00")}, "1001", None),  # over to the second
        ({"1001": closing("2026-11-28T20:00:01+08:00")}, "1001", "close"),
    ],
)
def test_a_measure_is_found_by_number_and_ends_by_the_clock(measures, dialled, does):
    release = Release(lines={"1001": LINE, "1002": LINE, "*": LINE}, measures=measures)
    found = measure_for(release, dialled, NOON)
    assert (found.does if found else None) == does


def test_the_switch_of_an_older_designer_still_sends_calls_to_people():
    assert measure_for(Release(emergency=True), "1001", NOON) == Measure(does="people")
    over = Release(emergency=True, measures={"": closing("2026-11-28T11:00:00Z")})
    assert measure_for(over, "1001", NOON) is None  # the end holds though the designer has not said so yet


def test_a_release_of_another_age_is_read():
    class Older(msgspec.Struct, frozen=True, kw_only=True):
        number: int = 0
        lines: dict[str, msgspec.Raw] = {}
        emergency: bool = False

    new = Release(number=3, lines={"*": LINE}, measures={"": closing()}, emergency=True)
    assert decode_release(encode_release(new)) == new
    ending = Release(measures={"": closing("2026-11-28T20:00:01+08:00")})
    assert decode_release(encode_release(ending)) == ending
    with pytest.raises(msgspec.ValidationError):  # an end that no clock knows
        decode_release(encode_release(ending).replace(b"+08:00", b""))
    assert msgspec.json.decode(encode_release(new), type=Older).emergency
    old = decode_release(b'{"number": 2, "lines": {"*": {"package": "line", "bundles": [{"bundle": "b"}]}}}')
    assert (old.measures, old.lines["*"].skill) == ({}, "")


@pytest.mark.parametrize(("flow", "skill"), [("parcel_status", "parcels"), ("phone_bill", "billing")])
def test_the_people_of_a_flow_are_those_whom_who_asks_for_a_person_reaches(flow, skill):
    assert skill_of(decode(compile_path(FLOWS / flow).data)) == skill
