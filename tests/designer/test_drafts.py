"""Drafts: saved whole or not at all, never over somebody else's words, within what a package may hold."""

import asyncio

import pytest

from designer.refusal import Refused
from designer.store.engine import Store
from designer.words import retold
from designer.workspace import checking, templates
from designer.workspace.drafts import Conflict, Drafts, Saved
from designer.workspace.package_files import to_text
from designer.workspace.undoing import take_back, takeable
from dsl.editing.renaming import Renaming
from tests.designer.browser import BLANK

INTENT = "help:\n  phrases:\n    - help me\n"


async def test_a_save_is_a_revision_with_its_author_and_the_text_byte_for_byte(store: Store, package):
    text = "# kept: comments, spaces  \nhelp:\n  phrases:\n    - help me   # and this\n"
    async with store.session() as session:
        drafts = Drafts(session)
        assert await drafts.save(package, {"intents.yaml": text}, 1, "ann", "wrote intents") == Saved(2)
    async with store.session() as session:
        drafts = Drafts(session)
        assert (await drafts.read(package)).files["intents.yaml"] == text
        assert [(row.number, row.by, row.what) for row in await drafts.history(package)] == [
            (2, "ann", "wrote intents"),
            (1, "", "created"),
        ]
        assert (await drafts.read_revision(package, 1)).files == BLANK


async def test_who_saves_from_an_old_revision_gets_a_conflict_and_nothing_is_lost(store: Store, package):
    async with store.session() as session:
        await Drafts(session).save(package, {"intents.yaml": INTENT}, 1, "ann", "")
    async with store.session() as session:
        outcome = await Drafts(session).save(package, {"slots.yaml": "a: {type: date, ask: When}\n"}, 1, "ben", "")
        assert isinstance(outcome, Conflict)
        assert (outcome.current.revision, outcome.current.files["intents.yaml"]) == (2, INTENT)
    async with store.session() as session:
        assert "slots.yaml" not in (await Drafts(session).read(package)).files


async def test_of_many_who_save_at_once_exactly_one_wins(store: Store, package):
    async def save(number: int) -> Saved | Conflict:
        async with store.session() as session:
            return await Drafts(session).save(package, {"intents.yaml": f"# {number}\n{INTENT}"}, 1, str(number), "")

    outcomes = await asyncio.gather(*(save(number) for number in range(12)))
    assert sum(isinstance(outcome, Saved) for outcome in outcomes) == 1
    winner = next(number for number, outcome in enumerate(outcomes) if isinstance(outcome, Saved))
    async with store.session() as session:
        draft = await Drafts(session).read(package)
        assert draft.revision == 2 and draft.files["intents.yaml"].startswith(f"# {winner}\n")
        assert len(await Drafts(session).history(package)) == 2


async def test_saving_what_is_there_makes_no_revision(store: Store, package):
    async with store.session() as session:
        assert await Drafts(session).save(package, {"flow.yaml": BLANK["flow.yaml"]}, 1, "ann", "") == Saved(1)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"intents.yaml": "x" * 1_000_001}, "file_too_large"),
        ({"intents.yaml": "好" * 333_334}, "file_too_large"),
        ({f"conversations/c{number}.yaml": "x" * 900_000 for number in range(9)}, "package_too_large"),
        ({f"conversations/c{number}.yaml": "" for number in range(500)}, "too_many_files"),
        ({"../flow.yaml": ""}, "file_name"),
        ({"/etc/passwd.yaml": ""}, "file_name"),
        ({"subflows/../../x.yaml": ""}, "file_name"),
        ({"subflows\\x.yaml": ""}, "file_name"),
        ({"notes.txt": ""}, "file_name"),
        ({".hidden.yaml": ""}, "file_name"),
        ({"flow.yaml": None}, "no_flow"),
        ({"intents.yaml": "half a pair: \ud83d"}, "not_utf8"),
    ],
)
async def test_what_a_package_may_not_hold_is_refused_and_nothing_of_it_is_kept(store: Store, package, changes, key):
    with pytest.raises(Refused, match=f"refusals.{key}$"):
        async with store.session() as session:
            await Drafts(session).save(package, {"slots.yaml": ""} | changes, 1, "ann", "")
    async with store.session() as session:
        draft = await Drafts(session).read(package)
        assert (draft.revision, draft.files) == (1, BLANK)


async def test_chinese_names_of_conversations_are_welcome(store: Store, package):
    async with store.session() as session:
        await Drafts(session).save(package, {"conversations/多扣费.yaml": ""}, 1, "ann", "")
        assert "conversations/多扣费.yaml" in (await Drafts(session).read(package)).files


async def test_a_name_that_was_deleted_can_be_used_again_and_its_history_stays(store: Store, package):
    async with store.session() as session:
        await Drafts(session).delete(package)
    async with store.session() as session:
        assert await Drafts(session).add(package, BLANK | {"intents.yaml": INTENT}, by="ben", what="again") == Saved(2)
    async with store.session() as session:
        assert [row.what for row in await Drafts(session).history(package)] == ["again", "created"]
        assert (await Drafts(session).read(package)).files["intents.yaml"] == INTENT


async def test_a_name_is_taken_once(store: Store, package):
    with pytest.raises(Refused, match="package_exists"):
        async with store.session() as session:
            await Drafts(session).add(package, BLANK, by="ben", what="again")


def test_bytes_that_are_no_utf8_are_named_with_their_place():
    with pytest.raises(Refused) as refusal:
        to_text("intents.yaml", "好".encode() + b"\xff\xfe")
    assert refusal.value.arguments == {"path": "intents.yaml", "offset": 3}


def test_line_ends_and_marks_of_other_systems_stay_as_they_are():
    assert to_text("a.yaml", b"\xef\xbb\xbfa: 1\r\nb: 2\r") == "\ufeffa: 1\r\nb: 2\r"


async def test_checking_the_same_content_twice_works_once(monkeypatch):
    asked = []

    def compute(files):
        asked.append(files)
        return len(asked)

    remembered = checking._Remembered(compute)
    answers = await asyncio.gather(*(remembered({"flow.yaml": "a"}) for _ in range(5)))
    assert answers == [1] * 5
    assert await remembered({"flow.yaml": "b"}) == 2
    assert await remembered({"flow.yaml": "a"}) == 1


@pytest.mark.parametrize("language", ["zh-CN", "en-US", "en-GB"])
async def test_the_blank_template_passes_its_checks_in_every_language(language):
    files = templates.fill("blank", "new_line", 'A "quoted" 标题: with \\ and #', language)
    compiled = await checking.compile_files(files)
    assert [finding.line() for finding in compiled.findings if finding.severity == "error"] == []
    assert compiled.bundle is not None
    assert (compiled.bundle.package, compiled.bundle.language) == ("new_line", language)
    assert compiled.bundle.title == 'A "quoted" 标题: with \\ and #'


async def test_every_shipped_flow_serves_as_a_template_and_brings_its_libraries(store: Store):
    for number, name in enumerate(templates.shipped()):
        async with store.session() as session:
            drafts = Drafts(session)
            await drafts.create(f"my_copy_{number}", "My copy", "en-US", name, by="")
            compiled = await drafts.compile(f"my_copy_{number}")
            assert set(await drafts.libraries()) <= set(templates.shipped_libraries())
        assert compiled.bundle is not None and compiled.bundle.package == f"my_copy_{number}"


@pytest.mark.parametrize("name", ["", "Upper", "1st", "a-b", "../x", "x" * 64, "话费"])
def test_names_that_make_no_address_are_refused(name):
    with pytest.raises(Refused, match="package_name"):
        templates.fill("blank", name, "A title", "en-US")


async def test_what_two_people_wrote_is_joined_and_a_broken_whole_is_still_a_draft(store: Store, package):
    async with store.session() as session:
        await Drafts(session).save(package, {"intents.yaml": INTENT}, 1, "ann", "")
    async with store.session() as session:
        drafts = Drafts(session)
        more = BLANK["flow.yaml"] + "topics: {no_such_intent: listen}\n"
        assert await drafts.join(package, {"flow.yaml": more}, 1, "ben", "") == Saved(3, joined=True)
    async with store.session() as session:
        drafts = Drafts(session)
        files = (await drafts.read(package)).files
        assert files["intents.yaml"] == INTENT and files["flow.yaml"] == more
        assert (await drafts.compile(package)).bundle is None  # it cannot be published


async def test_what_both_changed_is_named_and_chosen(store: Store, package):
    ann, ben = (INTENT.replace("help me", words) for words in ("help me please", "I need help"))
    async with store.session() as session:
        await Drafts(session).save(package, {"intents.yaml": INTENT}, 1, "ann", "")
        await Drafts(session).save(package, {"intents.yaml": ann}, 2, "ann", "")
    async with store.session() as session:
        outcome = await Drafts(session).join(package, {"intents.yaml": ben}, 2, "ben", "")
        assert isinstance(outcome, Conflict)
        (place,) = outcome.places
        assert (place.ours, place.theirs) == ("- I need help", "- help me please")
        await Drafts(session).join(package, {"intents.yaml": ben}, 2, "ben", "", {place.name: "ours"})
        assert (await Drafts(session).read(package)).files["intents.yaml"] == ben
        assert isinstance(await Drafts(session).join(package, {"intents.yaml": ann}, 99, "ben", ""), Conflict)


async def test_a_person_takes_back_their_own_changes_and_does_them_again(store: Store, package):
    texts = [f"help:\n  phrases:\n    - help me {number}\n" for number in range(3)]
    async with store.session() as session:
        drafts = Drafts(session)
        for number, text in enumerate(texts):
            await drafts.save(package, {"intents.yaml": text}, number + 1, "ann", f"wrote {number}")
        await drafts.save(package, {"slots.yaml": "when: {type: date, ask: When?}\n"}, 4, "ben", "a slot")
        for expected in (texts[1], texts[0]):
            await take_back(drafts, package, "ann")
            assert (await drafts.read(package)).files["intents.yaml"] == expected
        found = await takeable(drafts, package, "ann")
        assert (found.undo.what, found.redo.undoes) == ("wrote 0", 3)
        for expected in texts[1:]:
            await take_back(drafts, package, "ann", redo=True)
            assert (await drafts.read(package)).files["intents.yaml"] == expected
        with pytest.raises(Refused, match=r"canvas\.nothing_to_redo"):
            await take_back(drafts, package, "ann", redo=True)
        draft = await drafts.read(package)
        assert "slots.yaml" in draft.files and draft.revision == 9  # ben's stays, and nothing left the history
        assert [retold(row.what) for row in await drafts.history(package, 2)] == ["重做：wrote 2", "重做：wrote 1"]
        await take_back(drafts, package, "ben")
        assert "slots.yaml" not in (await drafts.read(package)).files
        with pytest.raises(Refused, match=r"canvas\.nothing_to_undo"):
            await take_back(drafts, package, "ben")
        assert (await takeable(drafts, package, "")).undo is None  # what the package began with is not taken back


async def test_taking_back_what_somebody_wrote_over_is_a_conflict(store: Store, package):
    async with store.session() as session:
        drafts = Drafts(session)
        await drafts.save(package, {"intents.yaml": INTENT}, 1, "ann", "mine")
        await drafts.save(package, {"intents.yaml": INTENT.replace("help me", "help us")}, 2, "ben", "theirs")
        assert isinstance(await take_back(drafts, package, "ann"), Conflict)


async def test_who_wrote_on_an_older_revision_follows_what_was_renamed_since(store: Store, package):
    """Renamed in one save and reworded in the next: from the content of the two ends nobody could tell."""
    one = "help:\n  phrases:\n    - help me\nprice:\n  phrases:\n    - the price\n"
    two = one.replace("help:", "assist:")
    three = two.replace("    - help me\n", "    - please assist me\n    - assistance\n")
    async with store.session() as session:
        for revision, text in enumerate((one, two, three), 1):
            await Drafts(session).save(package, {"intents.yaml": text}, revision, "ann", "")
    async with store.session() as session:
        kept = {row.number: row.renamings for row in await Drafts(session).history(package)}
        assert kept == {1: [], 2: [], 3: [{"kind": "intent", "old": "help", "new": "assist"}], 4: []}
    ben = one.replace("  phrases:\n    - help me\n", "  title: Help\n  phrases:\n    - help me\n")
    async with store.session() as session:
        assert await Drafts(session).join(package, {"intents.yaml": ben}, 2, "ben", "") == Saved(5, joined=True)
    async with store.session() as session:
        joined = (await Drafts(session).read(package)).files["intents.yaml"]
        assert joined == three.replace("assist:\n", "assist:\n  title: Help\n")


async def test_what_somebody_recorded_as_a_rename_is_joined_as_one(store: Store, package):
    one = "help:\n  phrases:\n    - help me\n"
    ann = one.replace("- help me", "- help me now")
    ben = "assist:\n  phrases:\n    - assist me\n    - help me\n"
    async with store.session() as session:
        await Drafts(session).save(package, {"intents.yaml": one}, 1, "ann", "")
        await Drafts(session).save(package, {"intents.yaml": ann}, 2, "ann", "")
    record = Renaming("intent", "help", "assist")
    async with store.session() as session:
        outcome = await Drafts(session).join(package, {"intents.yaml": ben}, 2, "ben", "", renamings=[record])
        assert outcome == Saved(4, joined=True)
        assert (await Drafts(session).history(package))[0].renamings == [{"kind": "intent", "old": "help", "new": "assist"}]
    async with store.session() as session:
        joined = (await Drafts(session).read(package)).files["intents.yaml"]
        assert joined == "assist:\n  phrases:\n    - assist me\n    - help me now\n"
