"""The editor's forms in a browser, by keyboard: lines, paste, problems at their fields, two editors, nothing lost."""

import re

from tests.dsl.test_recordings import wave
from tests.ui.reading import both_languages, source_of, words_of

pytestmark = both_languages


def values(page, name: str) -> list[str]:
    return [field.input_value() for field in page.locator(f".lines [name={name}]").all()]


def test_a_phrase_is_added_by_keyboard_and_saved(page, flow):
    page.goto(f"{flow}/intents/check_balance")
    last = page.locator(".lines [name=phrases]").last
    last.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("卡里还有几块钱")
    page.keyboard.press("Control+s")
    page.locator(".saved").wait_for()
    page.locator(".saved summary").press("Enter")
    assert page.locator(".saved ins").inner_text().strip() == "- 卡里还有几块钱"
    assert values(page, "phrases")[-1] == "卡里还有几块钱"
    assert "- 卡里还有几块钱\n" in source_of(page, flow, "intents.yaml")


def test_lines_move_and_go_and_the_focus_stays_near(page, flow):
    page.goto(f"{flow}/intents/check_balance")
    before = values(page, "phrases")
    page.locator(".lines [name=phrases]").nth(2).focus()
    page.keyboard.press("Alt+ArrowUp")
    assert values(page, "phrases")[1] == before[2]
    assert page.evaluate("document.activeElement.value") == before[2]
    page.locator(".line-row").nth(0).locator("[data-remove]").press("Enter")
    assert values(page, "phrases") == [before[2], before[1], *before[3:]]
    assert page.evaluate("document.activeElement.value") == before[2]


def test_a_column_of_a_spreadsheet_becomes_lines(page, flow):
    page.goto(f"{flow}/answers/pay_bill")
    page.locator("[data-add]").first.click()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "one way to ask\\nanother way\\r\\n\\nthe third");
            const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(paste);
        }"""
    )
    assert values(page, "questions")[-3:] == ["one way to ask", "another way", "the third"]


def test_a_problem_stands_at_its_field_and_is_gone_when_mended(page, flow):
    page.goto(f"{flow}/intents/check_balance")
    first = page.locator(".lines [name=phrases]").first
    good = first.input_value()
    first.fill("(没有关上的括号")
    page.locator("#save").press("Enter")
    page.locator(".line-row .problem-error").wait_for()
    assert page.locator(".lines [name=phrases]").first.get_attribute("aria-invalid") == "true"
    assert page.locator(".roll [aria-current] .badge-bad").count() == 1
    page.locator(".lines [name=phrases]").first.fill(good)
    page.locator("#save").press("Enter")
    page.locator(".line-row .problem-error").wait_for(state="detached")


def test_two_who_edit_the_same_see_it_and_both_texts_are_there(sit, page, flow):
    other = sit().page
    for one in (page, other):
        one.goto(f"{flow}/answers/pay_bill")
    other.locator("#say").fill("Theirs.")
    other.locator("#save").click()
    other.locator(".saved").wait_for()
    page.locator("#say").fill("Mine.")
    page.locator("#save").click()
    page.get_by_text(words_of(page, "editor.conflict")).wait_for()
    assert "Theirs." in page.locator(".notice").inner_text()
    assert page.locator("#say").input_value() == "Mine."
    page.locator("#save").click()
    page.locator(".saved").wait_for()
    assert "say: Mine." in source_of(page, flow, "answers.yaml")


def test_the_kind_of_a_slot_shows_what_belongs_to_it(page, flow):
    page.goto(f"{flow}/slots/month")
    assert page.locator("[name=grain]").is_visible() and not page.locator("[name=argument]").is_visible()
    page.locator("[name=kind]").select_option("digits")
    assert page.locator("[name=argument]").is_visible() and not page.locator("[name=grain]").is_visible()


def test_a_rule_is_built_from_menus_moved_and_deleted(page, flow):
    page.goto(f"{flow}/escalation")
    rule = page.locator(".rule").nth(1)
    rule.locator("[data-add-part]").press("Enter")
    rule.locator("[name='when.joiner']").select_option("and")
    rule.locator("[name='when.subject']").nth(1).select_option("turns")
    rule.locator("[name='when.value']").nth(1).fill("6")
    rule.locator(".form-foot [type=submit]").press("Enter")
    page.locator(".saved").wait_for()
    page.locator(".rule").nth(1).locator("button", has_text=words_of(page, "editor.move_up")).press("Enter")
    page.locator(".rule").first.locator("[name='when.value'][value='6']").wait_for()
    assert "- when: stumbles >= 3 and turns >= 6\n" in source_of(page, flow, "escalation.yaml")
    page.goto(f"{flow}/escalation")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".rule").nth(1).locator("button", has_text=words_of(page, "editor.delete")).press("Enter")
    page.locator(".rule").nth(1).wait_for(state="detached")
    assert source_of(page, flow, "escalation.yaml").count("- when:") == 1


def test_a_condition_compares_two_things_and_keeps_what_menus_cannot_write(page, flow):
    page.goto(f"{flow}/escalation")
    rule = page.locator(".rule").nth(1)
    rule.locator("[name='when.subject']").select_option("amount")
    rule.locator("[name='when.comparison']").select_option("about")
    rule.locator("[name='when.against']").select_option("name")
    rule.locator("select[name='when.value']").select_option("bill.extra")
    rule.locator(".form-foot [type=submit]").press("Enter")
    page.locator(".saved").wait_for()
    chosen = page.locator(".rule").nth(1).locator("select[name='when.value']")
    assert chosen.input_value() == "bill.extra"
    written = page.locator(".rule").nth(1).locator("[name='when.text']")
    assert written.input_value() == "about(amount, bill.extra)"
    page.locator(".rule").nth(1).locator("[data-mode=written] summary").press("Enter")
    written.fill("turns + 1 > 3 and anger >= 0.5")
    page.locator(".rule").nth(1).locator(".form-foot [type=submit]").press("Enter")
    page.locator(".rule").nth(1).locator("[data-mode=built]").wait_for(state="detached")
    assert written.input_value() == "turns + 1 > 3 and anger >= 0.5" and written.is_visible()
    assert "- when: turns + 1 > 3 and anger >= 0.5\n" in source_of(page, flow, "escalation.yaml")


def test_a_recording_is_sent_refused_recorded_here_and_deleted(page, flow, tmp_path):
    for name, data in (("good.wav", wave()), ("quiet.wav", wave(loud=0))):
        (tmp_path / name).write_bytes(data)
    page.goto(f"{flow}/answers/pay_bill")
    page.locator("[data-recordings]").first.click()
    page.wait_for_url("**/recordings?find=*")
    row = page.locator(".recording")
    row.locator("input[type=file]").set_input_files(tmp_path / "quiet.wav")
    row.locator(".problem-error").wait_for()
    row.locator("input[type=file]").set_input_files(tmp_path / "good.wav")
    row.locator("[data-play]").wait_for()
    assert row.count() == 1 and row.locator(".problem-error").count() == 0
    row.locator("[data-record]").press("Enter")
    page.locator("[data-clock]", has_text=re.compile("1[.][5-9]|[2-9][.]")).wait_for()
    page.locator("[data-stop]").press("Enter")
    page.locator("[data-use]").press("Enter")
    page.locator("#recorder").wait_for(state="hidden")
    page.locator(".recording", has_text="0.5").wait_for(state="detached")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".recording form[hx-confirm] button").press("Enter")
    page.locator(".recording [data-play]").wait_for(state="detached")


def test_many_recordings_are_sent_at_once_and_taken_back(page, flow, tmp_path):
    for name, data in (("1.wav", wave()), ("2.wav", wave(loud=0)), ("nothing like it.wav", wave())):
        (tmp_path / name).write_bytes(data)
    page.goto(f"{flow}/recordings")
    page.locator("[data-many]").press("Enter")
    page.locator("#many input[type=file]:not([webkitdirectory])").set_input_files(list(tmp_path.glob("*.wav")))
    page.locator("#report").wait_for()
    assert not page.locator("#many").is_visible()
    assert page.evaluate("document.activeElement.id") == "report"
    told = page.locator("#report summary").all_inner_texts()
    assert [words.strip() for words in told] == [
        words_of(page, f"recordings.report_{group}", count=1) for group in ("refused", "unmatched", "taken")
    ]
    page.locator("#report [hx-post]").press("Enter")
    page.locator("#report").wait_for(state="detached")
    assert page.locator(".recording [data-play]").count() == 0


def test_enter_in_a_rule_saves_it(page, flow):
    page.goto(f"{flow}/escalation")
    skill = page.locator(".rule").nth(1).locator("[name=skill]")
    skill.fill("disputes")
    skill.press("Enter")
    page.locator(".rule").nth(1).locator(".saved").wait_for()
    assert "skill: disputes" in source_of(page, flow, "escalation.yaml").splitlines()[-1]


def test_moving_a_rule_asks_before_it_drops_unsaved_words(page, flow):
    page.goto(f"{flow}/escalation")
    page.locator(".rule").first.locator("[name=skill]").fill("half_a_thought")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator(".rule").nth(1).locator("button", has_text=words_of(page, "editor.move_up")).press("Enter")
    page.wait_for_timeout(200)
    assert asked == ["confirm"]
    assert page.locator(".rule").first.locator("[name=skill]").input_value() == "half_a_thought"
    page.locator(".rule").first.locator(".form-foot [type=submit]").press("Enter")
    page.locator(".saved").wait_for()
    page.locator(".rule").nth(1).locator("button", has_text=words_of(page, "editor.move_up")).press("Enter")
    page.locator(".rule").nth(1).locator("[name=skill][value=half_a_thought]").wait_for()
    assert asked == ["confirm"]


def test_something_new_is_made_renamed_and_deleted_by_keyboard(page, flow):
    page.goto(f"{flow}/intents")
    page.locator("[data-open='#new']").press("Enter")
    page.keyboard.type("投诉营业厅")
    page.keyboard.press("Enter")
    page.wait_for_url("**/intents/tou_su_ying_ye_ting")
    page.locator("[data-add]").first.press("Enter")
    page.keyboard.type("我要投诉营业厅")  # not saved yet: it is, before the name changes
    page.locator("[data-rename]").press("Enter")
    page.locator("#rename-told .problem-places, #rename-told p:not(.quiet)").first.wait_for()
    page.keyboard.type("fee_dispute")
    page.locator("[data-refused]").wait_for()
    assert page.locator("#rename-new").get_attribute("aria-invalid") is not None
    page.locator("#rename-new").fill("投诉门店")
    page.keyboard.press("Enter")
    page.wait_for_url("**/intents/%E6%8A%95%E8%AF%89%E9%97%A8%E5%BA%97")
    assert values(page, "phrases")[-1] == "我要投诉营业厅"
    page.locator(".toast button", has_text=words_of(page, "editor.undo")).press("Enter")
    page.wait_for_url("**/intents")
    page.goto(f"{flow}/intents/tou_su_ying_ye_ting")
    page.locator("[data-open='#delete']").press("Enter")
    page.locator("#delete button[type=submit]").press("Enter")
    page.wait_for_url("**/intents")
    assert "投诉营业厅" not in page.locator(".roll").inner_text()


def test_leaving_with_unsaved_words_asks_first(page, flow):
    page.goto(f"{flow}/answers/pay_bill")
    page.locator("#say").fill("Half a thought")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("nav.side a", has_text=words_of(page, "layout.place_graph")).click()
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert page.locator("#say").input_value() == "Half a thought"
    page.locator("#save").click()
    page.locator(".saved").wait_for()
    page.locator("nav.side a", has_text=words_of(page, "layout.place_graph")).click()
    page.wait_for_url("**/graph")
    assert asked == ["beforeunload"]
