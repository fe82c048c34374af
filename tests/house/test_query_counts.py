"""How many statements each page costs: a committed baseline. A list stays at 12 or below, a dossier at 20 or below.

A count that changes is a decision: change the number here in the same commit and say why. Counts are taken warm, as a second visitor
has them: what changes rarely (policy, catalogue, windows) is kept by the process. The viewer's session is among them.
"""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.trials.people import Sender, staff
from yitang.platform.database.public import row
from yitang.platform.identity.public import anonymous, make_account
from yitang.platform.identity.tests.administrators import asked, of
from yitang.platform.policy import queries as policy
from yitang.platform.uploads.tests.factories import decoded
from yitang.processes.cases.public import Seen, accept_case, issue, review
from yitang.processes.guidance.public import Asked, add_photo, ask_first, precheck
from yitang.processes.payments.public import take_cash
from yitang.processes.queue import snapshot
from yitang.processes.queue.public import call_next, finish, issue_ticket, open_window, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, guide, kiosk

LIST, DOSSIER = 12, 20
# Written or read once in so many seconds, whatever the page: that a session was seen; and the shared clock.
OF_NO_PAGE = ("UPDATE identity_session SET seen_at",)
# Of the head of the office: one more that says which windows are locked.
# page -> (who asks, how much it may cost at most, what it costs)
BASELINE = {
    "/window/": ("clerk", DOSSIER, 20), "/window/head": ("clerk", DOSSIER, 12), "/window/line": ("clerk", DOSSIER, 7),
    "/window/own-proof": ("clerk", LIST, 3), "/window/case/{case}": ("clerk", DOSSIER, 15), "/window/proof/{row}": ("clerk", DOSSIER, 3),
    "/window/case/{case}/papers": ("clerk", LIST, 4),
    "/window/review": ("reviewer", LIST, 4), "/window/review/list": ("reviewer", LIST, 2), "/window/review/{case}": ("reviewer", DOSSIER, 15),
    "/guide/": ("guide", LIST, 9), "/guide/now": ("guide", LIST, 6), "/guide/b/DRV-RENEW": ("guide", LIST, 9), "/guide/asked": ("guide", LIST, 11),
    "/guide/asked/{inquiry}": ("guide", DOSSIER, 11), "/chief/green": ("chief", LIST, 5), "/chief/asked": ("chief", LIST, 4),
    "/guide/check/{precheck}": ("guide", DOSSIER, 14),
    "/guide/ticket": ("guide", LIST, 9), "/order": ("phone", LIST, 6), "/check/{own}/papers": ("phone", LIST, 4),
    "/chief/": ("chief", DOSSIER, 17), "/chief/figures": ("chief", DOSSIER, 17),
    "/chief/rows/served": ("chief", LIST, 3), "/chief/rows/overdue": ("chief", LIST, 3), "/chief/windows": ("chief", LIST, 6),
    "/chief/cases": ("chief", LIST, 3), "/chief/cases?state=due": ("chief", LIST, 3), "/chief/ratings": ("chief", LIST, 4),
    "/chief/overpaid": ("chief", LIST, 3), "/chief/devices": ("chief", LIST, 5), "/me": ("clerk", LIST, 7),
    "/me/keys": ("clerk", LIST, 4), "/me/recovery": ("clerk", LIST, 4), "/me/password": ("clerk", LIST, 4), "/me/phone": ("clerk", LIST, 4),
    "/sign-in": ("nobody", LIST, 4),
    "/all": ("phone", LIST, 1),
    "/admin/": ("system", LIST, 5), "/admin/new": ("system", LIST, 1), "/admin/account/{account}": ("system", DOSSIER, 6),
    "/admin/waiting": ("security", LIST, 4), "/admin/grants": ("audit", LIST, 5), "/admin/grants/{grant}": ("audit", DOSSIER, 5),
    "/enrol/{enrol}": ("nobody", LIST, 2),
}  # fmt: skip


@pytest.fixture
def day(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A hall with five who wait, one who is served with a case under way, and one finished case; what is kept is kept throughout."""
    monkeypatch.setattr(policy, "KEEP_S", 1e9)
    monkeypatch.setattr(snapshot, "KEEP_S", 1e9)
    li = clerk(city, 3)
    open_window(li, at(li))
    for _ in range(7):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    done = _case(city, "renew")
    take_cash(li, done, 1000)
    issue(li, done)
    finish(li, at(li))
    _case(city, "soldier")
    logged = row("SELECT id FROM audit_row WHERE act = 'cases.issue'")
    assert logged
    link = make_account(of("admin"), "n77", "新来的", uuid4())
    grant = asked(city, link.account_id)
    checked = precheck(guide(city), "DRV-RENEW", {}, "guide")
    add_photo(guide(city), checked.id, "medical", "a.jpg", decoded(into="precheck_paper"))
    token, own_phone = anonymous()
    mine = precheck(own_phone, "DRV-RENEW", {}, "phone")
    return {
        "account": str(link.account_id), "grant": str(grant), "enrol": link.token, "system": staff(city, "admin"), "security": staff(city, "security"),
        "audit": staff(city, "audit"), "case": str(done), "row": str(logged["id"]), "nobody": Sender(), "phone": Sender(token), "clerk": staff(city, "c03", 3),
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
    path = page.format(**{key: day[key] for key in ("case", "row", "account", "grant", "enrol", "precheck", "own", "inquiry")})
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
    assert {page: cost(day, page, who) for page, who in lists.items()} == before
