"""Keeping what a try-out showed: the talk as a test, and the caller's words as a phrase of what they meant."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct, structs
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.learning import teaching
from designer.learning.teaching import Lesson
from designer.pages.access import may
from designer.pages.screen import person
from designer.refusal import Refused
from designer.words import language, t, told
from designer.workspace import checking, talks
from designer.workspace.drafts import Conflict, Drafts
from designer.workspace.talks import Talk
from dsl.editing import EditError

LONGEST_NAME = 60


class Kept(Struct, frozen=True):
    """Where it stands now, and that it does, in a sentence."""

    address: str
    sentence: str


class Meant(Struct, frozen=True):
    text: str
    intent: str


@post("/packages/{package:str}/tryout/test", guards=[may("edit")], status_code=200)
async def keep_talk(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], data: JSONBody[Talk]
) -> Response[Kept]:
    drafts = Drafts(session)
    draft = await drafts.read(package)
    name = " ".join(data.name.split())[:LONGEST_NAME] or t("tryout.test_name")
    talk = structs.replace(data, name=name)
    try:
        text = talks.appended(draft.files.get(talks.FILE, ""), talk)
    except EditError as error:
        raise Refused("editor.cannot_edit", 422) from error
    await _refuse_new_errors(draft.whole, {talks.FILE: text}, "tryout.test_wrong")
    checked = await checking.check(draft.whole | {talks.FILE: text})
    await _save(drafts, package, {talks.FILE: text}, draft.revision, person(request).name, told("tests.what_added", name=name))
    number = len(checked.package.conversations["tryout"]) - 1 if checked.package else 0
    return Response(Kept(f"/packages/{package}/tests/tryout/{number}", t("tryout.test_kept", name=name)))


@post("/packages/{package:str}/tryout/phrase", guards=[may("edit")], status_code=200)
async def keep_phrase(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], data: JSONBody[Meant]
) -> Response[Kept]:
    """Personal values are replaced by typed blanks first, as they are when a question is taught."""
    drafts = Drafts(session)
    draft = await drafts.read(package)
    phrase = teaching.phrase(data.text.strip(), draft.files, draft.language)
    proposal = teaching.propose(draft.files, Lesson(how="intent", phrase=phrase, intent=data.intent))
    await _refuse_new_errors(draft.whole, proposal.changes, "tryout.phrase_wrong")
    what = told("tryout.what_taught", name=data.intent)
    await _save(drafts, package, proposal.changes, draft.revision, person(request).name, what)
    return Response(Kept(f"/packages/{package}/intents/{data.intent}", t("tryout.phrase_kept", phrase=phrase)))


async def _refuse_new_errors(files: dict[str, str], changes: dict[str, str], key: str) -> None:
    """What would make the draft wrong is not kept; the first new error says why."""
    known = {one.sentence(language()) for one in (await checking.check(files)).findings if one.severity == "error"}
    for one in (await checking.check(files | changes)).findings:
        if one.severity == "error" and one.sentence(language()) not in known:
            raise Refused(key, sentence=one.sentence(language()))


async def _save(drafts: Drafts, package: str, changes: dict[str, str], revision: int, by: str, what: str) -> None:
    outcome = await drafts.join(package, changes, revision, by, what)
    if isinstance(outcome, Conflict):
        raise Refused("source.changed_meanwhile", 409)


HANDLERS = [keep_talk, keep_phrase]
