"""Every page answers whom it is for, and turns away everybody else in the same words; a new page must say whom it is for."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.trials.people import Sender, paired, phone, staff
from tests.trials.test_bad_input import pages
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import make_account
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import asked, of
from yitang.platform.uploads.public import Belongs
from yitang.platform.uploads.tests import factories as uploads
from yitang.processes.cases.public import Seen, give_notice, issue
from yitang.processes.guidance.public import Asked as AskedFirst
from yitang.processes.guidance.public import add_photo, ask_first, give_slip, precheck, take_number
from yitang.processes.payments.public import ask_code, take_cash
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.public import finish, issue_ticket
from yitang.processes.queue.tests.test_queue import at, guide, kiosk

ALL = ("nobody", "other_phone", "mine", "clerk", "other_clerk", "chief", "kiosk", "display", "screen", "guide", "reviewer", "citizen", "system", "security",
       "audit")  # fmt: skip
PUBLIC, DEVICES = set(ALL), {"kiosk", "display", "screen"}
GUIDES = {"guide", "clerk", "other_clerk"}
STAFF, SECOND = {"clerk", "other_clerk", "guide", "reviewer", "chief", "system", "security", "audit"}, {"clerk", "other_clerk", "reviewer"}
# Whom a page answers; what its address needs. Who has signed in is led on from where one signs in, a device from where a code is typed.
PAGES: dict[str, tuple[set[str], dict[str, str]]] = {
    "frame:sign-in": (PUBLIC, {}), "frame:me": (STAFF, {}),
    "frame:unlock": (STAFF, {}), "frame:pressed": (STAFF, {}),
    "frame:key": (STAFF, {}), "frame:recovery": (STAFF, {}),
    "frame:password": (STAFF, {}), "frame:new-phone": (STAFF, {}),
    "frame:key-remove": ({"clerk"}, {"key_id": "key"}),
    "phone:home": (PUBLIC, {}), "phone:search": (PUBLIC, {}), "phone:all": (PUBLIC, {}), "phone:business": (PUBLIC, {"code": "VEH-TRANSFER"}),
    "phone:check": (PUBLIC, {"code": "DRV-RENEW"}), "phone:take": (PUBLIC, {"code": "DRV-RENEW"}), "phone:hall-now": (PUBLIC, {}), "phone:mine": (PUBLIC, {}),
    "phone:verify": (PUBLIC, {"token": "statement"}), "phone:slip": (PUBLIC, {"reference": "slip"}), "phone:size": (PUBLIC, {"size": "large"}),
    "phone:pay": (PUBLIC, {"token": "pay"}), "phone:checked": ({"mine"}, {"precheck_id": "precheck"}),
    "phone:ticket": ({"mine", "guide", "clerk", "other_clerk", "chief"}, {"ticket_id": "ticket"}),
    "phone:ticket-live": ({"mine", "guide", "clerk", "other_clerk", "chief"}, {"ticket_id": "ticket"}),
    "phone:leave": ({"mine"}, {"ticket_id": "ticket"}),
    "phone:case": ({"mine", "clerk", "other_clerk", "reviewer", "chief"}, {"case_id": "case"}),
    "phone:papers": ({"mine", "clerk", "other_clerk", "reviewer", "chief"}, {"case_id": "case"}),
    "phone:paper": ({"mine", "clerk", "other_clerk", "reviewer", "chief"}, {"case_id": "case", "upload_id": "upload", "page": "1"}),
    "window:sent": ({"clerk", "other_clerk", "reviewer", "chief"}, {"case_id": "case"}),
    "window:paper": ({"clerk", "other_clerk", "reviewer", "chief"}, {"case_id": "case", "upload_id": "upload", "page": "1"}),
    "window:paper-original": ({"clerk", "other_clerk", "reviewer", "chief"}, {"case_id": "case", "upload_id": "upload"}),
    "kiosk:shell": (PUBLIC, {}), "kiosk:start": ({"kiosk"}, {}), "kiosk:over": ({"kiosk"}, {}), "kiosk:line": ({"kiosk"}, {}),
    "kiosk:papers": ({"kiosk"}, {"code": "DRV-RENEW"}),
    "hall:shell": (PUBLIC, {}), "hall:board": ({"display", "kiosk", "screen", "guide", "clerk", "other_clerk", "chief"}, {}),
    "window:console": ({"clerk", "other_clerk"}, {}), "window:head": ({"clerk", "other_clerk"}, {}), "window:line": ({"clerk", "other_clerk"}, {}),
    "window:work": ({"clerk", "other_clerk"}, {}), "window:notice": ({"clerk", "other_clerk"}, {"notice_id": "notice"}),
    "window:case": ({"clerk", "other_clerk", "reviewer", "chief"}, {"case_id": "case"}), "window:screen": (PUBLIC, {}), "window:screen-now": ({"screen"}, {}),
    "window:hand-over": ({"clerk", "other_clerk"}, {}),
    "window:guide": (PUBLIC, {}), "guide:home": (GUIDES, {}), "guide:now": (GUIDES, {}), "guide:own-proof": (GUIDES, {}),
    "guide:business": (GUIDES, {"code": "DRV-RENEW"}), "guide:number": (GUIDES, {}), "guide:ticket": (GUIDES, {}),
    "guide:check": (GUIDES, {"precheck_id": "checked"}), "guide:slip": (GUIDES, {"precheck_id": "checked"}),
    "guide:photo-page": (GUIDES, {"precheck_id": "checked", "upload_id": "photo", "page": "1"}),
    "files:fetch": (set(), {"token": "pay"}),
    "guide:asked": (GUIDES, {}), "guide:one-asked": (GUIDES, {"inquiry_id": "inquiry"}), "chief:green": ({"chief"}, {}), "chief:asked": ({"chief"}, {}),
    "window:prechecked": (GUIDES | {"chief"}, {"ticket_id": "checked_ticket", "upload_id": "photo", "page": "1"}),
    "phone:check-papers": ({"mine"}, {"precheck_id": "precheck"}), "phone:told": (PUBLIC, {"reference": "told"}), "phone:order": (PUBLIC, {}),
    "phone:check-paper": ({"mine"}, {"precheck_id": "precheck", "upload_id": "own_photo", "page": "1"}),
    "window:review": (SECOND, {}), "window:review-list": (SECOND, {}),
    "window:review-case": (SECOND | {"chief"}, {"case_id": "case"}), "phone:sign-in": (PUBLIC - {"citizen"}, {}),
    "phone:code": (PUBLIC - DEVICES - {"citizen"}, {}), "phone:cases": ({"citizen"}, {}), "phone:inbox": (PUBLIC, {}),
    "window:own-proof": (STAFF, {}), "window:proof": (STAFF, {"row_id": "row"}),
    "chief:windows": ({"chief"}, {}),
    "chief:floor": ({"chief"}, {}), "chief:figures": ({"chief"}, {}), "chief:rows": ({"chief"}, {"figure": "served"}), "chief:cases": ({"chief"}, {}),
    "chief:calls": ({"chief"}, {}), "chief:overpaid": ({"chief"}, {}), "chief:ratings": ({"chief"}, {}),
    "chief:devices": ({"chief", "system"}, {}), "frame:enrol": (PUBLIC, {"token": "enrol"}), "admin:accounts": ({"system", "security"}, {}),
    "admin:new": ({"system"}, {}), "admin:account": ({"system", "security"}, {"account_id": "account"}), "admin:waiting": ({"security"}, {}),
    "admin:grants": ({"audit"}, {}), "admin:grant": ({"audit"}, {"grant_id": "grant"}),
}  # fmt: skip
ONLY_POSTED = {
    "guide:photo", "guide:photo-remove", "phone:check-paper-remove",
    "frame:sign-out", "frame:lock", "frame:sign-in-key", "frame:challenge", "frame:end-session", "frame:first-code",
    "phone:sign-out", "phone:back", "phone:rate", "phone:paper-remove", "kiosk:take", "kiosk:back", "window:step", "window:transfer",
    "window:return", "window:check", "window:case-step", "window:screen-rate", "chief:revoke",
    "admin:account-step", "admin:decide",
}  # fmt: skip


@pytest.fixture
def office(city: dict[str, Any]) -> dict[str, Any]:
    """A day with something of everything: a finished trip, somebody waiting, a pay code that was used, a notice, a pre-check."""
    desk = unpaid(city)
    li = desk["clerk"]
    order = ask_code(li, desk["case"])
    notice = give_notice(li, "DRV-RENEW", city["cast"]["early"].number, Seen())
    take_cash(li, desk["case"], 1000)
    issue(li, desk["case"])
    finish(li, at(li))
    upload = uploads.kept(desk["phone"], Belongs(desk["case"], city["office"], "medical"))
    token, session = begin("anonymous")
    execute("UPDATE queue_ticket SET session_id = %s", [session])
    execute("UPDATE cases_case SET session_id = %s", [session])
    execute("UPDATE feedback_invitation SET session_id = %s", [session])
    mine = Viewer(post="citizen", session_id=session, level="anonymous")
    found = precheck(mine, "DRV-RENEW", {"identity": True, "medical": True}, "phone")
    own_photo = add_photo(mine, found.id, "medical", "a.jpg", uploads.decoded(into="precheck_paper"))
    wang = guide(city)
    checked = precheck(wang, "DRV-RENEW", {}, "guide")
    photo = add_photo(wang, checked.id, "medical", "b.jpg", uploads.decoded(into="precheck_paper"))
    told, given = give_slip(wang, checked.id), take_number(wang, checked.id, city["hall"], "window")
    waiting = issue_ticket(kiosk(city), city["hall"], ("DRV-RENEW",), "kiosk")
    kept = row("SELECT id FROM queue_ticket WHERE state = 'done'")
    document = row("SELECT statement FROM cases_document")
    assert kept
    assert document
    logged = row("SELECT id FROM audit_row WHERE act = 'cases.issue'")
    assert logged
    key = new_id()
    execute(
        "INSERT INTO identity_security_key (id, account_id, name, credential_id, public_key, sign_count, enrolled_at, copied) "
        "SELECT %s, id, '钥匙', 'a', 'b', 0, now(), false FROM identity_account WHERE login = 'c03'",
        [key],
    )
    link = make_account(of("admin"), "n77", "新来的", uuid4())
    grant = asked(city, link.account_id)
    return {
        "words": {
            "inquiry": str(ask_first(wang, AskedFirst("hall", "papers", "DRV-RENEW"))),
            "key": str(key), "checked": str(checked.id), "photo": str(photo), "told": told, "checked_ticket": str(given.id), "own_photo": str(own_photo),
            "pay": order.qr.rpartition("/")[2], "case": str(desk["case"]), "ticket": str(kept["id"]), "notice": str(notice), "precheck": str(found.id),
            "slip": waiting.reference, "statement": document["statement"], "row": str(logged["id"]), "upload": str(upload),
            "enrol": link.token, "account": str(link.account_id), "grant": str(grant),
        },
        "nobody": Sender(), "other_phone": phone(), "mine": Sender(token), "clerk": staff(city, "c03", 3), "other_clerk": staff(city, "c05", 5),
        "chief": staff(city, "chief"), "kiosk": paired(city, "kiosk"), "display": paired(city, "display"), "screen": paired(city, "screen", at(li)),
        "guide": staff(city, "g01"), "reviewer": staff(city, "r01"), "citizen": Sender(begin("code", person_id=uuid4())[0]),
        "system": staff(city, "admin"), "security": staff(city, "security"), "audit": staff(city, "audit"),
    }  # fmt: skip


def test_every_page_says_whom_it_is_for() -> None:
    assert set(PAGES) | ONLY_POSTED == set(pages())


def test_pages_answer_whom_they_are_for_and_nobody_else(office: dict[str, Any]) -> None:
    wrong = []
    for name, (welcome, at_) in PAGES.items():
        path = reverse(name, kwargs={key: office["words"].get(value, value) for key, value in at_.items()})
        for who in ALL:
            answer = office[who].get(path)
            if (answer.status_code in {200, 204, 302}) != (who in welcome) or answer.status_code >= 500:
                wrong.append((name, who, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def test_what_is_not_yours_looks_like_what_is_not_there(office: dict[str, Any]) -> None:
    """A3: same status and same words, whoever asks (the pages' one-use keys and nonces apart)."""
    import re

    def said(answer: Any) -> tuple[int, str]:
        return answer.status_code, re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.content.decode())

    for name, key in (("phone:ticket", "ticket_id"), ("phone:case", "case_id"), ("phone:checked", "precheck_id"), ("window:case", "case_id")):
        real = office["words"][PAGES[name][1][key]]
        theirs = said(office["other_phone"].get(reverse(name, kwargs={key: real})))
        nothing = said(office["other_phone"].get(reverse(name, kwargs={key: str(uuid4())})))
        assert theirs == nothing, name
        assert theirs[0] == (401 if name == "window:case" else 404)


def test_pages_that_are_only_posted_are_not_read(office: dict[str, Any]) -> None:
    for name in ONLY_POSTED:
        kwargs = {part: {"what": "call", "code": "DRV-RENEW"}.get(part, str(uuid4())) for part in pages()[name].pattern.converters}
        assert office["clerk"].get(reverse(name, kwargs=kwargs)).status_code == 405, name


def test_pages_of_the_day_in_their_states(office: dict[str, Any]) -> None:
    """What the walk of a whole trip shows in passing: figures with their rows, a document, a search, text sizes, signing out."""
    chief, mine, clerk = office["chief"], office["mine"], office["clerk"]
    for figure in ("waiting", "served", "given_up", "missed", "called"):
        assert chief.get(f"/chief/rows/{figure}").status_code == 200
    assert chief.get("/chief/rows/nothing").status_code == 404
    assert "10.00 元" in chief.get("/chief/").content.decode()
    shown = mine.get(f"/case/{office['words']['case']}").content.decode()
    assert "<svg" in shown
    assert "演示 SPECIMEN" in shown
    assert "现在有效" in mine.get(f"/v/{office['words']['statement']}").content.decode()
    assert "期满换证" in mine.get("/search", {"q": "驾照到期"}).content.decode()
    assert mine.get("/size/large").cookies["yitang_size"].value == "large"
    assert "yitang_size" not in mine.get("/size/enormous").cookies
    assert clerk.form("/window/act/call", {}).status_code == 303
    assert "到本窗口" in office["screen"].get("/window/screen/now").content.decode()
    assert clerk.form("/window/act/nothing", {}).status_code == 404
    assert clerk.form("/window/transfer", {"reason": "other_window"}).status_code == 303
    assert mine.form(f"/t/{office['words']['ticket']}/rate", {"grade": "4"}).status_code == 303
    assert "满意" in chief.get("/chief/ratings").content.decode()
    assert clerk.form("/sign-out", {}).status_code == 303
    assert clerk.get("/window/").status_code == 401
