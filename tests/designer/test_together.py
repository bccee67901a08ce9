"""Working together: comments that are answered, resolved and follow their step, and who else has a package open."""

import json
from datetime import timedelta

import pytest

from designer.store.moments import now
from designer.store.tables import Presence
from designer.workspace import comments
from designer.workspace.drafts import Drafts
from designer.workspace.undoing import take_back
from dsl.editing.renaming import Renaming, rename
from tests.designer.test_drawing import FLOW, OTHERS

BASE = "/packages/line"
AT = f"{BASE}/graph/comments"
FILES = {"flow.yaml": FLOW, **OTHERS}


@pytest.fixture
async def line(store) -> None:
    async with store.session() as session:
        await Drafts(session).add("line", FILES, "ann", what="made by the tests")


async def test_a_step_is_talked_about_and_the_thread_resolved(browser, line):
    said = await browser.fragment(f"{AT}?step=tell", {"text": "  Too <b>curt</b>?\nSay sorry. "})
    assert said.status_code == 200 and "Too &lt;b&gt;curt&lt;/b&gt;?\nSay sorry." in said.text
    assert json.loads(said.headers["HX-Trigger"]) == {"comments-changed": {"step": "tell", "count": 1}}
    answered = await browser.fragment(f"{AT}?step=tell", {"text": "Yes.", "thread": "1"})
    assert answered.text.count('class="comment"') == 2
    drawn = (await browser.get(f"{BASE}/graph/drawing?proven=false")).json()
    assert drawn["comments"] == {"tell": 1}
    assert "1 comment is open" in (await browser.get(f"{BASE}/publish")).text
    done = await browser.fragment(f"{AT}/1/resolve?step=tell")
    assert "1 resolved" in done.text and json.loads(done.headers["HX-Trigger"])["comments-changed"]["count"] == 0
    assert "comment is open" not in (await browser.get(f"{BASE}/publish")).text
    await browser.fragment(f"{AT}?step=tell", {"text": "Not yet.", "thread": "1"})
    assert (await browser.get(f"{BASE}/graph/drawing?proven=false")).json()["comments"] == {"tell": 1}, "an answer opens it"
    assert "Resolved by boss" not in (await browser.get(f"{BASE}/comments")).text


async def test_what_cannot_be_said_is_refused(browser, line, store, make_browser):
    assert (await browser.post(f"{AT}?step=tell", {"text": "  "})).status_code == 422
    assert (await browser.post(f"{AT}?step=none", {"text": "x"})).status_code == 404
    assert (await browser.post(f"{AT}?step=tell", {"text": "x", "thread": "9"})).status_code == 404
    assert (await browser.post(f"{AT}/9/resolve?step=tell")).status_code == 404
    async with store.session() as session:
        await Drafts(session).add("other", FILES | {"flow.yaml": FLOW.replace("flow: line", "flow: other")}, "ann", what="")
        await comments.add(session, "other", "flow.yaml", "tell", "of another package", "ann")
    assert (await browser.post(f"{AT}/1/resolve?step=tell")).status_code == 404
    agent = make_browser()
    await agent.sign_in("agent")
    assert (await agent.post(f"{AT}?step=tell", {"text": "x"})).status_code == 403
    assert (await agent.get(f"{AT}?step=tell")).status_code == 200


async def test_comments_go_where_their_step_goes(browser, line, store):
    async with store.session() as session:
        drafts = Drafts(session)
        await comments.add(session, "line", "flow.yaml", "tell", "About tell", "ben")
        await comments.add(session, "line", "subflows/identity.yaml", "pin", "About pin", "ben")
        new = rename(FILES, Renaming("step", "tell", "tell_it"))
        await drafts.save("line", {"flow.yaml": new["flow.yaml"]}, 1, "ann", "renamed")
        assert await comments.open_counts(session, "line", "flow.yaml") == {"tell_it": 1}
        moved = rename(new, Renaming("subflow", "identity", "who_it_is"))
        changes = {path: moved.get(path) for path in {**new, **moved}}
        await drafts.save("line", changes, 2, "ann", "renamed the part", renamings=[Renaming("subflow", "identity", "who_it_is")])
        assert await comments.open_counts(session, "line", "subflows/who_it_is.yaml") == {"pin": 1}
        await take_back(drafts, "line", "ann")
        await take_back(drafts, "line", "ann")
        assert await comments.open_counts(session, "line", "flow.yaml") == {"tell": 1}
        gone = FLOW.replace("    say: It is <bill.extra>.\n", "").replace("  tell:\n    next: more\n", "").replace("tell", "more")
        await drafts.save("line", {"flow.yaml": gone}, 5, "ann", "deleted")
    page = (await browser.get(f"{BASE}/comments")).text
    assert "The step is gone" in page and "About tell" in page and "graph?flow=identity#pin" in page
    assert "1 comment is open" not in page and (await browser.post(f"{AT}/1/resolve?then=page")).status_code == 303


async def test_who_else_is_there_is_told_while_they_are(browser, line, store, make_browser):
    ann = make_browser()
    await ann.sign_in("operator")
    assert "operator" not in (await browser.fragment(f"{BASE}/present", {"place": "graph", "step": "tell"})).text
    answer = await ann.fragment(f"{BASE}/present", {"place": "graph", "flow": "", "step": "<i>"})
    assert "boss · tell" in answer.text and "graph?flow=#tell" in answer.text
    assert 'data-who="boss" data-flow="" data-step="tell"' in answer.text
    assert json.loads(answer.headers["HX-Trigger"]) == {"draft-at": {"revision": 1}}
    assert "operator · &lt;i&gt;" in (await browser.fragment(f"{BASE}/present", {"place": "source"})).text
    assert "boss · Source" in (await ann.fragment(f"{BASE}/present", {"place": "graph"})).text
    async with store.session() as session:
        row = await session.get(Presence, ("line", "boss"))
        row.at = now() - timedelta(seconds=30)
        session.add(row)
    assert "boss" not in (await ann.fragment(f"{BASE}/present", {"place": "graph"})).text
    agent = make_browser()
    await agent.sign_in("agent")
    assert "operator" in (await agent.fragment(f"{BASE}/present", {"place": "graph"})).text
    assert "agent" not in (await ann.fragment(f"{BASE}/present", {"place": "graph"})).text, "whoever only looks is not named"
    assert (await ann.post("/packages/none/present", {"place": "x"})).status_code == 404
