"""Where people are reached: which line of the hand-off table counts for a call, and when."""

import pytest

from dsl.bundle import decode
from dsl.commands.package_files import compile_path
from dsl.directory import Directory, handed_to
from dsl.model import Calendar
from dsl.release import Destination, Release, decode_release, encode_release
from tests.flow_copies import FLOWS

OFFICE = Calendar(
    zone="Asia/Shanghai", open={"monday-friday": ("9:00-18:00",)}, holidays={"2026-10-01..2026-10-07": "National Day"}
)
MONDAY, EVENING, HOLIDAY = "2026-11-23T10:00:00+08:00", "2026-11-23T19:00:00+08:00", "2026-10-05T10:00:00+08:00"
TABLE = Release(
    destinations=(
        Destination(skill="billing", address="sip:day@a", hours=OFFICE),
        Destination(skill="billing", address="sip:more@a", hours=OFFICE),
        Destination(skill="billing", address="sip:night@a", package="hotline"),
        Destination(skill="complaints", address="sip:always@a"),
    ),
    skills={"billing": "sip:day@a", "parcels": "sip:old@a"},
)


@pytest.mark.parametrize(
    ("skill", "package", "at", "reached"),
    [
        ("billing", "phone_bill", MONDAY, ("sip:day@a", "sip:more@a")),
        ("billing", "phone_bill", EVENING, ()),
        ("billing", "phone_bill", HOLIDAY, ()),
        ("billing", "hotline", MONDAY, ("sip:night@a",)),  # what is its own counts alone
        ("complaints", "hotline", EVENING, ("sip:always@a",)),
        ("parcels", "phone_bill", MONDAY, ()),  # only where there is no table, `skills` count
        ("", "", MONDAY, ()),
    ],
)
def test_who_is_reached(skill, package, at, reached):
    assert Directory(TABLE).reached(skill, package, at) == reached
    assert Directory(decode_release(encode_release(TABLE))).reached(skill, package, at) == reached


def test_the_skills_of_an_older_designer_are_reached_always():
    assert Directory(Release(skills={"billing": "sip:a@b"})).reached("billing", "line", EVENING) == ("sip:a@b",)


def test_a_flow_hands_to_the_skills_of_its_steps_its_rules_and_its_answers():
    assert handed_to(decode(compile_path(FLOWS / "parcel_status").data)) >= {"parcels", "complaints"}
