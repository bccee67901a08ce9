"""Owns the hours of a number: when it takes calls, and what becomes of those that come at other times.

They are the number's own, or a calendar of a flow, which changes with what that flow has live.
"""

from collections.abc import Collection, Mapping
from typing import Literal, get_args

from msgspec import Struct, convert, field, to_builtins
from msgspec.structs import replace
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.publishing import extracts, settings
from designer.publishing.hours import Entered, read_hours
from designer.refusal import Refused
from designer.store.tables import Number
from dsl.model import Calendar

Does = Literal["notice", "people", "flow"]
DOES: tuple[Does, ...] = get_args(Does)
LONGEST_WORDS = 600


class Hours(Struct, frozen=True, kw_only=True):
    """`calendar` of the flow `package_of_calendar`, or `own`; outside of them it does as `dsl.release.OutsideHours` has it."""

    package_of_calendar: str = ""
    calendar: str = ""
    renamed: tuple[str, ...] = ()  # what its draft called the calendar since: what is live may have any of these names
    own: Calendar | None = None
    does: Does = "notice"
    says: dict[str, str] = field(default_factory=dict)
    skill: str = ""  # empty: that of the flow
    package: str = ""  # empty: that of the number
    entry: Literal["inbound", "outbound"] = "inbound"


class Wanted(Struct, frozen=True, kw_only=True):
    """As a form gives it. `calendar`: `package/name`."""

    when: str = ""
    calendar: str = ""
    entered: Entered = Entered()
    does: str = ""
    zh: str = ""
    en: str = ""
    skill: str = ""
    package: str = ""
    entry: str = ""


def of(row: Number) -> Hours | None:
    """None: it takes calls always."""
    return convert(row.hours, Hours) if row.hours else None


def stored(hours: Hours | None) -> dict[str, object] | None:
    kept: dict[str, object] | None = to_builtins(hours) if hours is not None else None
    return kept


async def calendar(session: AsyncSession, hours: Hours, running: Mapping[str, str]) -> Calendar | None:
    """When it takes calls; None where the flow has no such calendar any more. `running`: the bundle of each package."""
    if hours.own is not None:
        return hours.own
    bundle = running.get(hours.package_of_calendar)
    extract = await extracts.of_bundle(session, bundle) if bundle is not None else None
    return extract.calendars.get(name_among(hours, extract.calendars)) if extract is not None else None


def name_among(hours: Hours, calendars: Collection[str]) -> str:
    """What its calendar is called there; as it was chosen, where there is none of its names."""
    return next((name for name in (hours.calendar, *reversed(hours.renamed)) if name in calendars), hours.calendar)


def following(hours: Hours, new: str) -> Hours:
    """The hours, once a draft calls the calendar otherwise; they go by either name, for what is live changes later."""
    return replace(hours, renamed=(*(name for name in hours.renamed if name != new), new))


def chosen_again(hours: Hours, before: Hours) -> Hours:
    """Hours that go by the same calendar as before know what else it is called."""
    same = hours.package_of_calendar == before.package_of_calendar and goes_by(before, hours.calendar)
    others = tuple(name for name in (before.calendar, *before.renamed) if name != hours.calendar)
    return replace(hours, renamed=others) if same else hours


def goes_by(hours: Hours, calendar: str) -> bool:
    return bool(hours.calendar) and calendar in (hours.calendar, *hours.renamed)


def of_form(wanted: Wanted) -> Hours | None:
    """Raises `Refused` where something is missing or not understood."""
    if wanted.when not in ("calendar", "own"):
        return None
    does = next((one for one in DOES if one == wanted.does), None)
    if does is None:
        raise Refused("refusals.outside_hours")
    says = {language: words for language, text in (("zh", wanted.zh), ("en", wanted.en)) if (words := " ".join(text.split()))}
    if does == "flow":
        says = {}
    if (does == "notice" and not says) or max(map(len, says.values()), default=0) > LONGEST_WORDS:
        raise Refused("refusals.closed_notice", longest=LONGEST_WORDS)
    skill = settings.checked_skill(wanted.skill) if does == "people" and wanted.skill.strip() else ""
    package_of_calendar, _, calendar = wanted.calendar.partition("/") if wanted.when == "calendar" else ("", "", "")
    own = read_hours(wanted.entered) if wanted.when == "own" else None
    if own is None and not calendar:
        raise Refused("refusals.hours_missing")
    return Hours(
        package_of_calendar=package_of_calendar, calendar=calendar, own=own, does=does, says=says, skill=skill,
        package=wanted.package if does == "flow" else "", entry="outbound" if wanted.entry == "outbound" else "inbound",
    )  # fmt: skip
