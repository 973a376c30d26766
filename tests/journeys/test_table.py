"""The table: narrowed, edited in its cell, taken to a spreadsheet, changed there, and taken over; and pairs."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from jobtwinning.core.browser import browser_path
from tests.journeys.server import Site
from tests.journeys.walker import Walker
from tests.journeys.ways import walked

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium on this machine"),
]
NOTE = {"nl": "Notitie", "en": "Note"}


@walked()
def test_a_table_goes_to_a_spreadsheet_and_comes_back(
    language: str, size: tuple[int, int], site: Site, browser: Browser
) -> None:
    slug = f"tabel-{language}-{size[0]}"
    coordinator = Walker(site, browser, f"coordinator@{slug}.example", language, size)
    begin(site, slug, coordinator)
    coordinator.sign_in()
    page = coordinator.page
    table = "/en/coordinator/{}/table/deelnemers/" if language == "en" else "/coordinator/{}/tabel/deelnemers/"
    page.goto(site.url + table.format(slug))
    coordinator.check_page()

    page.locator('[name="f-organisation"]').fill("brug")  # narrowed to one of the two
    page.locator('[name="f-organisation"]').press("Enter")
    page.wait_for_url("**f-organisation=brug**")
    assert page.locator("tbody th").all_inner_texts() == ["Vos"]

    page.locator("a[href*='cel=phone']").focus()  # in the cell, by the keyboard
    page.keyboard.press("Enter")
    page.locator(".cell-form [name=phone]").wait_for()
    page.keyboard.type("+31 6 555")
    page.keyboard.press("Enter")
    page.locator("td.can-edit a:text('+31 6 555')").wait_for()
    page.locator("td.can-edit a:focus", has_text="+31 6 555").wait_for()
    assert "cel=" not in page.url  # the address is still that of the table

    with page.expect_download() as waiting:
        page.locator("main .page-head .btn:not(.btn-line)").click()
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 2
    sheet.cell(2, header.index(NOTE[language]) + 1, "Belt dinsdag terug")
    target = io.BytesIO()
    book.save(target)

    page.locator("main .page-head .btn-line").last.click()
    page.wait_for_load_state()
    coordinator.check_page()
    changed = site.folder / f"{slug}.xlsx"
    changed.write_bytes(target.getvalue())
    page.set_input_files("main input[type=file]", changed)
    page.locator("main form button[type=submit]").first.click()
    page.locator("table.differences").wait_for()
    coordinator.check_page()
    assert page.locator("table.differences ins").all_inner_texts() == ["Belt dinsdag terug"]
    page.locator("main form .btn:not(.btn-quiet)").first.click()
    page.locator("td.can-edit a:text('Belt dinsdag terug')").wait_for()
    coordinator.check_page()

    page.locator(".table-tools a[href*='/koppels/']").click()  # the same table, of pairs
    page.locator("a[href*='cel=note']").focus()
    coordinator.check_page()
    page.keyboard.press("Enter")
    page.locator(".cell-form [name=note]").fill("Samen naar de open dag")
    page.locator(".cell-form button[type=submit]").click()
    page.locator("td.can-edit a:text('Samen naar de open dag')").wait_for()
    page.locator("tbody th a").click()
    page.locator("th:has-text('Imke Vos')").wait_for()


def begin(site: Site, slug: str, coordinator: Walker) -> None:
    """A programme of two people, who are a pair."""
    today = timezone.localdate()
    dates = [f"--starts={today}", f"--ends={today + timedelta(weeks=13)}"]
    region = [f"--region={slug}:{slug}:north", f"--coordinator={coordinator.address}"]
    programme = ["create_programme", slug, f"--name={slug}", "--organiser=Regiobureau", *region, *dates]
    rows = [
        f"Imke;Vos;imke@{slug}.example;docent;De Brug;docent",
        f"Bram;Kok;bram@{slug}.example;niet-docent;De Werf;planner",
    ]
    file = site.folder / f"{slug}.csv"
    file.write_text("\n".join(["given_name;surname;email;side;organisation;function", *rows]))
    lines = [
        "from django.core.management import call_command",
        f"call_command(*{programme})",
        f"call_command('import_participants', {slug!r}, {str(file)!r})",
        "from jobtwinning.pairs.models import Pair, Seat",
        "from jobtwinning.programmes.models import Participation",
        f"both = Participation.objects.filter(programme__slug={slug!r})",
        "pair = Pair.objects.create(programme=both[0].programme, region=both[0].region, state='trial')",
        "[Seat.objects.create(pair=pair, participation=one, person=one.person, side=one.side) for one in both]",
    ]
    site.manage("shell", "-v0", "-c", "; ".join(lines))
