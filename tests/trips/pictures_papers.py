"""Pictures of printed papers at the size of their print, of the page that prints them, and of the public check behind their codes."""

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page

from tests.trips.album import Album
from tests.trips.conftest import BASE, Office
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row
from yitang.platform.documents.public import DocumentRow
from yitang.portals.frame.sheets import drawn
from yitang.processes.cases.public import Seen, give_notice, issue, review
from yitang.processes.cases.tests.test_mortgage_case import accept, second
from yitang.processes.papers.public import print_copy, print_paper
from yitang.processes.payments.public import take_cash
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.public import call_next, finish, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import at, kiosk

pytestmark = pytest.mark.timeout(400)
MM = 96 / 25.4  # CSS pixels of a millimetre


def printed(page: Page, album: Album, paper: DocumentRow, n: int, width: int, height: int) -> None:
    """The paper by itself, as print media draws it."""
    page.set_viewport_size({"width": round(width * MM), "height": round(height * MM)})
    page.emulate_media(media="print")
    page.goto(f"{BASE}/window/paper/{paper.id}/{n}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{paper.kind}: wider than its paper"
    if paper.kind not in ("cover", "notice", "not_accepted"):
        assert page.evaluate("document.body.scrollHeight <= innerHeight + 2"), f"{paper.kind}: longer than its paper"
    album.take(page, f"print-{paper.kind}{'-copy' if n else ''}")
    page.emulate_media(media="screen")


def made(city: dict[str, Any]) -> tuple[Viewer, list[tuple[DocumentRow, int, int]], UUID]:
    """One of each kind: a renewal from the slip to the cover, its notices, a mortgage and a refused one."""
    desk, a4 = unpaid(city), (210, 297)
    li = desk["clerk"]
    found = [(print_paper(li, "acceptance", desk["case"], drawn), *a4)]
    for who, kind in (("soldier", "notice"), ("suspended", "not_accepted")):
        seen = Seen(identity_shown=False) if kind == "notice" else Seen()
        found.append((print_paper(li, kind, give_notice(li, "DRV-RENEW", city["cast"][who].number, seen), drawn), *a4))
    take_cash(li, desk["case"], 1000)
    issue(li, desk["case"])
    found += [(print_paper(li, "driving_licence", desk["case"], drawn), 88, 60), (print_paper(li, "cover", desk["case"], drawn), *a4)]
    finish(li, at(li))
    for decision in ("refuse", "grant"):
        issue_ticket(kiosk(city), city["hall"], ("VEH-MORTGAGE",), "kiosk")
        call_next(li, at(li))
        start_serving(li, at(li))
        case = accept({**city, "clerk": li}, "mortgage")
        review(second(city), case.id, decision, "合同和登记的车辆不一致 R164 Art.31")
        if decision == "grant":
            issue(li, case.id)
            found.append((print_paper(li, "certificate", case.id, drawn), 130, 187))
        else:
            found.append((print_paper(li, "refusal", case.id, drawn), *a4))
        finish(li, at(li))
    return li, found, desk["case"]


def test_pictures_of_papers(office: Office) -> None:
    album = Album("papers")
    li, papers, case = made(office.city)
    print_copy(li, papers[0][0].id, "群众遗失")
    clerk, chief = office.page(), office.page()
    office.sign_in(clerk, "c03", window=3)
    office.sign_in(chief, "chief")
    for paper, width, height in papers:
        printed(clerk, album, paper, 0, width, height)
    printed(clerk, album, papers[0][0], 1, 210, 297)
    for width, height in ((320, 740), (1366, 768), (1920, 1080)):
        clerk.set_viewport_size({"width": width, "height": height})
        clerk.goto(f"{BASE}/window/paper/{papers[0][0].id}")
        clerk.wait_for_selector("[data-print-sheet]")
        assert clerk.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scroll"
        album.take(clerk, f"desk-paper-{width}", full=width == 320)
    clerk.goto(f"{BASE}/window/case/{case}")
    album.take(clerk, "desk-case-papers")
    chief.goto(f"{BASE}/window/paper/{papers[0][0].id}")
    chief.click("summary")
    chief.click(".withdraw button")
    chief.wait_for_selector("[role=alert]")
    assert chief.locator("#copy_reason").input_value() == "", "the other form is as it was"
    assert chief.locator("details[open] #revoke_reason").count() == 1
    album.take(chief, "desk-paper-refused", "error")
    phone = office.page(phone=True, width=320)
    phone.goto(f"{BASE}/d/{papers[0][0].statement}")
    album.take(phone, "phone-paper-valid", full=True)
    execute(
        "INSERT INTO documents_revocation (id, document_id, reason, account_id, at, log_id) "
        "SELECT id, id, '印错了', account_id, made_at, id FROM documents_document WHERE kind = 'acceptance'"
    )
    phone.goto(f"{BASE}/d/{papers[0][0].statement}")
    album.take(phone, "phone-paper-revoked", "error", full=True)
    phone.goto(f"{BASE}/d/a.b.c")
    album.take(phone, "phone-paper-forged", "error", full=True)
    assert row("SELECT count(*) AS n FROM documents_document") == {"n": len(papers)}
    assert not office.faults
    album.close()
