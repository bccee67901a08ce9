"""Owns a designer that was worked in: flows in every state, calls of some days, questions, comments, people, notices.

The pages of an empty house hide what goes wrong on full ones. `fill` works through the browser's own addresses, as a person does,
and through the feed, as a runtime does; what it gives is the address of one example of each page that needs one.
"""

from __future__ import annotations

import html
import json
import random
import re
import secrets
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import msgspec

from dsl.journal import (
    Answered,
    CallEnded,
    CallerHungUp,
    CallerSpoke,
    CallStarted,
    Candidate,
    DataFetched,
    Fact,
    HandedOff,
    HandOffAnswered,
    Heard,
    KeyPressed,
    QuestionUnknown,
    Record,
    Said,
    SilencePassed,
    SlotFilled,
    StepEntered,
    Understood,
)  # fmt: skip

LONG = "一条标题很长很长的热线：老客户专用的话费争议、停机复机、携号转网与国际漫游综合服务线（华东大区试点）"
ASKED = (
    ("能不能用支付宝交话费", "check_balance", 0.41, 9), ("你们营业厅几点关门", "check_balance", 0.22, 4),
    ("我想把号码转到别的公司去需要带什么材料要排多久的队能不能让家里人代办", "fee_dispute", 0.37, 2),
    ("你会唱歌吗", None, 0.08, 1),
)  # fmt: skip


class Filler:
    """One person at a browser, and a runtime's token."""

    def __init__(self, address: str, name: str, password: str, token: str) -> None:
        self.client = httpx.Client(base_url=address, trust_env=False, timeout=60, cookies={"language": "zh"})
        self.machine = {"authorization": f"Bearer {token}"}
        self.get("/sign-in")
        self.post("/sign-in", name=name, password=password)

    def get(self, address: str) -> httpx.Response:
        answer = self.client.get(address, follow_redirects=False)
        assert answer.status_code < 400, (address, answer.status_code)
        return answer

    def post(
        self, address: str, /, *, files: dict[str, tuple[str, bytes]] | None = None, data: object = None, **form: object
    ) -> str:
        """Gives where the answer leads to, or its text."""
        headers = {"x-csrftoken": self.client.cookies.get("csrf") or ""}
        given = {"json": data} if data is not None else {"data": form, "files": files}
        answer = self.client.post(address, headers=headers, follow_redirects=False, **given)  # type: ignore[arg-type] # JSON or a form
        assert answer.status_code < 400, (address, answer.status_code, answer.text[-600:])
        return answer.headers.get("location", "") or answer.text

    def revision(self, package: str) -> int:
        found = re.search(r'name="revision" value="(\d+)"', self.get(f"/packages/{package}/publish").text)
        assert found, package
        return int(found[1])

    def text(self, package: str, file: str) -> tuple[int, str]:
        page = self.get(f"/packages/{package}/source?file={file}").text
        found = re.search(r'<script type="application/json" id="given">(.*?)</script>', page, re.DOTALL)
        assert found, "the source page carries the text"
        given = json.loads(html.unescape(found[1]))
        return given["revision"], given["text"]

    def change(self, package: str, file: str, old: str, new: str) -> None:
        revision, text = self.text(package, file)
        assert old in text, (package, file, old)
        self.post(f"/packages/{package}/source", data={"file": file, "text": text.replace(old, new, 1), "revision": revision})

    def publish(self, package: str, **form: object) -> None:
        self.post(f"/packages/{package}/publish", revision=self.revision(package), **form)

    def deliver(self, call: str, began: datetime, facts: Sequence[tuple[int, str, Fact]], package: str, bundle: str) -> None:
        """`facts`: when in the call (seconds), in which step, and what."""
        speakers = {Said: "line", CallerSpoke: "caller", KeyPressed: "caller"}
        records = [
            Record(
                call=call, sequence=number, at=(began + timedelta(seconds=second)).isoformat(timespec="milliseconds"),
                bundle=bundle, package=package, step=step, fact=fact, speaker=speakers.get(type(fact), "system"),  # type: ignore[arg-type] # three texts
            )
            for number, (second, step, fact) in enumerate(facts)
        ]  # fmt: skip
        answer = self.client.post("/feed/journal", content=msgspec.json.encode(records), headers=self.machine)
        assert answer.status_code == 200, answer.text

    def deliver_sound(self, call: str, began: datetime, seconds: int, facts: Sequence[tuple[int, str, Fact]]) -> None:
        """Both sides murmur as long as they may have spoken."""
        sides = {"line": [0] * seconds * 8000, "caller": [0] * seconds * 8000}
        for second, _, fact in facts:
            if isinstance(fact, (Said, CallerSpoke)):
                speaks = "line" if isinstance(fact, Said) else "caller"
                lasts = len(fact.text) * 1600
                start = second * 8000 if speaks == "line" else max(0, second * 8000 - lasts)
                for place in range(start, min(start + lasts, seconds * 8000)):
                    sides[speaks][place] = 1
        kept = bytearray(b"\xff") * (seconds * 16_000)
        for channel, speaks in enumerate(("caller", "line")):
            chance = random.Random(channel)
            murmur = bytes(chance.choice((0x9F, 0xA8, 0xB5, 0xC0, 0x1F, 0x28, 0x35, 0x40)) for _ in range(7919))
            kept[channel::2] = bytes(murmur[at % 7919] if on else 0xFF for at, on in enumerate(sides[speaks]))
        answer = self.client.put(
            f"/feed/calls/{call}/sound", params={"began": began.isoformat()}, content=bytes(kept), headers=self.machine
        )
        assert answer.status_code == 200, answer.text


def fill(address: str, name: str, password: str, token: str) -> dict[str, str]:
    """Gives an address for each page of one thing, by the route of the page."""
    filler = Filler(address, name, password, token)
    with closing(filler.client):
        found = _flows(filler) | _house(filler)
        _calls(filler)
        filler.post("/questions/4/ignore")
    return found | {"/calls/{call}": "/calls/dispute-1?turn=11"}


def _flows(filler: Filler) -> dict[str, str]:
    found: dict[str, str] = {}
    filler.change("phone_bill", "flow.yaml", "请问有什么可以帮您？", "请问您要查话费，还是想问账单？")
    filler.publish("phone_bill", note="开场问得更具体")
    filler.post("/packages/phone_bill/saves/2/name", name="国庆前的版本")
    filler.change("phone_bill", "flow.yaml", "抱歉让您担心了。", "抱歉让您担心了，我这就为您查清楚。")
    filler.change(
        "phone_bill", "flow.yaml", "  bye:\n", "  goodwill:\n    say: 我们另外送您十元话费。\n    next: anything_else\n  bye:\n"
    )
    filler.change("phone_bill", "conversations/dispute.yaml", "    - line: 智能客服\n", "    - line: 人工智能客服\n")
    filler.post("/packages/phone_bill/graph/comments?step=explain", text="“多出的”听着像我们承认多扣了，换成“相差的”好不好？")
    filler.post("/packages/phone_bill/graph/comments?step=listen", text="法务：开场必须在两秒内说完录音。")
    data = filler.get("/packages/phone_bill/export").content
    filler.change("phone_bill", "intents.yaml", "我账单上怎么多了", "我账单上怎么会多了")
    found["/flows/import/{key}"] = filler.post("/flows/import", files={"file": ("phone_bill.zip", data)})
    filler.change("front_desk", "answers.yaml", "早餐在二楼", "早餐在三楼")
    filler.publish("front_desk", percent=10, note="早餐搬到三楼")
    filler.change("parcel_status", "flow.yaml", "How can I help you?", "How can I help you today?")
    tomorrow = datetime.now() + timedelta(days=1)
    filler.publish("parcel_status", go_at=f"{tomorrow:%Y-%m-%dT%H:%M}", note="A warmer opening")
    filler.post("/flows", template="blank", title=LONG, name="long_title", language="zh-CN")
    for place, title in (("calendars", "营业厅上班时间"), ("lists", "套餐"), ("connectors", "短信")):
        address = filler.post(f"/packages/long_title/{place}", title=title)
        found[f"/packages/{{package}}/{place}/{{item}}"] = address
    filler.post("/flows", template="blank", title="写错的流程", name="mistaken", language="zh-CN")
    filler.change("mistaken", "flow.yaml", "next: ", "next: no_such_")
    filler.post("/packages/mistaken/files", kind="conversations", name="talks")
    found["/packages/{package}/proposals/{number}"] = "/packages/parcel_status/proposals/1"
    found["/packages/{package}/rollouts/{number}"] = "/packages/front_desk/rollouts/1"
    found["/packages/{package}/versions/{number}"] = "/packages/phone_bill/versions/2"
    sheet = filler.get("/packages/phone_bill/wording/sheet/csv").content.replace("再见".encode(), "祝您愉快，再见".encode())
    found["/packages/{package}/wording/sheet/{key}/report"] = filler.post(
        "/packages/phone_bill/wording/sheet", files={"file": ("review.csv", sheet)}
    )
    return found


def _house(filler: Filler) -> dict[str, str]:
    for name, role in (
        ("chen.jie", "operator"),
        ("zhao.lei", "publisher"),
        ("wu.fang", "agent"),
        ("auditor.of.the.group.east", "auditor"),
    ):
        filler.post("/settings/accounts", name=name, role=role, package="*", how="password")
    told = filler.post("/settings/accounts", name="wang.min", role="curator", package="phone_bill", how="link")
    link = re.search(r"/invitation/[\w-]+", told)
    assert link, "an invitation has a link"
    filler.post("/settings/tokens", name="夜间导出", role="operator", package="*", days="90")
    filler.post("/settings/tokens", name="CI of the phone team", role="auditor", package="phone_bill", days="365")
    filler.post("/settings/hosts", hosts="crm.example\nbilling.example")
    filler.post("/numbers", dialled="95500", package="phone_bill")
    filler.post("/numbers", dialled="4008001234", package="front_desk", language="en-US")
    filler.post("/numbers", dialled="1999", package="phone_bill", runs="test")
    for skill, reached in (
        ("billing", "sip:billing@pbx.example"),
        ("complaints", "sip:complaints-east-china@contact-centre.example"),
    ):
        filler.post(
            "/people",
            skill=skill,
            address=reached,
            package="",
            zone="Asia/Shanghai",
            **{"spans.was": ["", ""], "spans.key.first": ["monday", "saturday"], "spans.key.last": ["friday", ""]},
            **{"spans.value": ["09:00-18:00", "10:00-16:00"]},
        )
    filler.post(
        "/emergency/notices",
        title="机房断电",
        zh="系统正在抢修，请一小时后再拨。",
        en="We are repairing our systems. Please call again in an hour.",
    )
    filler.post(
        "/emergency/notices",
        title="台风停业",
        zh="受台风影响，今天下午营业厅停业。",
        en="Our shops are closed this afternoon because of the typhoon.",
    )
    filler.post("/emergency/notices/1/approve")
    filler.post("/settings/sound", sound="true", days="30", says_zh="本次通话将被录音。", says_en="This call is recorded.")
    return {"/invitation/{token}": link[0]}


def _calls(filler: Filler) -> None:
    named = re.search(r'fingerprint">([0-9a-f]{64})', filler.get("/packages/phone_bill/versions/2").text)
    assert named, "a version names its bundle"
    known = named[1]
    now = datetime.now(UTC)
    began = now - timedelta(minutes=42)
    filler.deliver("dispute-1", began, _dispute(), "phone_bill", known)
    filler.deliver_sound("dispute-1", began, 49, _dispute())
    for number in range(70):
        began = now - timedelta(minutes=17 * number + 3)
        filler.deliver(f"short-{number}", began, _short(number), ("phone_bill", "parcel_status", "front_desk")[number % 3], known)
    times = 0
    for text, guess, confidence, count in ASKED:
        for again in range(count):
            times += 1
            began = now - timedelta(hours=7 * again + times)
            call, facts = f"asked-{times}-{secrets.token_hex(3)}", _asking(text, guess, confidence, 3 * times)
            filler.deliver(call, began, facts, "phone_bill", known)
            if not again:
                filler.deliver_sound(call, began, 5, facts)
    filler.deliver("live-1", now - timedelta(seconds=50), _dispute()[:6], "phone_bill", known)


def _spoke(text: str, intent: str | None, guess: str | None, sure: float, **given: object) -> CallerSpoke:
    """Words that were heard by ear, and what they were taken for; `slots` stand beside them."""
    ranked = (Candidate(guess, sure), Candidate("fee_dispute", 0.05)) if guess else ()
    understood = Understood(
        intent=intent, guess=guess, confidence=sure, runner_up="fee_dispute", ranked=ranked,
        slots=given.pop("slots", {}), reason="" if intent else "below-threshold",  # type: ignore[arg-type] # as told
    )  # fmt: skip
    return CallerSpoke(text=text, understood=understood, confidence=0.86, ended_by="sentence", **given)  # type: ignore[arg-type] # as told


def _unknown(text: str, guess: str | None, sure: float) -> QuestionUnknown:
    return QuestionUnknown(text=text, guess=guess, confidence=sure, runner_up="fee_dispute", reason="below-threshold")


def _dispute() -> list[tuple[int, str, Fact]]:
    """A dispute: notice heard to its end, identity verified, a question nobody wrote, a look-up too slow, a person."""
    pin, alternative, summary = (
        "请按键输入六位服务密码。",
        ("我账单上怎么多了一百",),
        "上个月的账单多了 100 元，已核对身份，账单没查到。",
    )
    asked, greeting = ASKED[0][0], "您好，我是星河电信智能客服，通话会录音，说“人工”可转人工。"
    return [
        (0, "", CallStarted(caller="13800001234", dialled="95500", line="sip")),
        (0, "greet", StepEntered(why="entry:inbound")),
        (0, "greet", Said(say=1, text=greeting)),
        (6, "greet", Heard(say=1, milliseconds=5900)),
        (6, "listen", StepEntered(why="next")),
        (6, "listen", Said(say=2, text="请问您要查话费，还是想问账单？", kind="question")),
        (9, "listen", _spoke("我账单上怎么多了一百块", "fee_dispute", "fee_dispute", 0.91, alternatives=alternative)),
        (9, "listen", SlotFilled(slot="amount", value="100 CNY")),
        (10, "explain_charge", StepEntered(why="hear:fee_dispute")),
        (10, "identity/ask_pin", StepEntered(why="needs:verified")),
        (10, "identity/ask_pin", Said(say=3, text=pin, kind="question")),
        (13, "identity/ask_pin", _spoke(asked, None, "check_balance", 0.41)),
        (13, "identity/ask_pin", _unknown(asked, "check_balance", 0.41)),
        (14, "identity/ask_pin", Said(say=4, text=f"抱歉，我没听清。{pin}", kind="reprompt")),
        *((16 + second, "identity/ask_pin", KeyPressed(key="•")) for second in range(6)),
        (22, "identity/check", DataFetched(fetch=1, outcome="ok", milliseconds=412)),
        (23, "explain_charge", StepEntered(why="return:ok")),
        (23, "explain_charge", Said(say=5, text="是哪个月的账单？", kind="question")),
        (29, "explain_charge", SilencePassed(milliseconds=6000)),
        (33, "explain_charge", _spoke("上个月的", None, None, 0.0, slots={"month": "2026-10"})),
        (33, "explain_charge", SlotFilled(slot="month", value="2026-10")),
        (36, "fetch_bill", DataFetched(fetch=2, outcome="timed_out", milliseconds=3000)),
        (37, "agent", HandedOff(skill="billing", reason="费用争议", summary=summary)),
        (37, "agent", Said(say=6, text="我帮您转接人工，请稍等。")),
        (49, "agent", HandOffAnswered(outcome="accepted")),
        (49, "agent", CallEnded(how="handed_off", disposition="handed_off")),
    ]


ENDS = ("line", "line", "caller", "handed_off", "line", "line_lost", "line", "too_long", "line", "error")


def _short(number: int) -> list[tuple[int, str, Fact]]:
    how = ENDS[number % len(ENDS)]
    hung = [(20, "listen", CallerHungUp())] if how == "caller" else []
    caller, line = f"139{number:04d}{number * 37 % 10000:04d}", ("sip", "browser", "text")[number % 3]
    return [
        (0, "", CallStarted(caller=caller, dialled="1001", line=line)),
        (0, "greet", StepEntered(why="entry:inbound")),
        (0, "greet", Said(say=1, text="您好。")),
        (2, "listen", StepEntered(why="next")),
        (8, "listen", _spoke("余额多少", "check_balance", "check_balance", 0.97)),
        (9, "listen", Answered(answer="roaming", confidence=0.8)),
        *hung,
        (30 + number * 7, "bye", CallEnded(how=how, disposition="solved" if how == "line" else "")),
    ]


def _asking(text: str, guess: str | None, sure: float, lasts: int) -> list[tuple[int, str, Fact]]:
    return [
        (0, "", CallStarted(caller=f"1370000{lasts:04d}", dialled="95500", line="sip")),
        (3, "listen", _spoke(text, None, guess, sure)),
        (3, "listen", _unknown(text, guess, sure)),
        (4 + lasts, "bye", CallEnded(how="caller")),
    ]
