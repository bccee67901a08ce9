"""Owns the release: what a runtime pulls from the designer to know which calls it answers with what.

Endpoints of the designer's feed (bearer token; the runtime is always the caller):

    GET  /feed/release?wait=20      Release; `ETag` is its hash; 304 when nothing changed within `wait` seconds
    GET  /feed/bundles/{identity}   canonical bundle bytes
    GET  /feed/recordings/{name}    what a bundle is said with: the key of each recording -> the SHA-256 of its file
    GET  /feed/sounds/{name}        one of these files, byte by byte as it was given
    GET  /feed/artefacts/{name}     prepared artefact bytes (404: prepare it yourself)
    PUT  /feed/artefacts/{name}     a prepared artefact, shared with other runtimes
    PUT  /feed/calls/{call}/sound   the sound of a call that is over (`dsl.call_sound`); `?began=` ISO 8601; once or often
    POST /feed/journal              list of journal records; idempotent by `call:sequence`; answers {"accepted": n}
    POST /feed/status               RuntimeStatus, every two seconds

Endpoints of a runtime's control port (the same bearer token):

    GET  /health                    {"status": "ready", …}
    GET  /metrics                   Prometheus text
    POST /prepare                   bundle bytes in, PrepareReport out (the workshop's main work)
    GET  /prepare/{identity}        how far the preparing of a bundle is
    POST /understand                {"bundle": identity, "text": …} -> Understood, as the command prints it
    POST /rehearse                  {"bundle": identity, "conversations": {file: [...]}} -> how many came true, and what did not
    POST /speak                     {"text", "language", "samples", "recordings"} -> a WAV file of what the line would speak
    POST /look-up                   {"lookup", "parameters"} -> DataFetched, carried out as a call would
    POST /replay                    {"records": [...]} -> {"identical": bool, "first_difference": …}
    WS   /line?ticket=…             a call from a browser: text or voice (see runtime/line/README in runtime/README.md)
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from dsl.calendars import OpeningHours
from dsl.model import Calendar


class WeightedBundle(Struct, frozen=True):
    """`recordings`: the set of recordings that its calls are said with (`dsl.recordings`); empty: none of its own."""

    bundle: str
    weight: int = 1
    recordings: str = ""


class StopRule(Struct, frozen=True, kw_only=True):
    """When a version that has a share of the calls loses it: its hand-offs, hang-ups or failures are so many points more of its
    calls than of all others', once each had so many calls that ended (`dsl.rollout`). A runtime counts its own calls."""

    rollout: int  # the number of the roll-out; what is stopped is told by it
    bundle: str  # the version that is tried
    worse_by: int  # percentage points
    after: int  # calls


class OutsideHours(Struct, frozen=True, kw_only=True):
    """What becomes of calls to a number outside its hours, in place of what it runs.

    `notice`: the words are said, and the line hangs up. `people`: those of `skill` take the call, after the words where there are
    any. `flow`: it runs something else.
    """

    hours: Calendar
    does: Literal["notice", "people", "flow"]
    says: dict[str, str] = field(default_factory=dict)  # zh, en -> the words
    skill: str = ""
    flow: LineAssignment | None = None

    def holds(self, now: datetime) -> bool:
        return not OpeningHours(self.hours).is_open(now.isoformat())


class LineAssignment(Struct, frozen=True, kw_only=True):
    """What a dialled number runs. Which of `bundles` a call gets is a hash of its call id."""

    package: str
    bundles: tuple[WeightedBundle, ...]
    entry: Literal["inbound", "outbound"] = "inbound"
    language: str = ""  # in which its calls begin, of those that the flow speaks; empty: the flow's own
    skill: str = ""  # of the people whom a caller of this flow reaches; the emergency switch sends its calls there
    stop: StopRule | None = None  # of the bundle that has a share of the calls
    outside: OutsideHours | None = None  # a number without hours of its own takes calls always
    test: bool = False  # its calls try out a draft: they are told apart from callers' (`CallStarted.test`)

    def every(self) -> tuple[LineAssignment, ...]:
        """This, and what runs outside its hours."""
        other = self.outside.flow if self.outside is not None else None
        return (self,) if other is None else (self, other)


class Measure(Struct, frozen=True, kw_only=True):
    """What the emergency switch does with calls, in place of their flow or before it.

    `notice`: the words are said, and the flow follows. `people`: people take the call, after the words where there are any.
    `close`: the words are said, and the line hangs up. It is over at `until`, even if the designer is not there to say so.
    """

    does: Literal["notice", "people", "close"]
    until: Annotated[datetime, Meta(tz=True)] | None = None  # None: until a release is without it
    says: dict[str, str] = field(default_factory=dict)  # zh, en -> the words

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until


EVERY_NUMBER = ""
"""Under which a measure for all numbers stands."""


class SoundRule(Struct, frozen=True, kw_only=True):
    """The sound of calls is kept. `says`: what callers are told of it before all else; empty where flows say it themselves."""

    says: dict[str, str] = field(default_factory=dict)  # zh, en -> the words


class Destination(Struct, frozen=True, kw_only=True):
    """A line of the hand-off table: where the people of a skill are reached, and when (`dsl.directory`)."""

    skill: str
    address: str
    package: str = ""  # of whose calls alone; empty: of every flow's
    hours: Calendar | None = None  # always


class Release(Struct, frozen=True, kw_only=True):
    """Everything a runtime needs to take calls. `lines` is by dialled number; `*` takes what no other takes."""

    number: int = 0
    lines: dict[str, LineAssignment] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)  # allowed host -> base address ("" : as written)
    destinations: tuple[Destination, ...] = ()  # those of one skill in the order in which they are tried
    skills: dict[str, str] = field(default_factory=dict)  # skill -> SIP address, for runtimes that know no destinations
    fallback: str = ""  # SIP address for calls when nothing else can
    measures: dict[str, Measure] = field(default_factory=dict)  # by dialled number, as in `lines`; "" is every number
    emergency: bool = False  # for runtimes that know no measures: hand every call to `fallback` at once
    sound: SoundRule | None = None  # None: no call's sound is kept


class RuntimeStatus(Struct, frozen=True, kw_only=True):
    """A runtime's heartbeat. `control` is its address as the designer reaches it; `line_port` what browsers dial."""

    name: str
    role: Literal["live", "workshop"]
    control: str
    line_port: int
    calls: int = 0
    test_calls: int = 0  # of them, those to test numbers
    release: int = -1
    sip: str = ""  # "udp 5060", or why there is none
    hearing: dict[str, str] = field(default_factory=dict)  # language -> recogniser
    speaking: dict[str, str] = field(default_factory=dict)  # language -> voice
    waiting_records: int = 0
    stopped: tuple[int, ...] = ()  # roll-outs whose stop rule it carried out by itself
    version: str = ""


class Ticket(Struct, frozen=True, kw_only=True):
    """Lets one browser make one call for a short time. `bundle` empty: as the release says for `dialled`.

    `recordings`: the set that a call to `bundle` is said with. `test`: whoever makes it only tries the line, so its call is told
    apart from callers' (`CallStarted.test`).
    """

    nonce: str
    expires: int  # Unix seconds
    dialled: str = ""
    bundle: str = ""
    caller: str = ""
    recordings: str = ""
    test: bool = False


def encode_release(release: Release) -> bytes:
    return msgspec.json.encode(release, order="sorted")


def decode_release(data: bytes) -> Release:
    return msgspec.json.decode(data, type=Release)


def release_tag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def measure_for(release: Release, dialled: str, now: datetime) -> Measure | None:
    """What the emergency switch does with a call to this number now. One for every number comes before one for its own."""
    if release.emergency and not release.measures:
        return Measure(does="people")
    own = dialled if dialled in release.lines or dialled in release.measures else "*"
    found = (release.measures.get(number) for number in (EVERY_NUMBER, own))
    return next((measure for measure in found if measure is not None and measure.holds(now)), None)


def choose_bundle(assignment: LineAssignment, call: str) -> str:
    """The bundle that this call runs: the same for the same call id, in proportion to the weights over many."""
    total = sum(item.weight for item in assignment.bundles)
    point = int.from_bytes(hashlib.sha256(call.encode()).digest()[:8], "big") % total
    for item in assignment.bundles:
        if point < item.weight:
            return item.bundle
        point -= item.weight
    raise AssertionError("weights add up to total")


def sign_ticket(ticket: Ticket, token: str) -> str:
    """A ticket as it stands in an address."""
    body = base64.urlsafe_b64encode(msgspec.json.encode(ticket)).rstrip(b"=")
    mark = hmac.new(token.encode(), body, hashlib.sha256).hexdigest()
    return f"{body.decode()}.{mark}"


def open_ticket(text: str, token: str, now: float | None = None) -> Ticket | None:
    """The ticket if it was signed with this token and has not expired, else None."""
    body, _, mark = text.partition(".")
    expected = hmac.new(token.encode(), body.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(mark.encode(), expected.encode()):
        return None
    padded = body + "=" * (-len(body) % 4)
    ticket = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=Ticket)
    return ticket if ticket.expires >= (time.time() if now is None else now) else None
