"""Owns the list of screens: every page that the app serves has an example here, or a test fails.

An address in braces is a route whose example `filling` makes. What a page asks for piece by piece stands in `PARTS`, what is no
page in `DATA`; between the three, no address that the app answers is left out.
"""

from __future__ import annotations

import re
from pathlib import Path

from designer.app import create_app
from designer.configuration import Configuration

FLOW = "/packages/phone_bill"

SCREENS = {
    "sign-in": "/sign-in",
    "invitation": "/invitation/{token}",
    "password": "/password",
    "today": "/today",
    "flows": "/",
    "flow-new": "/flows/new?template=phone_bill",
    "template-call": "/flows/new/phone_bill/call",
    "import": "/flows/import/{key}",
    "overview": FLOW,
    "overview-long": "/packages/long_title",
    "overview-mistaken": "/packages/mistaken",
    "line": f"{FLOW}/line",
    "intents": f"{FLOW}/intents",
    "intent": f"{FLOW}/intents/fee_dispute",
    "slots": f"{FLOW}/slots",
    "slot": f"{FLOW}/slots/pin",
    "answers": f"{FLOW}/answers",
    "answer": "/packages/front_desk/answers/wifi?language=en-US",
    "escalation": f"{FLOW}/escalation",
    "policies": f"{FLOW}/policies",
    "data": f"{FLOW}/data",
    "look-up": f"{FLOW}/data/bill",
    "connectors": "/packages/parcel_status/connectors",
    "connector": "/packages/{package}/connectors/{item}",
    "calendars": f"{FLOW}/calendars",
    "calendar": "/packages/{package}/calendars/{item}",
    "lists": f"{FLOW}/lists",
    "list": "/packages/{package}/lists/{item}",
    "pronunciations": f"{FLOW}/pronunciations",
    "parts": f"{FLOW}/parts",
    "recordings": f"{FLOW}/recordings",
    "graph": f"{FLOW}/graph",
    "graph-part": f"{FLOW}/graph?flow=identity",
    "graph-map": f"{FLOW}/graph?whole=true",
    "graph-calls": f"{FLOW}/graph?calls=7&version=all",
    "graph-compared": f"{FLOW}/graph/compared?against=2&at=4",
    "source": f"{FLOW}/source?file=flow.yaml&line=21",
    "source-mistaken": "/packages/mistaken/source",
    "wording": f"{FLOW}/wording?words=您&instead=你",
    "wording-report": "/packages/{package}/wording/sheet/{key}/report",
    "tests": f"{FLOW}/tests",
    "tests-none": "/packages/long_title/tests",
    "tests-mistaken": "/packages/mistaken/tests",
    "test": f"{FLOW}/tests/dispute/0",
    "test-stored": "/packages/mistaken/tests/talks/0",
    "tryout": f"{FLOW}/tryout",
    "publish": f"{FLOW}/publish",
    "proposal": "/packages/{package}/proposals/{number}",
    "version": "/packages/{package}/versions/{number}",
    "rollout": "/packages/{package}/rollouts/{number}",
    "history": f"{FLOW}/history",
    "compare": f"{FLOW}/compare?against=2&at=4",
    "comments": f"{FLOW}/comments",
    "questions": "/questions",
    "questions-ignored": "/questions?shown=ignored",
    "calls": "/calls",
    "calls-none": "/calls?package=long_title",
    "call": "/calls/{call}",
    "call-live": "/calls/live-1",
    "numbers": "/numbers",
    "number-changed": "/numbers?change=1002",
    "ringing": "/numbers/call?dialled=1002",
    "settings": "/settings",
    "people": "/people",
    "emergency": "/emergency",
    "runtimes": "/runtimes",
    "accounts": "/settings/accounts",
    "tokens": "/settings/tokens",
    "audit": "/settings/audit",
    "missing": "/packages/no_such_flow",
}
GUESTS = ("sign-in", "invitation")  # whoever is not signed in
READY = {
    **dict.fromkeys(("graph", "graph-part", "graph-map", "graph-compared"), "flow-graph[data-ready]"),
    "graph-calls": ".calls-foot",
    **dict.fromkeys(("source", "source-mistaken"), "#editor[data-ready]"),
}

PARTS = {
    "/today/figures": "/today/figures",
    "/packages/menu": "/packages/menu?current=phone_bill",
    "/packages/{package}/intents/{item}/topic": f"{FLOW}/intents/fee_dispute/topic",
    "/packages/{package}/pronunciations/heard": f"{FLOW}/pronunciations/heard",
    "/packages/{package}/data/{item}/test": f"{FLOW}/data/bill/test",
    "/packages/{package}/uses": f"{FLOW}/uses?place=slots&name=month",
    "/packages/{package}/rename": f"{FLOW}/rename?place=slots&name=month&new=amount",
    "/packages/{package}/graph/step": f"{FLOW}/graph/step?step=listen",
    "/packages/{package}/graph/comments": f"{FLOW}/graph/comments?step=listen",
    "/packages/{package}/tests/results": f"{FLOW}/tests/results",
    "/packages/{package}/tests/{stem}/{number}/result": f"{FLOW}/tests/dispute/0/result",
    "/packages/{package}/publish/runtimes": f"{FLOW}/publish/runtimes",
    "/packages/{package}/publish/gates": f"{FLOW}/publish/gates",
    "/packages/{package}/proposals/{number}/gates": "/packages/parcel_status/proposals/1/gates",
    "/packages/{package}/rollouts/{number}/figures": "/packages/front_desk/rollouts/1/figures",
    "/calls/rows": "/calls/rows",
    "/calls/{call}/player": "/calls/dispute-1/player",
    "/calls/{call}/transcript": "/calls/dispute-1/transcript",
    "/questions/rows": "/questions/rows",
    "/settings/audit/proof": "/settings/audit/proof",
    "/status/bar": "/status/bar",
    "/runtimes/table": "/runtimes/table",
}

DATA = (
    "/packages/{package}/export",
    "/packages/{package}/graph/blame",
    "/packages/{package}/graph/calls",
    "/packages/{package}/graph/drawing",
    "/packages/{package}/recordings/script",
    "/calls/{call}/sound",
    "/calls/{call}/sound/turns/{sequence}",
    "/packages/{package}/recordings/{key}/sound",
    "/packages/{package}/tests/coverage",
    "/packages/{package}/wording/sheet/{sort}",
    "/settings/audit/key",
    "/health",
)
_PROGRAMS = ("/feed/", "/api/", "/static/")  # what runtimes, programs and browsers fetch


def routes(folder: Path) -> list[str]:
    """Every address that the app answers a browser's GET at, with its parameters in braces."""
    app = create_app(Configuration(data=folder, token="none"))
    return [
        route.path_format
        for route in app.routes
        if "GET" in getattr(route, "methods", ()) and not route.path_format.startswith(_PROGRAMS)
    ]


def route_of(address: str, known: list[str]) -> str:
    """Which route answers an address: the one with the fewest parameters, as the app chooses."""
    if address in known:
        return address
    path = address.partition("?")[0]
    fitting = [route for route in known if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route), path)]
    return min(fitting, key=lambda route: route.count("{"))
