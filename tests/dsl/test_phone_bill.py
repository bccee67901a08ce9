"""The phone bill line, as the design of the language shows it: a whole Chinese package that must check without a finding."""

from pathlib import Path

import pytest

from dsl.commands.package_files import read_with_libraries
from dsl.compiler import check, compile_package
from dsl.model import Choose, Fetch, Say

PHONE_BILL = {
    "flow.yaml": """\
callwright: 1
flow: phone_bill
title: 话费账单
language: zh-CN
entry:
  inbound: greet
  outbound: greet_out
topics:                      # reachable from any question (digression), then back
  fee_dispute: explain_charge
  check_balance: tell_balance
values:
  verified: {flag: identity} # made true only by the sub-flow identity
  offers: {count: 2}         # saturates; only `add 1` and `reset`
defaults:                    # for every question that says nothing else
  no_input:
    - 您还在线吗？
    - go: agent
  no_match:
    - 抱歉，我没听清。您可以说“查话费”，或按 0 转人工。
    - go: agent
steps:
  greet:
    say: 您好，我是星河电信智能客服，通话会录音，说“人工”可转人工。
    barge_in: never
    next: listen
  listen:
    ask: 请问有什么可以帮您？
    hear: topics             # or a map intent: step
    keys: {1: tell_balance, 0: agent}
    answers: stay            # knowledge is given here and the question stands again
  explain_charge:
    needs: verified          # calls identity first, then comes back here with the topic kept
    collect: [month, amount] # asks only what the caller has not said yet
    failed: agent
    next: fetch_bill
  fetch_bill:
    fetch: bill
    with: {number: caller.number, month: month}
    failed: agent
    next: compare
  compare:
    choose:
      - when: about(bill.extra, amount)
        next: explain
      - otherwise: agent
  explain:
    say: <apologetic>抱歉让您担心了。</apologetic>多出的<bill.extra>是<bill.item>。<pause 400ms>
    next: anything_else
  anything_else:
    ask: 还有别的可以帮您吗？
    hear: {agree: listen, refuse: bye}
    no_match:
      - go: bye
  tell_balance:
    needs: verified
    fetch: balance
    with: {number: caller.number}
    failed: agent
    next: say_balance
  say_balance:
    say: 您的余额是<balance.amount>。
    next: anything_else
  greet_out:
    say: 您好，我是星河电信的智能客服，想提醒您本月账单已出。
    barge_in: never
    machine:                 # an answering machine took the call
      leave: 您的本月账单已出，请方便时查看。
      disposition: voicemail
    next: listen
  agent:
    hand_off: {skill: billing, reason: 费用争议}
    unavailable: take_message
  take_message:
    call_back: {note: 费用争议}
    next: bye
  bye:
    hang_up: 感谢来电，再见。
    disposition: solved
""",
    "intents.yaml": """\
fee_dispute:
  title: 费用争议
  phrases:
    - 我账单上怎么多了<amount=一百块>
    - (这个月|上个月)的(话费|账单)(怎么)?不对
  not:
    - 我想查一下余额
check_balance:
  title: 查余额
  phrases:
    - 我想查一下余额
""",
    "slots.yaml": """\
amount:
  type: money
  ask: 多扣了多少钱？
  confirm: implicit
month:
  type: date
  grain: month
  ask: 是哪个月的账单？
pin:
  type: digits(6)
  secret: true
  by: keys
  ask: 请按键输入六位服务密码。
""",
    "data.yaml": """\
bill:
  get: https://crm.example/bills
  sends: {number: phone, month: date}
  gives: {extra: money, item: text}
  within: 3s
  waiting: 正在为您查询，请稍等。
balance:
  get: https://crm.example/balance
  sends: {number: phone}
  gives: {amount: money}
identity_check:
  get: https://crm.example/identity
  sends: {number: phone, pin: digits(6)}
  gives: {ok: flag}
""",
    "escalation.yaml": """\
- when: anger >= 0.7 or (anger >= 0.5 and turns_without_progress >= 2)
  hand_off: {skill: complaints, priority: high}
- when: stumbles >= 3
  hand_off: {skill: general}
""",
    "conversations/dispute.yaml": """\
- name: 多了一百块，是漫游费
  caller: {number: "13800001234"}
  data: {identity_check: {ok: true}, bill: {extra: 100 CNY, item: 漫游费}}
  talk:
    - line: 智能客服
    - caller: 我账单上怎么多了一百块
    - heard: {intent: fee_dispute, amount: 100 CNY}
    - keys: "123456"
    - caller: 上个月的
    - line: 漫游费
    - caller: 没有了
    - ends: {disposition: solved}
""",
    "subflows/identity.yaml": """\
subflow: identity
start: ask_pin
steps:
  ask_pin:
    collect: [pin]
    failed: refused
    next: check
  check:
    fetch: identity_check
    with: {number: caller.number, pin: pin}
    failed: refused
    next: judge
  judge:
    choose:
      - when: identity_check.ok
        next: passed
      - otherwise: refused
  passed:
    return: ok
  refused:
    return: refused
""",
}
FLOWS = Path(__file__).parents[2] / "flows"


def test_it_checks_clean_but_for_the_value_that_it_never_uses() -> None:
    assert [one.line("zh") for one in check(PHONE_BILL).findings] == [
        "flow.yaml:13:3: warning unused: 变量“offers”没有在任何地方用到。"
    ]


def test_it_compiles_to_what_it_says() -> None:
    bundle = compile_package(PHONE_BILL).bundle
    assert bundle is not None
    fetch, compare, explain, greet = (bundle.steps[name] for name in ("fetch_bill", "compare", "explain", "greet"))
    assert isinstance(fetch, Fetch) and fetch.with_ == {"number": "caller.number", "month": "month"}
    assert isinstance(compare, Choose) and (compare.choose[0].when, compare.otherwise) == ("about(bill.extra, amount)", "agent")
    assert isinstance(explain, Say) and explain.say.endswith("<pause 400ms>")
    assert isinstance(greet, Say) and greet.barge_in == "never"
    assert bundle.slots["month"].grain == "month" and bundle.slots["pin"].secret
    assert bundle.intents["fee_dispute"].not_ == ("我想查一下余额",)


@pytest.mark.parametrize("name", sorted(path.parent.name for path in FLOWS.glob("*/flow.yaml")))
def test_the_ready_made_flows_check_clean(name: str) -> None:
    assert [one.line() for one in check(read_with_libraries(FLOWS / name)).findings] == []
