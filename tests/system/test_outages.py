"""What a killed program costs: never a call that another program carries, never a fact of the journal."""

from __future__ import annotations

import httpx
import pytest

from tests.system.house import House, facts, until

pytestmark = pytest.mark.timeout(240)


def complete(records: list[dict[str, object]]) -> bool:
    """From the call's start to its end, each sequence number once and none left out."""
    sequences = [record["sequence"] for record in records]
    kinds = [kind for kind, _ in facts(records)]
    return (
        bool(kinds) and kinds[0] == "call_started" and kinds[-1] == "call_ended" and sequences == list(range(1, len(records) + 1))
    )


def test_a_call_goes_on_while_the_designer_is_killed_and_its_journal_is_whole(house: House) -> None:
    call = house.ring("1002")
    call.hear("请问有什么可以帮您")
    call.say("我账单上怎么多了一百块")
    call.hear("服务密码")
    killed = house.kill("designer")
    call.press("123456")
    call.hear("哪个月")
    call.say("上个月的")
    call.hear("漫游费")
    call.say("没有了")
    assert call.ends()["disposition"] == "solved"
    house.await_restart("designer", killed)
    until(lambda: complete(house.records(call.id)), 30, "the journal is whole")
    kinds = [kind for kind, _ in facts(house.records(call.id))]
    assert kinds.count("call_started") == kinds.count("call_ended") == 1
    assert "data_fetched" in kinds


def test_no_secret_stands_anywhere(house: House) -> None:
    call = house.ring("1002")
    call.hear("请问有什么可以帮您")
    call.say("余额多少")
    call.hear("服务密码")
    call.press("123456")
    call.hear("余额是")
    call.hang_up()
    call.close()
    until(lambda: complete(house.records(call.id)), 15, "the journal is whole")
    assert "123456" not in str([record["fact"] for record in house.records(call.id)])
    assert "123456" not in "".join(house.printed)
    assert "13800001234" not in "".join(house.printed)


def test_what_was_written_before_a_runtime_was_killed_arrives_and_the_page_says_it_is_down(house: House) -> None:
    house.stop("designer")  # nothing can be delivered now
    call = house.ring("1001")
    call.hear("How can I help you?")
    call.say("where is my parcel")
    call.hear("four digits")
    killed = house.kill("live")
    hung = house.kill("designer")
    house.await_restart("designer", hung)
    house.await_restart("live", killed)
    until(lambda: len(house.records(call.id)) >= 6, 60, "what was written before arrives")
    records = house.records(call.id)
    assert [record["sequence"] for record in records] == list(range(1, len(records) + 1))
    assert "track_parcel" in str(records)
    house.await_ready()


def test_a_stored_call_replays_to_the_same_effects(house: House) -> None:
    call = house.ring("1001")
    call.hear("How can I help you?")
    call.say("where is my parcel")
    call.hear("four digits")
    call.say("no idea, is the moon made of cheese")
    call.press("4711")
    call.hear("anything else")
    call.say("no thank you")
    call.ends()
    until(lambda: complete(house.records(call.id)), 15, "the journal is whole")
    answer = httpx.post(
        f"{house.live}/replay",
        headers={"Authorization": f"Bearer {house.token}"},
        json={"records": house.records(call.id)},
        timeout=30,
        trust_env=False,
    )
    assert answer.status_code in (200, 201)
    assert answer.json()["identical"] is True
