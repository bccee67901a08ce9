"""The hours of a number: its own or a flow's calendar, what becomes of calls at other times, and what the runtimes are told."""

import pytest

from designer.publishing import release
from designer.publishing.hours import Entered, Span, entered_of, read_hours
from designer.store.engine import Store
from designer.workspace import templates
from designer.workspace.drafts import Drafts
from dsl.model import Calendar
from dsl.release import LineAssignment, OutsideHours
from tests.designer.browser import Browser
from tests.designer.test_publishing import publish
from tests.designer.test_step_forms import sent


def spans(*rows: tuple[str, str, str]) -> dict[str, list[str]]:
    """Days from and until, and their times, as the form sends them."""
    columns = zip(*(("", *row) for row in rows), strict=True)
    return dict(zip(("spans.was", "spans.key.first", "spans.key.last", "spans.value"), map(list, columns), strict=True))


OWN = {
    "when": "own",
    **spans(("monday", "thursday", "9:00-12:00，13:30-18:00"), ("friday", "", "9:00-16:00")),
    "zone": "Europe/London",
    "closed": "2026-12-25 Christmas",
}
TOLD = {"does": "notice", "says_en": "We are  closed.", "says_zh": ""}
CALENDAR = """office:
  title: Office
  zone: Asia/Shanghai
  open: {monday-friday: [9:00-18:00]}
  holidays: {2026-10-01..2026-10-07: National Day}
"""


async def line(store: Store, dialled: str = "1001") -> LineAssignment:
    async with store.session() as session:
        return (await release.assemble(session, 0)).lines[dialled]


async def outside(store: Store) -> OutsideHours | None:
    return (await line(store)).outside


async def assign(browser: Browser, **form: object) -> int:
    return (await browser.post("/numbers", {"dialled": "1001", "package": "line"} | form)).status_code


@pytest.fixture
async def live(browser, package, store) -> str:
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        await Drafts(session).save("line", {"calendars.yaml": CALENDAR}, draft.revision, "ann", "")
    await publish(browser, store)
    return package


async def test_a_number_has_hours_of_its_own_and_says_that_it_is_closed(browser, live, store):
    assert await assign(browser, **OWN, **TOLD) == 303
    made = await outside(store)
    opened = {"monday-thursday": ("9:00-12:00", "13:30-18:00"), "friday": ("9:00-16:00",)}
    assert made.hours == Calendar(zone="Europe/London", open=opened, holidays={"2026-12-25": "Christmas"})
    assert (made.does, made.says, made.flow) == ("notice", {"en": "We are closed."}, None)
    page = (await browser.get("/numbers?change=1001")).text
    assert (
        "Mon–Thu 9:00-12:00, 13:30-18:00; Fri 9:00-16:00 · Europe/London · 1 day off" in page
        and "a notice, then the line hangs up" in page
    )
    assert "2026-12-25 Christmas</textarea>" in page and 'value="own" checked' in page  # the form has what there is
    shown = sent(page[page.index('name="when"') : page.index("<template>")])
    assert {name: shown[name] for name in OWN if name.startswith("spans.")} == spans(
        ("monday", "thursday", "9:00-12:00, 13:30-18:00"), ("friday", "", "9:00-16:00")
    )
    assert await assign(browser, when="always", **TOLD) == 303
    assert await outside(store) is None


def test_hours_that_were_stored_day_by_day_stand_in_the_form_as_they_count():
    """As the form wrote them that had one span for all days, and as a calendar may have them."""
    before = Calendar(zone="UTC", open=dict.fromkeys(("monday", "tuesday", "friday"), ("9:00-18:00",)))
    rows = (Span("monday", "tuesday", "9:00-18:00"), Span("friday", "", "9:00-18:00"))
    assert entered_of(before) == Entered(spans=rows, zone="UTC")
    written = Calendar(zone="UTC", open={"saturday-sunday": ("0:00-24:00",), "monday-wednesday": ("8:00-9:00", "10:00-11:00")})
    again = read_hours(entered_of(written))
    assert again is not None and again.open == {
        "monday-wednesday": ("8:00-9:00", "10:00-11:00"),
        "saturday-sunday": ("0:00-24:00",),
    }
    assert read_hours(Entered(zone="UTC")) is None
    whole = read_hours(Entered(zone="UTC", closed="2026-12-25 Christmas"))
    assert whole is not None and whole.open == {"monday-sunday": ("0:00-24:00",)}


async def test_the_hours_are_a_calendar_of_the_flow_and_follow_what_it_has_live(browser, live, store):
    assert await assign(browser, when="calendar", calendar="line/office", does="people", skill="night_desk") == 303
    made = await outside(store)
    assert made.hours.holidays == {"2026-10-01..2026-10-07": "National Day"} and made.skill == "night_desk"
    assert "Mon–Fri 9:00-18:00 · Asia/Shanghai · 1 day off" in (await browser.get("/numbers")).text
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        await Drafts(session).save("line", {"calendars.yaml": CALENDAR.replace("18:00", "20:00")}, draft.revision, "ann", "")
    assert (await outside(store)).hours == made.hours, "a draft changes no line"
    await publish(browser, store)
    assert (await outside(store)).hours.open == {"monday-friday": ("9:00-20:00",)}
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        await Drafts(session).save("line", {"calendars.yaml": ""}, draft.revision, "ann", "")
    await publish(browser, store)
    assert await outside(store) is None, "better answered than turned away"
    assert "every call is answered" in (await browser.get("/numbers")).text


async def test_a_calendar_that_gets_another_name_is_followed_before_and_after_it_is_live(browser, live, store):
    assert await assign(browser, when="calendar", calendar="line/office", does="people", skill="night_desk") == 303
    made = (await outside(store)).hours
    for old, new in (("office", "desk"), ("desk", "counter")):
        await browser.fragment("/packages/line/rename", {"place": "calendars", "name": old, "new": new})
        assert (await outside(store)).hours == made, "what is live has the old name"
    assert await assign(browser, when="calendar", calendar="line/office", does="people") == 303  # saved once more meanwhile
    await publish(browser, store)
    assert (await outside(store)).hours == made
    page = (await browser.get("/numbers?change=1001")).text
    assert "counter (A line) · Mon–Fri" in page and 'value="line/counter" selected' in page
    assert (await browser.post("/packages/line/versions/1/restore")).status_code < 400
    assert (await outside(store)).hours == made, "rolled back, it has the old name again"


async def test_at_other_times_another_flow_or_entry_answers(browser, live, store):
    async with store.session() as session:
        await Drafts(session).add("night", templates.fill("blank", "night", "Night", "en-US"), by="", what="new")
    night = {"when": "own", **spans(("monday", "sunday", "22:00-6:00")), "zone": "Europe/London", "does": "flow"}
    assert await assign(browser, **night, other="night") == 303
    assert await outside(store) is None and "is not live" in (await browser.get("/numbers")).text
    assert (await browser.post("/packages/night/delete")).status_code == 409, "a number would run it"
    assert await assign(browser, **night, other="", other_entry="outbound") == 303
    flow = (await outside(store)).flow
    assert (flow.package, flow.entry, flow.bundles) == ("line", "outbound", (await line(store)).bundles)
    assert "A line, by the entry Outbound" in (await browser.get("/numbers")).text


@pytest.mark.parametrize(
    "form",
    [
        {"when": "own", **TOLD},  # no hours
        OWN | {"does": "notice", "says_en": " "},
        OWN | {"does": "notice", "says_en": "x" * 601},
        OWN | TOLD | {"does": "burn"},
        OWN | TOLD | {"spans.value": ["9:00-18:00", "nine to five"]},
        OWN | TOLD | {"spans.key.first": ["monday", "wednesday"]},  # which is there already
        OWN | TOLD | {"spans.key.first": ["monday", "someday"]},
        OWN | TOLD | {"closed": "Christmas"},
        OWN | TOLD | {"zone": "Europe/Londn"},
        OWN | {"does": "people", "skill": "<b>"},
        {"when": "calendar", **TOLD},
    ],
)
async def test_what_makes_no_sense_is_one_sentence_and_changes_nothing(browser, live, store, form):
    await assign(browser)
    answer = await browser.post("/numbers", {"dialled": "1001", "package": "line"} | form)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert await outside(store) is None


async def test_nobody_sends_calls_to_a_flow_that_they_may_not_give_numbers_to(make_browser, people, live, store, grant):
    await grant("agent", "publisher", "line")
    async with store.session() as session:
        await Drafts(session).add("night", templates.fill("blank", "night", "Night", "en-US"), by="", what="new")
    someone = make_browser()
    await someone.sign_in("agent")
    assert await assign(someone, **OWN, does="flow", other="night") == 403
    assert await assign(someone, **OWN, does="flow", other="") == 303
