"""Everybody who can ask this program something, with a real session or a real device key, and the things they may ask about."""

import base64
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.changes.public import Wanted, ask_change
from yitang.platform.database.public import execute, row
from yitang.platform.exports import public as exports
from yitang.platform.identity.public import (
    Asked,
    Proof,
    SignedRequest,
    approve_pairing,
    ask_enrolment,
    ask_grant,
    code_for,
    enrol_key,
    make_account,
    sign_in,
    start_pairing,
    viewer_of,
)
from yitang.platform.identity.sessions import anonymous, raise_level
from yitang.platform.identity.tests.authenticator import HandMadeKey
from yitang.platform.keys.public import DeviceKey
from yitang.platform.privacy.public import show
from yitang.platform.uploads.tests.factories import decoded
from yitang.portals.frame.sheets import drawn, forms_drawn
from yitang.processes.cases.public import Seen, accept_case, add_upload, ask_refund, ask_waiver, drop_waiver, give_notice
from yitang.processes.erasure.public import ask_erasure
from yitang.processes.feedback.public import invite
from yitang.processes.guidance.public import Asked as Inquiry
from yitang.processes.guidance.public import add_photo, ask_first, give_slip, precheck, take_number
from yitang.processes.outages.public import forms, print_forms
from yitang.processes.papers.public import print_paper
from yitang.processes.payments.public import Sandbox, ask_code, print_receipt, settle_callback, take_cash
from yitang.processes.queue import public as queue
from yitang.processes.requests.public import answer, ask_at_desk
from yitang.registers.people.public import id_of_number

COOKIE = "yitang_session"


@dataclass
class Caller:
    """One who asks: by cookie, by signature, or by nothing."""

    name: str
    token: str = ""
    device: UUID | None = None
    key: DeviceKey | None = None

    def ask(self, method: str, path: str, body: bytes = b"", content_type: str = "application/json", **headers: str) -> HttpResponse:
        """One request as this caller, through all middleware."""
        client = Client(raise_request_exception=False)
        said = dict(headers)
        if self.token:
            client.cookies[COOKIE] = self.token
        if self.key and self.device:
            asked = SignedRequest(self.device, method, path, body, int(time.time() * 1000), uuid4().hex, b"")
            said |= {
                "X-Yitang-Device": str(self.device), "X-Yitang-Time": str(asked.at_ms), "X-Yitang-Nonce": asked.nonce,
                "X-Yitang-Signature": base64.b64encode(self.key.sign(asked.message())).decode(),
            }  # fmt: skip
        answer: HttpResponse = client.generic(method, path, body, content_type=content_type, headers=said)
        return answer

    def viewer(self) -> Viewer:
        """The viewer of a session."""
        found = viewer_of(self.token)
        assert found is not None
        return found


@dataclass
class Office:
    """Callers by name, and the values that stand for what is in an address."""

    callers: dict[str, Caller] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    office: UUID = field(default_factory=uuid4)
    hall: UUID = field(default_factory=uuid4)
    pairing: str = ""
    number: str = ""

    def address(self, route: str) -> str:
        """An address of a route with its things filled in."""
        for name, value in self.things.items():
            route = route.replace(f"<{name}>", value)
        return "/" + route


def staff(city: dict[str, Any], login: str, window: UUID | None = None) -> Caller:
    """A member of staff with two factors."""
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = %s", [login])
    return Caller(login, sign_in(login, city["accounts"][login]["password"], code_for(login), "127.0.0.1", window))


def window_of(hall: UUID, number: int) -> UUID:
    found = row("SELECT id FROM offices_window WHERE hall_id = %s AND number = %s", [hall, number])
    assert found
    window: UUID = found["id"]
    return window


def peopled(city: dict[str, Any]) -> Office:
    """An office in the middle of its work: a phone's ticket is served at window 3, its case accepted, a call shown."""
    hall, office = city["hall"], city["office"]
    county = row("SELECT h.id FROM offices_hall h JOIN offices_office o ON o.id = h.office_id WHERE o.kind = 'county'")
    assert county
    three, five = window_of(hall, 3), window_of(hall, 5)
    found = Office(office=office, hall=hall)
    call = found.callers
    call["nobody"] = Caller("nobody")
    for name in ("phone", "other_phone", "citizen"):
        call[name] = Caller(name, anonymous()[0])
        show(call[name].viewer(), "sign_in")  # what the page does before a number can be typed
    number = city["cast"]["renew"].number
    found.number = number
    holder = id_of_number(number)
    assert holder
    call["citizen"].token = raise_level(call["citizen"].viewer(), "code", holder)
    for login, window in (("c03", three), ("c05", five), ("x01", window_of(county["id"], 1)), ("g01", None), ("r01", None), ("chief", None),
                          ("chiefx", None), ("admin", None), ("security", None), ("audit", None)):  # fmt: skip
        call[login] = staff(city, login, window)
    for kind, at in (("kiosk", None), ("display", None), ("screen", three)):
        key = DeviceKey()
        _, code = start_pairing(kind, key.public_spki())
        call[kind] = Caller(kind, "", approve_pairing(call["chief"].viewer(), code, kind, office, hall, at), key)
    work(found, hall, number, three, city["accounts"]["c03"]["password"])
    grants(found, city)
    erasure(found, city["cast"]["early"].number)
    found.pairing = start_pairing("display", DeviceKey().public_spki())[1]
    return found


def grants(found: Office, city: dict[str, Any]) -> None:
    """Somebody new without a post, for whom a post was asked, and the link that he has not used."""
    admin = found.callers["admin"].viewer()
    link = make_account(admin, "n77", "新来的", uuid4())
    asked = ask_grant(admin, link.account_id, Asked("clerk", "police", city["office"], None, clock.local(clock.real_now()).date(), None, "新招"))
    wanted = Wanted("policy", "queue.recall_max", 5, clock.today() + timedelta(days=30), "现场要多呼", "本所的决定")
    change = ask_change(admin, wanted)
    found.things |= {"uuid:account_id": str(link.account_id), "uuid:grant_id": str(asked), "uuid:change_id": str(change), "slug:kind": wanted.kind,
                     "str:subject": wanted.subject, "uuid:hall_id": str(found.hall)}  # fmt: skip


def erasure(found: Office, number: str) -> None:
    """The reviewer has asked that what the log says about somebody be erased."""
    with act(found.callers["c03"].viewer(), "test.visit") as this:
        this.about(id_of_number(number))
    found.things["uuid:erasure_id"] = str(ask_erasure(found.callers["r01"].viewer(), number, "consent", "书面申请"))


def money(found: Office, case: UUID) -> None:
    """A waiver that was dropped, money by code that came too late, a receipt, and a refund that waits for a second person."""
    li, other = found.callers["c03"].viewer(), found.callers["c05"].viewer()
    waiver = ask_waiver(other, case, "office_error", "看过原件")
    drop_waiver(other, waiver)
    said = Sandbox().pay(ask_code(li, case).id)
    take_cash(li, case, 1000)
    settle_callback(said)
    print_receipt(li, case)
    refund = ask_refund(other, case, "not_issued", 1000, "群众不办了")
    incoming, till = row("SELECT id FROM payments_incoming"), row("SELECT id FROM payments_till")
    assert incoming
    assert till
    found.things |= {
        "uuid:waiver_id": str(waiver), "uuid:refund_id": str(refund), "uuid:incoming_id": str(incoming["id"]), "uuid:till_id": str(till["id"]),
    }  # fmt: skip


def work(found: Office, hall: UUID, number: str, window: UUID, password: str) -> None:
    """The things of the office."""
    phone, clerk = found.callers["phone"].viewer(), found.callers["c03"].viewer()
    prechecked = precheck(phone, "DRV-RENEW", {"identity": True}, "phone")
    photo = add_photo(phone, prechecked.id, "medical", "体检.jpg", decoded(into="precheck_paper"))
    ticket = take_number(phone, prechecked.id, hall, "phone")
    slip = give_slip(clerk, prechecked.id)
    inquiry = ask_first(found.callers["g01"].viewer(), Inquiry("hall", "papers"))
    queue.open_window(clerk, window)
    queue.call_next(clerk, window)
    queue.start_serving(clerk, window)
    notice = give_notice(clerk, "DRV-RENEW", number, Seen())
    case = accept_case(clerk, "DRV-RENEW", number, Seen(medical_on=date(2026, 11, 20)))
    upload = add_upload(phone, case.id, "medical", "体检.jpg", decoded())
    head = found.callers["chief"].viewer()
    batch = print_forms(head, hall, 3, forms_drawn)
    paper = print_paper(clerk, "acceptance", case.id, drawn)
    with act(clerk, "test.invite") as this:
        invite(this, ticket.id, found.office, hall, window, phone.session_id)
    money(found, case.id)
    call = row("SELECT id FROM queue_call")
    assert call
    logged = row("SELECT id FROM audit_row WHERE act = 'test.invite' AND office = %s", [found.office])
    assert logged
    made = HandMadeKey()
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'c03'")
    key = enrol_key(clerk, "钥匙", made.made(ask_enrolment(clerk)), Proof(password, code_for("c03")))
    # A request that is answered: what belongs to an open one is refused by what it says, not by who asks.
    asked = ask_at_desk(clerk, number, "copy", "", "", "", seen=True)
    answer(found.callers["r01"].viewer(), asked, "可以取了")
    # The chief's list of the day, made and not taken yet.
    taken = exports.ask(found.callers["chief"].viewer(), "cases.accepted", clock.today(), clock.today(), "csv", "报市局的月度统计")
    exports.make(taken)
    # Accepting counted the applicant for c03; the sign that stands for its day in addresses.
    day = row("SELECT id FROM disclosure_day WHERE account_id = %s", [clerk.account_id])
    assert day
    found.things |= {
        "uuid:day_id": str(day["id"]), "uuid:request_id": str(asked),
        "uuid:export_id": str(taken),
        "slug:code": "DRV-RENEW", "uuid:precheck_id": str(prechecked.id), "uuid:ticket_id": str(ticket.id), "uuid:case_id": str(case.id),
        "str:token": "a.b.c", "str:reference": ticket.reference, "slug:size": "large", "uuid:notice_id": str(notice), "uuid:row_id": str(logged["id"]),
        "slug:what": "recall", "uuid:upload_id": str(upload), "photo": str(photo), "slip": slip, "uuid:inquiry_id": str(inquiry),
        "int:page": "1", "uuid:document_id": str(paper.id), "uuid:thing_id": str(notice),
        "uuid:batch_id": str(batch), "uuid:form_id": str(forms(head, batch)[0].id), "int:n": "0",
        "uuid:device_id": str(found.callers["display"].device), "slug:figure": "served", "pairing_id": str(uuid4()), "ticket_id": str(ticket.id),
        "window_id": str(window), "call_id": str(call["id"]), "uuid:key_id": str(key), "uuid:session_id": str(clerk.session_id), "hall_id": str(hall),
    }  # fmt: skip
