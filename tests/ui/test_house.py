"""The house's own pages: an invitation from hand to hand, words reviewed and replaced, a zip that comes back."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from designer.workspace import archive
from tests.ui.reading import both_languages, words_of
from tests.ui.test_screens import assert_nothing_in_the_way, keep_picture

pytestmark = [pytest.mark.timeout(180), both_languages]


@pytest.fixture
def line(page: Page, language: str) -> str:
    """A flow that no other test speaks of."""
    page.goto("/flows/new?template=blank")
    page.locator("[name=title]").fill(f"House words {language}")
    page.locator("main form summary").click()
    page.locator("main [name=language]").select_option("en-GB")
    page.get_by_role("button", name=words_of(page, "flows.create")).click()
    page.wait_for_url("**/packages/house_words*")
    return urlsplit(page.url).path


def test_somebody_comes_in_by_an_invitation_and_sees_what_their_role_lets_them(
    page: Page, language: str, chromium: Browser, designer
):
    page.goto("/settings/accounts")
    page.get_by_label(words_of(page, "sign_in.name")).fill(f"wang.{language}")
    page.locator("#new-role").select_option("auditor")
    page.get_by_role("button", name=words_of(page, "accounts.invite")).click()
    link = page.locator("#told").inner_text()
    context = chromium.new_context(base_url=designer.address, locale={"en": "en-US", "zh": "zh-CN"}[language])
    guest = context.new_page()
    guest.goto(link)
    assert_nothing_in_the_way(guest)
    keep_picture(guest, f"invitation-{language}-light")
    guest.locator("[name=new]").fill("a-password-of-her-own")
    guest.locator("[name=again]").fill("a-password-of-her-own")
    guest.get_by_role("button", name=words_of(guest, "accounts.accept")).click()
    guest.wait_for_url("**/today")
    guest.goto("/settings/audit")
    guest.get_by_role("button", name=words_of(guest, "audit.verify")).click()
    expect(guest.locator("#proof")).to_contain_text(words_of(guest, "audit.chain_whole").partition("}")[2])
    guest.goto("/packages/phone_bill/wording?words=您")
    expect(guest.get_by_role("button", name=words_of(guest, "wording.replace"))).to_have_count(0)
    guest.goto(link)
    expect(guest.locator("body")).to_contain_text(words_of(guest, "refusals.invitation_gone"))
    context.close()


def test_words_are_reviewed_in_a_spreadsheet_and_replaced_where_ticked(page: Page, line: str, tmp_path):
    page.goto(f"{line}/wording")
    with page.expect_download() as download:
        page.get_by_role("link", name=words_of(page, "wording.take_csv")).click()
    file = tmp_path / "review.csv"
    file.write_bytes(download.value.path().read_bytes().replace(b"Goodbye.", b"Goodbye and thank you."))
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name=words_of(page, "wording.upload")).click()
    expect(page.locator(".states")).to_contain_text(words_of(page, "wording.count_changed", count=1))
    assert_nothing_in_the_way(page)
    page.get_by_role("button", name=words_of(page, "wording.take_rows")).click()
    expect(page.locator("#toasts")).to_contain_text(words_of(page, "wording.imported"))
    page.get_by_label(words_of(page, "wording.find")).first.fill("goodbye")
    page.get_by_label(words_of(page, "wording.instead")).fill("Bye")
    page.get_by_role("search").get_by_role("button", name=words_of(page, "wording.search")).click()
    expect(page.locator(".hits ins").first).to_have_text("Bye")
    for hit in page.locator(".hit").filter(has_not_text="and thank you").get_by_role("checkbox").all():
        hit.uncheck()
    page.get_by_role("button", name=words_of(page, "wording.replace")).click()
    expect(page.locator("#toasts")).to_contain_text(words_of(page, "wording.replaced"))
    page.goto(f"{line}/wording?words=Bye+and+thank+you")
    expect(page.get_by_role("heading", name=words_of(page, "wording.found", count=1, texts=1))).to_be_visible()


def test_a_zip_that_comes_back_is_shown_before_it_is_taken(page: Page, language: str, line: str, tmp_path):
    page.goto("/")
    with page.expect_download() as download:
        page.locator(f"a[href='{line}/export']").click()
    data = download.value.path().read_bytes()
    files = archive.unpack(data)
    changed = files | {"flow.yaml": files["flow.yaml"].replace("House words", "Words of the house")}
    file = tmp_path / "back.zip"
    file.write_bytes(archive.pack(line.rpartition("/")[2], changed, archive.revisions_in(data)))
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name=words_of(page, "flows.upload"), exact=True).click()
    expect(page.locator("main")).to_contain_text(words_of(page, "arriving.state_changed"))
    assert_nothing_in_the_way(page)
    page.get_by_role("button", name=words_of(page, "arriving.take")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Words of the house {language}")
