"""Owns what each address wants of whoever asks for it, written down apart from the code that the table is held against.

An address that somebody adds stands here, or `test_rights.py` fails. `where` says on what the right must be held:
`open` needs nobody, `person` anybody who is signed in, `flow` the flow in the address, `house` all flows, `any` some flow
(then the handler looks at the flow of what was sent: see `test_rights.py`), `runtime` is the shared token.
"""

from typing import NamedTuple


class Wanted(NamedTuple):
    where: str
    right: str = ""


ROLES = {
    "operator": {"see", "edit", "calls", "questions", "teach"},
    "publisher": {"see", "edit", "calls", "questions", "teach", "publish", "numbers", "listen", "unmask", "emergency"},
    "curator": {"see", "edit", "calls", "questions", "teach"},
    "agent": {"see", "calls", "listen", "unmask"},
    "auditor": {"see", "calls", "questions", "audit"},
    "admin": {
        "see", "edit", "calls", "questions", "teach", "publish", "numbers", "listen", "unmask", "emergency", "audit",
        "administer",
    },
}  # fmt: skip
"""Written out once more, and not taken from the code: a right that slips into a role is found."""

_TABLE = """
GET  /sign-in                                  open
POST /sign-in                                  open
GET  /invitation/{token}                       open
POST /invitation/{token}                       open
GET  /health                                   open
GET  /static/{file_path}                       open
HEAD /static/{file_path}                       open
POST /sign-out                                 person
GET  /password                                 person
POST /password                                 person

GET  /feed/release                             runtime
GET  /feed/bundles/{identity}                  runtime
GET  /feed/recordings/{name}                   runtime
GET  /feed/sounds/{name}                       runtime
GET  /feed/artefacts/{name}                    runtime
PUT  /feed/artefacts/{name}                    runtime
PUT  /feed/calls/{call}/sound                  runtime
POST /feed/journal                             runtime
POST /feed/status                              runtime

GET  /api/packages/{package}/export            flow see
GET  /api/packages/{package}/check             flow see
POST /api/packages/{package}/check             flow see
POST /api/packages/{package}/import            flow edit

GET  /                                         any see
GET  /today                                    any see
GET  /today/figures                            any see
GET  /packages/menu                            any see
GET  /status/bar                               any see
GET  /runtimes                                 any see
GET  /runtimes/table                           any see
GET  /people                                   any see
GET  /numbers                                  any see
GET  /numbers/call                             any see
POST /numbers/call/ticket                      any see
GET  /emergency                                any see
GET  /settings                                 any see
GET  /settings/tokens                          any see
POST /settings/tokens                          any edit
POST /settings/tokens/{number}/revoke          any see
POST /tour                                     any see
GET  /calls                                    any calls
GET  /calls/rows                               any calls
GET  /calls/{call}                             any calls
GET  /calls/{call}/transcript                  any calls
GET  /calls/{call}/player                      any calls
GET  /calls/{call}/sound                       any listen
GET  /calls/{call}/sound/turns/{sequence}      any calls
POST /calls/{call}/number                      any unmask
POST /calls/{call}/speak                       any calls
GET  /questions                                any questions
GET  /questions/rows                           any questions
POST /questions/{question_id}/propose          any teach
POST /questions/{question_id}/effect           any teach
POST /questions/{question_id}/accept           any teach
POST /questions/{question_id}/ignore           any teach
POST /questions/{question_id}/reopen           any teach
POST /numbers                                  any numbers
POST /numbers/remove                           any numbers
POST /emergency                                any emergency
POST /emergency/{number}/end                   any emergency
POST /emergency/notices                        any emergency
POST /flows/import                             any edit
GET  /flows/import/{key}                       any edit
POST /flows/import/{key}                       any edit

GET  /flows/new                                house edit
POST /flows                                    house edit
GET  /flows/new/{template}/call                house edit
POST /flows/new/{template}/ticket              house edit
POST /emergency/notices/{number}/{decision}    house emergency
GET  /settings/accounts                        house audit
GET  /settings/audit                           house audit
GET  /settings/audit/proof                     house audit
GET  /settings/audit/key                       house audit
POST /settings/audit/export                    house audit
POST /settings/accounts                        house administer
POST /settings/accounts/{account_id}/roles     house administer
POST /settings/accounts/{account_id}/roles/take house administer
POST /settings/accounts/{account_id}/password  house administer
POST /settings/accounts/{account_id}/disabled  house administer
POST /settings/accounts/invitations/{number}/withdraw house administer
POST /settings/hosts                           house administer
POST /settings/approval                        house administer
POST /settings/sound                           house administer
POST /calls/{call}/sound/delete                house administer
POST /people                                   house administer
POST /people/{number}                          house administer
POST /people/{number}/move                     house administer
POST /people/{number}/remove                   house administer
POST /people/fallback                          house administer
POST /runtimes/forget                          house administer
"""

_OF_A_FLOW = """
GET  see  | line graph graph/blame graph/comments graph/compared graph/drawing graph/step history compare comments export source
          | tests tests/coverage tests/results tests/{stem}/{number} tests/{stem}/{number}/result tryout wording
          | wording/sheet/{sort} pronunciations pronunciations/heard publish publish/gates publish/runtimes recordings
          | recordings/{key}/sound recordings/script
          | proposals/{number} proposals/{number}/gates rollouts/{number} rollouts/{number}/figures
          | versions/{number} escalation policies parts uses
GET  calls | graph/calls
POST see  | check present speak tryout/ticket
GET  edit | wording/sheet/{key}/report rename
POST edit | line files graph/change graph/comments graph/comments/{thread}/{decision} graph/consequences graph/step graph/undo
          | recordings recordings/{key} recordings/{key}/delete parts parts/{part} parts/{part}/delete
          | rename undo saves/{number}/name saves/{number}/restore source pronunciations test-line tests/{stem}/{number}/delete
          | tryout/phrase tryout/test wording/replace wording/sheet wording/sheet/{key}/report
POST publish | publish proposals/{number}/{decision} rollouts/{number}/finish rollouts/{number}/share rollouts/{number}/withdraw
          | rollouts/{number}/put-away
          | versions/{number}/restore
POST administer | delete
"""
_ITEMS = ("answers", "calendars", "connectors", "data", "intents", "lists", "slots")
_RULES = ("escalation", "policies")


def table() -> dict[str, Wanted]:
    """`METHOD /address/{parameter}` -> what it wants."""
    found: dict[str, Wanted] = {}
    for line in filter(None, _TABLE.splitlines()):
        method, address, where, *right = line.split()
        found[f"{method} {address}"] = Wanted(where, *right)
    head = ""
    for line in filter(None, _OF_A_FLOW.splitlines()):
        before, _, addresses = line.partition("|")
        head = before.strip() or head
        method, right = head.split()
        found |= {f"{method} /packages/{{package}}/{one}": Wanted("flow", right) for one in addresses.split()}
    for method, right in (("GET", "see"), ("POST", "edit")):
        found[f"{method} /packages/{{package}}"] = Wanted("flow", right)
        for kind in _ITEMS:
            for rest in ("", "/{item}"):
                found[f"{method} /packages/{{package}}/{kind}{rest}"] = Wanted("flow", right)
        for own in ("data/{item}/test", "intents/{item}/topic"):
            found[f"{method} /packages/{{package}}/{own}"] = Wanted("flow", right)
    for kind in _ITEMS:
        found[f"POST /packages/{{package}}/{kind}/{{item}}/delete"] = Wanted("flow", "edit")
    for kind in _RULES:
        for rest in ("", "/{number}", "/{number}/delete", "/{number}/move"):
            found[f"POST /packages/{{package}}/{kind}{rest}"] = Wanted("flow", "edit")
    return found
