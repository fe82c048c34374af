"""How many statements each page costs: a committed baseline. A list stays at 12 or below, a dossier at 20 or below.

A count that changes is a decision: change the number here in the same commit and say why. Counts are taken warm, as a second visitor
has them: what changes rarely (policy, catalogue, windows) is kept by the process. The viewer's session is among them.
"""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.trials.people import Sender, staff
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.changes.public import Wanted, ask_change
from yitang.platform.database.public import row
from yitang.platform.identity.public import anonymous, make_account
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import asked, of
from yitang.platform.policy import queries as policy
from yitang.platform.uploads.tests.factories import decoded
from yitang.portals.frame.sheets import drawn, forms_drawn
from yitang.processes.cases.public import Seen, accept_case, ask_refund, ask_waiver, drop_waiver, issue, review
from yitang.processes.erasure.tests.factories import waits_to_be_erased
from yitang.processes.guidance.public import Asked, add_photo, ask_first, precheck
from yitang.processes.outages import queries as outages
from yitang.processes.outages.public import forms, print_forms
from yitang.processes.outages.tests.test_outages import chief
from yitang.processes.papers.public import print_paper
from yitang.processes.payments.public import print_receipt, take_cash
from yitang.processes.queue import snapshot
from yitang.processes.queue.public import call_next, finish, issue_ticket, open_window, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, guide, kiosk
from yitang.processes.requests.public import ask
from yitang.registers.people.public import id_of_number

LIST, DOSSIER = 12, 20
# Written or read once in so many seconds, whatever the page: that a session was seen; and the shared clock.
OF_NO_PAGE = ("UPDATE identity_session SET seen_at",)
# A case that one of the staff opens asks for its parties and whether each was seen today; its page also how much of the budget is left.
# Of the head of the office: one more that says which windows are locked, three of money that waits for a second person, and two for what is
# due, the calendar and whose bill is settled.
# Of a case: one more for whether it was ever suspended.
# page -> (who asks, how much it may cost at most, what it costs)
BASELINE = {
    "/window/": ("clerk", DOSSIER, 20), "/window/head": ("clerk", DOSSIER, 12), "/window/line": ("clerk", DOSSIER, 7),
    "/window/own-proof": ("clerk", LIST, 3), "/window/case/{case}": ("clerk", DOSSIER, 20), "/window/paper/{paper}": ("clerk", LIST, 6),
    "/window/forms": ("clerk", LIST, 4), "/window/forms/{form}": ("clerk", LIST, 5),
    "/chief/paper": ("chief", LIST, 6), "/chief/paper/{batch}": ("chief", LIST, 5),
    "/window/proof/{row}": ("clerk", DOSSIER, 3),
    "/window/case/{case}/papers": ("clerk", LIST, 6),
    "/window/review": ("reviewer", LIST, 4), "/window/review/list": ("reviewer", LIST, 2), "/window/review/{case}": ("reviewer", DOSSIER, 18),
    "/guide/": ("guide", LIST, 9), "/guide/now": ("guide", LIST, 6), "/guide/b/DRV-RENEW": ("guide", LIST, 9), "/guide/asked": ("guide", LIST, 11),
    "/guide/asked/{inquiry}": ("guide", DOSSIER, 11), "/chief/green": ("chief", LIST, 5), "/chief/asked": ("chief", LIST, 4),
    "/guide/check/{precheck}": ("guide", DOSSIER, 14),
    "/guide/ticket": ("guide", LIST, 9), "/order": ("phone", LIST, 6), "/check/{own}/papers": ("phone", LIST, 4),
    "/chief/": ("chief", DOSSIER, 20), "/chief/figures": ("chief", DOSSIER, 20),
    "/window/exports": ("chief", LIST, 3),
    "/window/requests": ("reviewer", LIST, 3), "/window/requests?over=1": ("reviewer", LIST, 3), "/window/requests/{request}": ("reviewer", DOSSIER, 5),
    "/me/data": ("citizen", LIST, 5), "/me/data/{request}": ("citizen", LIST, 5),
    "/chief/rows/served": ("chief", LIST, 3), "/chief/rows/overdue": ("chief", LIST, 3), "/chief/windows": ("chief", LIST, 6),
    "/chief/cases": ("chief", LIST, 3), "/chief/due": ("chief", LIST, 7), "/window/corrections": ("clerk", LIST, 8),
    "/window/due": ("clerk", LIST, 7), "/window/due/list": ("clerk", LIST, 5),
    "/window/case/{case}/investigation": ("clerk", DOSSIER, 15), "/chief/ratings": ("chief", LIST, 4),
    # Money: a list is what waits in the office and, for a second person, the tills to accept.
    "/window/money": ("reviewer", LIST, 7), "/window/drawer": ("clerk", LIST, 10), "/window/case/{case}/money": ("clerk", DOSSIER, 11),
    "/window/case/{case}/receipt/1": ("clerk", DOSSIER, 11), "/window/money/waiver/{waiver}": ("reviewer", DOSSIER, 12),
    "/window/money/refund/{refund}": ("reviewer", DOSSIER, 12), "/window/till/{till}": ("chief", DOSSIER, 11), "/chief/money": ("chief", LIST, 12),
    "/chief/overpaid": ("chief", LIST, 3), "/chief/devices": ("chief", LIST, 5), "/chief/erasures": ("chief", LIST, 6), "/me": ("clerk", LIST, 8),
    "/chief/looks": ("chief", LIST, 4),
    "/me/keys": ("clerk", LIST, 4), "/me/recovery": ("clerk", LIST, 4), "/me/password": ("clerk", LIST, 4), "/me/phone": ("clerk", LIST, 4),
    "/sign-in": ("nobody", LIST, 4),
    "/all": ("phone", LIST, 1),
    "/admin/": ("system", LIST, 5), "/admin/new": ("system", LIST, 1), "/admin/account/{account}": ("system", DOSSIER, 6),
    "/admin/retention": ("system", DOSSIER, 14),
    "/admin/waiting": ("security", LIST, 4), "/admin/grants": ("audit", LIST, 5), "/admin/grants/{grant}": ("audit", DOSSIER, 5),
    "/audit/": ("audit", LIST, 2), "/audit/?begins=officer&said=c03&purpose=routine": ("audit", DOSSIER, 13), "/audit/row/{row}": ("audit", DOSSIER, 11),
    "/audit/faults": ("audit", LIST, 12), "/audit/looks": ("audit", LIST, 7), "/audit/rates": ("audit", LIST, 5), "/audit/rates?kind=pairs": ("audit", LIST, 4),
    "/admin/changes": ("audit", LIST, 4), "/admin/changes/{change}": ("security", DOSSIER, 4), "/admin/change/policy/queue.recall_max": ("system", LIST, 3),
    "/admin/change/days/all": ("system", LIST, 4), "/admin/change/hours/{hall}": ("system", LIST, 5), "/admin/change/plan/{window}": ("system", LIST, 7),
    "/admin/policy": ("system", LIST, 2), "/admin/places": ("system", LIST, 3), "/admin/places/{hall}": ("system", LIST, 5),
    "/enrol/{enrol}": ("nobody", LIST, 2),
}  # fmt: skip


@pytest.fixture
def day(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A hall with five who wait, one who is served with a case under way, and one finished case; what is kept is kept throughout."""
    monkeypatch.setattr(policy, "KEEP_S", 1e9)
    monkeypatch.setattr(snapshot, "KEEP_S", 1e9)
    monkeypatch.setattr(outages, "KEEP_S", 1e9)
    li = clerk(city, 3)
    open_window(li, at(li))
    for _ in range(7):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    done = _case(city, "renew")
    waiver = ask_waiver(li, done, "office_error", "看过原件")
    drop_waiver(li, waiver)
    take_cash(li, done, 1000)
    print_receipt(li, done)
    refund = ask_refund(li, done, "overcharged", 100, "多收")
    till = row("SELECT id FROM payments_till")
    assert till
    issue(li, done)
    head = chief(city)
    batch = print_forms(head, city["hall"], 2, forms_drawn)
    paper = print_paper(li, "cover", done, drawn)
    finish(li, at(li))
    _case(city, "soldier")
    logged = row("SELECT id FROM audit_row WHERE act = 'cases.issue'")
    assert logged
    waits_to_be_erased(1)
    person = id_of_number(city["cast"]["lost"].number)
    token, session = begin("code", person_id=person)
    request = ask(Viewer(person_id=person, post="citizen", session_id=session, level="code"), "copy", "", "", "", city["office"])
    link = make_account(of("admin"), "n77", "新来的", uuid4())
    grant = asked(city, link.account_id)
    checked = precheck(guide(city), "DRV-RENEW", {}, "guide")
    add_photo(guide(city), checked.id, "medical", "a.jpg", decoded(into="precheck_paper"))
    of_phone, own_phone = anonymous()
    mine = precheck(own_phone, "DRV-RENEW", {}, "phone")
    change = ask_change(of("admin"), Wanted("policy", "queue.recall_max", 5, clock.today() + timedelta(days=30), "现场要多呼", "本所的决定"))
    return {
        "waiver": str(waiver), "refund": str(refund), "till": str(till["id"]),
        "paper": str(paper.id), "batch": str(batch), "form": str(forms(head, batch)[0].id),
        "change": str(change), "hall": str(city["hall"]), "window": str(at(li)),
        "citizen": Sender(token), "request": str(request),
        "account": str(link.account_id), "grant": str(grant), "enrol": link.token,
        "system": staff(city, "admin"), "security": staff(city, "security"),
        "audit": staff(city, "audit"), "case": str(done), "row": str(logged["id"]), "nobody": Sender(),
        "phone": Sender(of_phone), "clerk": staff(city, "c03", 3),
        "reviewer": staff(city, "r01"), "guide": staff(city, "g01"), "chief": staff(city, "chief"),
        "precheck": str(checked.id), "inquiry": str(ask_first(guide(city), Asked("hall", "papers", "DRV-RENEW"))), "own": str(mine.id),
    }  # fmt: skip


def _case(city: dict[str, Any], who: str) -> Any:
    """The next one is called, and the case accepted and reviewed."""
    li = clerk(city, 3)
    call_next(li, at(li))
    start_serving(li, at(li))
    case = accept_case(li, RENEW[0], city["cast"][who].number, Seen(medical_on=date(2026, 11, 20)))
    review(li, case.id)
    return case.id


def cost(day: dict[str, Any], page: str, who: str) -> int:
    """How many statements a page runs for one who asks the second time."""
    path = page.format(
        **{
            key: day[key]
            for key in (
                "case",
                "row",
                "account",
                "grant",
                "enrol",
                "precheck",
                "own",
                "inquiry",
                "waiver",
                "refund",
                "till",
                "paper",
                "batch",
                "form",
                "change",
                "hall",
                "window",
                "request",
            )
        }
    )
    assert day[who].get(path).status_code == 200, page
    with CaptureQueriesContext(connection) as ran:
        assert day[who].get(path).status_code == 200
    return sum(not one["sql"].lstrip().startswith(("BEGIN", "COMMIT", *OF_NO_PAGE)) and "database_clock" not in one["sql"] for one in ran.captured_queries)


def test_every_page_costs_what_it_did(day: dict[str, Any]) -> None:
    found = {page: cost(day, page, who) for page, (who, _, _) in BASELINE.items()}
    assert found == {page: cost_ for page, (_, _, cost_) in BASELINE.items()}


@pytest.mark.parametrize("page", BASELINE)
def test_the_baseline_keeps_its_bounds(page: str) -> None:
    _, most, known = BASELINE[page]
    assert 0 < known <= most


def test_a_longer_list_costs_no_more(city: dict[str, Any], day: dict[str, Any]) -> None:
    """No page asks once for each row that it shows."""
    lists = {page: who for page, (who, most, _) in BASELINE.items() if most == LIST and who != "nobody"}
    before = {page: cost(day, page, who) for page, who in lists.items()}
    for _ in range(8):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    for n in range(8):
        asked(city, make_account(of("admin"), f"n8{n}", "新来的", uuid4()).account_id)
        waits_to_be_erased(2 + n)
    assert {page: cost(day, page, who) for page, who in lists.items()} == before
