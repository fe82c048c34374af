"""A1: every operation leaves its row in the log, or nothing at all, wherever it is cut off.

A day at the hall is played through all operations. Each is first cut off before its first statement, then before its second, and
so on, and before its commit; after each cut the database is as it was. Then it runs through and its row is there.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from tests.proofs.administrators import accounts_and_grants, first_administrators
from tests.proofs.knives import Day
from tests.proofs.operations import acting, writing_without_act
from yitang.config.demo.vehicles import banks, cars
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit import operations as audit
from yitang.platform.audit.public import FolderWitness, own_keys
from yitang.platform.audit.tests.factories import chain
from yitang.platform.custody.public import acknowledge_gap, admit_peer
from yitang.platform.database.public import execute, row, set_clock
from yitang.platform.identity.public import (
    Proof,
    anonymous,
    approve_pairing,
    ask_enrolment,
    change_password,
    code_for,
    confirm_one_time_codes,
    end_own,
    enrol_key,
    lock_window,
    make_recovery_codes,
    prepare_one_time_codes,
    remove_key,
    revoke_device,
    sign_in,
    start_pairing,
    step_up,
    unlock_window,
    viewer_of,
)
from yitang.platform.identity.tests.authenticator import HandMadeKey
from yitang.platform.identity.tests.test_new_phone import code_of
from yitang.platform.keys.public import DeviceKey
from yitang.platform.notices.public import deliver_due, inbox, sender
from yitang.platform.policy.public import load_defaults
from yitang.platform.rotation.public import retire_key, rotate_key
from yitang.platform.uploads.public import uploads_of
from yitang.platform.uploads.tests.factories import decoded
from yitang.processes.cases.public import (
    ContactSeen,
    ExchangeSeen,
    LostSeen,
    MortgageSeen,
    PartySeen,
    ReleaseSeen,
    Seen,
    VehicleLicenceSeen,
    accept_case,
    add_upload,
    check,
    finish_visit,
    give_notice,
    issue,
    remove_upload,
    review,
    withdraw,
)
from yitang.processes.feedback.public import rate
from yitang.processes.guidance import public as guidance
from yitang.processes.guidance.public import precheck
from yitang.processes.payments.public import Sandbox, ask_code, cancel_code, is_settled, settle_callback, take_cash
from yitang.processes.queue import public as queue
from yitang.processes.queue.tests.test_queue import at, clerk, guide
from yitang.registers.catalogue.public import business
from yitang.registers.people.public import ask_for_code, id_of_number, sign_in_by_code, tell_staff

RENEW = "DRV-RENEW"
FIRST = "identity.accounts.make_first_administrators"
FULL = Seen(medical_on=date(2026, 11, 20))
# What writes and is no act of a person: sessions and their use, keys against repetition, the log's and the outbox's own work,
# deliveries and sweeps. Each is one statement or one transaction of its own.
NO_ACTS = {
    "audit.sealing.seal_once", "custody.operations.keep_batch", "database.operations.forget_answers", "database.operations.once",
    "database.operations.set_clock", "database.sql.lock", "database.sql.lock_shared",
    "identity.codes.make_code", "identity.devices.start_pairing", "identity.devices.sweep_nonces", "identity.devices.sweep_pairings",
    "identity.guesses.guessed_wrong", "identity.jobs.sweep", "identity.security_keys.ask_assertion", "identity.security_keys.ask_enrolment",
    "identity.security_keys.mark_copied", "identity.security_keys.sweep_challenges", "identity.sessions.begin", "identity.sessions.holder_of",
    "identity.sessions.end", "identity.sessions.raise_level", "identity.sides.open_post", "identity.sides.sweep_posts", "identity.sign_in.create_account",
    "identity.tries.mark_good", "identity.tries.withdraw", "jobs.operations.do", "jobs.operations.sweep",
    "live.operations.sequence_once", "live.operations.sweep", "notices.operations.deliver_due", "notices.operations.deliver_one",
    "notices.operations.sweep", "people.misses.miss", "people.operations.set_phone", "policy.operations.load_defaults", "policy.operations.set_value",
    "queue.operations.move", "queue.operations.turn_period", "queue.window_acts.measure",
    "uploads.links.link_to", "uploads.wiping.wipe_let_go",
}  # fmt: skip


def again(login: str) -> Callable[[], None]:
    """A one-time code counts once, and a try that was cut off counts as one that failed: the next attempt has a new code and a clean sheet."""

    def forget() -> None:
        execute("UPDATE identity_account SET totp_step = 0 WHERE login = %s", [login])
        execute("DELETE FROM identity_attempt")

    return forget


OTHERS = ("DRV-LOST", "DRV-INFO", "VEH-LIC-DUP", "VEH-MORTGAGE-REL", "VEH-REC-TEL")


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (A1): ten seconds each")
@pytest.mark.parametrize("code", OTHERS)
def test_every_business_is_accepted_and_issued_whole_or_not_at_all(city: dict[str, Any], nothing_remembered: Callable[[], None], code: str) -> None:
    """Cut where it is accepted and where it is issued, since each writes another register. Renewal and mortgage: in the day below."""
    day, li, cast, paid = Day(nothing_remembered), clerk(city, 3), city["cast"], cars()["paid_off"]
    second = row("SELECT id, person_id FROM identity_account WHERE login = 'r01'")
    assert second
    reviewer = Viewer(second["id"], second["person_id"], "reviewer", city["office"], city["hall"], level="two_factor")
    owner, lender = (PartySeen(cast["renew"].number),), PartySeen(next(iter(banks().values())), present=False, agent_identity=True, agent_letter=True)
    key, seen = {
        "DRV-LOST": (cast["lost"].number, LostSeen()),
        "DRV-INFO": (cast["early"].number, ExchangeSeen(new_name="梁新名", licence_shown=True, proof_shown=True)),
        "VEH-LIC-DUP": (paid.plate, VehicleLicenceSeen(owner)),
        "VEH-MORTGAGE-REL": (paid.plate, ReleaseSeen(owner, lender, certificate=paid.certificate)),
        "VEH-REC-TEL": (paid.plate, ContactSeen(owner, phone="10000007777")),
    }[code]
    queue.issue_ticket(anonymous()[1], city["hall"], (code,), "phone")
    queue.call_next(li, at(li))
    queue.start_serving(li, at(li))
    case = day.do("cases.operations.accept_case", lambda: accept_case(li, code, key, seen))
    review(reviewer, case.id)
    if not is_settled(case.id):
        take_cash(li, case.id, business(code).fee_fen)
    day.do("cases.operations.issue", lambda: issue(li, case.id))
    assert row("SELECT state FROM cases_case WHERE id = %s", [case.id]) == {"state": "filed"}
    assert day.cuts > 40


def account(day: Day, city: dict[str, Any]) -> None:
    """A member of staff looks after his account: a key, recovery codes, another password, another session; and hears of it."""
    login, password, key = "c09", city["accounts"]["c09"]["password"], HandMadeKey()
    fresh = again(login)
    fresh()
    here = sign_in(login, password, code_for(login), "127.0.0.1")
    fresh()
    elsewhere = viewer_of(sign_in(login, password, code_for(login), "127.0.0.1"))
    who = viewer_of(here)
    assert who
    assert elsewhere

    def proof() -> Proof:
        return Proof(password, code_for(login))

    made = key.made(ask_enrolment(who))
    key_id = day.do("identity.factor_acts.enrol_key", lambda: enrol_key(who, "钥匙", made, proof()), fresh)
    kept = row("SELECT id FROM identity_security_key")
    assert kept
    day.do("identity.factor_acts.remove_key", lambda: remove_key(who, key_id or kept["id"], proof()), fresh)
    day.do("identity.factor_acts.make_recovery_codes", lambda: make_recovery_codes(who, proof()), fresh)
    day.do("identity.factor_acts.prepare_one_time_codes", lambda: prepare_one_time_codes(who, proof()), fresh)
    fresh()
    seed = prepare_one_time_codes(who, proof())
    day.do("identity.factor_acts.confirm_one_time_codes", lambda: confirm_one_time_codes(who, code_of(seed)), fresh)
    day.do("identity.account.end_own", lambda: end_own(who, elsewhere.session_id or UUID(int=0)))
    day.do("people.telling.tell_staff", lambda: tell_staff(str(who.person_id), "codes_made", "one"))
    day.do("identity.passwords.change_password", lambda: change_password(who, proof(), "correct horse battery", ()), fresh)


def at_the_desk(day: Day, city: dict[str, Any]) -> None:
    """A guide looks at papers, photographs one, gives the list and a number; what was asked is answered, or a colleague takes it over."""
    wang, li = guide(city), clerk(city, 3)
    checked = precheck(wang, RENEW, {"identity": True}, "guide")
    day.do("guidance.operations.mark_papers", lambda: guidance.mark_papers(wang, checked.id, {"medical": "seen"}))
    day.do("guidance.photos.add_photo", lambda: guidance.add_photo(wang, checked.id, "medical", "体检.jpg", decoded(into="precheck_paper")))
    photo = uploads_of(checked.id)[0].id
    day.do("guidance.photos.remove_photo", lambda: guidance.remove_photo(wang, checked.id, photo))
    day.do("guidance.operations.give_slip", lambda: guidance.give_slip(wang, checked.id))
    day.do("guidance.operations.take_number", lambda: guidance.take_number(wang, checked.id, city["hall"], "window", "disabled"))
    execute("UPDATE queue_ticket SET state = 'left' WHERE evidence = 'disabled'")
    guidance.add_photo(wang, precheck(wang, RENEW, {}, "guide").id, "medical", "体检.jpg", decoded(into="precheck_paper"))
    execute("UPDATE uploads_file SET at = at - interval '2 days' WHERE slot = 'precheck_paper'")
    day.do("guidance.photos.wipe_photos", guidance.wipe_photos)
    day.do("guidance.inquiries.ask_first", lambda: guidance.ask_first(wang, guidance.Asked("hall", "papers", RENEW)))
    asked = guidance.inquiries(wang)[0].id
    day.do("guidance.inquiries.hand_on", lambda: guidance.hand_on(wang, asked, li.account_id or UUID(int=0)))
    day.do("guidance.inquiries.accept", lambda: guidance.accept(li, asked, True))
    execute("UPDATE guidance_inquiry SET due_at = due_at - interval '1 day'")
    day.do("guidance.inquiries.remind", guidance.remind)
    day.do("guidance.inquiries.answer", lambda: guidance.answer(li, asked, "answered"))


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (A1): forty seconds")
def test_every_operation_leaves_its_row_or_nothing(city: dict[str, Any], nothing_remembered: Callable[[], None]) -> None:
    day = Day(nothing_remembered)
    hall, office = city["hall"], city["office"]
    li, wang = clerk(city, 3), clerk(city, 5)
    chief_row = row("SELECT id, person_id FROM identity_account WHERE login = 'chief'")
    reviewer_row = row("SELECT id, person_id FROM identity_account WHERE login = 'r01'")
    assert chief_row
    assert reviewer_row
    chief = Viewer(chief_row["id"], chief_row["person_id"], "chief", office, hall, level="two_factor")
    reviewer = Viewer(reviewer_row["id"], reviewer_row["person_id"], "reviewer", office, hall, level="two_factor")
    _, phone = anonymous()
    kiosk = Viewer(post="kiosk", device_id=UUID(int=7), device_kind="kiosk", hall_id=hall, office_id=office)

    # Keys: the file of a new one stands before its row commits, so each attempt makes one; the old one is put back after a cut.
    away = Path(settings.YITANG_KEYS).parent / "away"
    execute("UPDATE policy_value SET value = '0' WHERE name = 'keys.retire_after_h'")

    def put_back() -> None:
        if (away / "mac-code_puzzle.1").exists():
            (away / "mac-code_puzzle.1").rename(Path(settings.YITANG_KEYS) / "mac-code_puzzle.1")

    day.do("rotation.operations.rotate_key", lambda: rotate_key(Viewer.system(), "mac-code_puzzle"))
    day.do("rotation.operations.retire_key", lambda: retire_key(Viewer.system(), "mac-code_puzzle.1", away), put_back)

    # Devices and sessions.
    _, code = start_pairing("display", DeviceKey().public_spki())
    device = day.do("identity.devices.approve_pairing", lambda: approve_pairing(chief, code, "大厅屏", office, hall))
    display = Viewer(post="display", device_id=device, device_kind="display", hall_id=hall, office_id=office)
    password = city["accounts"]["c07"]["password"]
    day.do("identity.sign_in.open_session", lambda: sign_in("c07", password, code_for("c07"), "127.0.0.1"), again("c07"))
    day.do("identity.stepping.step_up", lambda: step_up(li, code_for("c03"), "127.0.0.1"), again("c03"))
    day.do("identity.locking.lock_window", lambda: lock_window(li))
    day.do("identity.locking.unlock_window", lambda: unlock_window(li, code_for("c03"), "127.0.0.1"), again("c03"))
    account(day, city)
    number = city["cast"]["renew"].number

    def patience() -> None:
        execute("UPDATE identity_code SET created_at = created_at - interval '1 day'")

    day.do("people.sign_in.ask_for_code", lambda: ask_for_code(phone, number, "127.0.0.1"), patience)

    def fresh_tries() -> None:
        execute("UPDATE identity_code SET tries = 0")

    deliver_due(sender())
    found = re.search(r"\d{6}", inbox(phone)[0].zh)
    assert found
    day.do("identity.codes.confirm_code", lambda: sign_in_by_code(phone, found[0]), fresh_tries, "identity_code")

    # Numbers and calls.
    day.do("guidance.operations.precheck", lambda: precheck(phone, RENEW, {"identity": True}, "phone"))
    at_the_desk(day, city)
    first = day.do("queue.operations.issue_ticket", lambda: queue.issue_ticket(kiosk, hall, (RENEW,), "kiosk"))
    for _ in range(6):
        queue.issue_ticket(kiosk, hall, (RENEW,), "kiosk")
    mine = queue.issue_ticket(phone, hall, (RENEW,), "phone")
    day.do("queue.operations.give_up", lambda: queue.give_up(phone, mine.id))
    day.do("queue.window_acts.open_window", lambda: queue.open_window(li, at(li)))
    assert day.do("queue.window_acts.call_next", lambda: queue.call_next(li, at(li))) == first.id
    call = row("SELECT id FROM queue_call")
    assert call
    day.do("queue.display_acts.acknowledge_call", lambda: queue.acknowledge_call(display, call["id"], True, True))
    day.do("queue.window_acts.recall", lambda: queue.recall(li, at(li)))
    day.do("queue.window_acts.no_show", lambda: queue.no_show(li, at(li)))
    day.do("queue.return_acts.come_back", lambda: queue.come_back(kiosk, first.id))
    queue.call_next(li, at(li))
    day.do("queue.window_acts.start_serving", lambda: queue.start_serving(li, at(li)))
    day.do("queue.window_acts.transfer", lambda: queue.transfer(li, at(li), "other_window"))
    queue.call_next(li, at(li))
    queue.start_serving(li, at(li))
    day.do("queue.window_acts.leave", lambda: queue.leave(li, at(li)))

    # A renewal, from the papers to the rating.
    served = queue.call_next(li, at(li))
    queue.start_serving(li, at(li))
    day.do("cases.operations.check", lambda: check(li, RENEW, number, FULL))
    day.do("cases.operations.give_notice", lambda: give_notice(li, RENEW, number, Seen()))
    case = day.do("cases.operations.accept_case", lambda: accept_case(li, RENEW, number, FULL))
    holder = Viewer(post="citizen", person_id=id_of_number(number), session_id=phone.session_id, level="code")
    upload = day.do("cases.uploading.add_upload", lambda: add_upload(holder, case.id, "medical", "体检.jpg", decoded()))
    day.do("cases.uploading.remove_upload", lambda: remove_upload(holder, case.id, upload))
    day.do("cases.operations.review", lambda: review(li, case.id))
    sandbox = "payments_sandbox_order"  # the provider's own table: it lies elsewhere
    day.do("payments.code_acts.ask_code", lambda: ask_code(li, case.id), lambda: None, sandbox)
    day.do("payments.code_acts.cancel_code", lambda: cancel_code(li, case.id), lambda: None, sandbox)
    day.do("payments.cash_acts.take_cash", lambda: take_cash(li, case.id, 1000))
    day.do("cases.operations.issue", lambda: issue(li, case.id))
    day.do("cases.operations.finish_visit", lambda: finish_visit(li, at(li)))
    screen = Viewer(post="screen", device_id=UUID(int=8), device_kind="screen", hall_id=hall, office_id=office, window_id=at(li))
    day.do("feedback.operations.rate", lambda: rate(screen, served, 4))

    # Another will not pay, with a code on the screen; his case is withdrawn and accepted anew, and then he pays by code.
    queue.open_window(wang, at(wang))
    queue.call_next(wang, at(wang))
    queue.start_serving(wang, at(wang))
    dropped = accept_case(wang, RENEW, city["cast"]["renew_kiosk"].number, FULL)
    review(wang, dropped.id)
    ask_code(wang, dropped.id)
    day.do("cases.operations.withdraw", lambda: withdraw(wang, dropped.id, "unpaid"), lambda: None, sandbox)
    second = accept_case(wang, RENEW, city["cast"]["renew_kiosk"].number, FULL)
    review(wang, second.id)
    order = ask_code(wang, second.id)
    paid = Sandbox().pay(order.id)
    day.do("payments.code_acts.settle_callback", lambda: settle_callback(paid))
    finish_visit(wang, at(wang))

    # A mortgage, whose entry touches other registers, and the end of the day.
    queue.call_next(wang, at(wang))
    queue.start_serving(wang, at(wang))
    car, bank = cars()["mortgage"], next(iter(banks().values()))
    agent = PartySeen(bank, present=False, agent_identity=True, agent_letter=True)
    seen = replace(MortgageSeen((PartySeen(number),), agent), certificate=car.certificate, contract="HT-1")
    entry = day.do("cases.operations.accept_case", lambda: accept_case(wang, "VEH-MORTGAGE", car.plate, seen))
    review(reviewer, entry.id)
    day.do("cases.operations.issue", lambda: issue(wang, entry.id))
    day.do("queue.window_acts.finish", lambda: queue.finish(wang, at(wang)))
    password = city["accounts"]["c08"]["password"]
    day.do("queue.handing_over.hand_over", lambda: queue.hand_over(wang, at(wang), "c08", password, code_for("c08"), "127.0.0.1"), again("c08"))
    wang = clerk(city, 5)
    day.do("queue.window_acts.pause_window", lambda: queue.pause_window(wang, at(wang)))
    day.do("queue.window_acts.close_window", lambda: queue.close_window(wang, at(wang)))
    peer_keys = own_keys()
    day.do("custody.operations.admit_peer", lambda: admit_peer(chief, "省厅", peer_keys))
    FolderWitness().remember(chain(2)[0])  # what the database does not hold
    day.do("custody.recovery.acknowledge_gap", lambda: acknowledge_gap(chief, "从备份恢复"))
    FolderWitness().file.unlink()
    day.do("identity.devices.revoke_device", lambda: revoke_device(chief, device))
    queue.issue_ticket(kiosk, hall, (RENEW,), "kiosk")
    set_clock(clock.now() + timedelta(days=1), 1.0)
    day.do("queue.night_acts.close_yesterday", lambda: queue.close_yesterday(clock.now()))

    accounts_and_grants(day, city)
    assert acting() - day.done - {FIRST} == set(), "operations that this proof does not exercise"
    assert day.done - acting() == set(), "operations that are gone"
    assert day.cuts > 250


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (A1)")
def test_the_first_administrators_are_all_there_or_none(committed_db: None, nothing_remembered: Callable[[], None]) -> None:
    load_defaults()
    day = Day(nothing_remembered)
    day.do(FIRST, first_administrators)
    assert row("SELECT count(*) AS n FROM identity_account") == {"n": 3}


def test_whatever_writes_without_an_act_is_known() -> None:
    assert writing_without_act() == NO_ACTS


def test_the_proof_fails_when_an_operation_is_not_one_transaction(
    city: dict[str, Any], monkeypatch: pytest.MonkeyPatch, nothing_remembered: Callable[[], None]
) -> None:
    """The guard taken away: an act that commits each statement by itself leaves halves behind, and the proof says so."""

    @contextmanager
    def bare(viewer: Viewer, name: str) -> Iterator[Any]:
        this = audit.Act(viewer, name)
        yield this
        audit._write(this)

    kiosk = Viewer(post="kiosk", device_id=UUID(int=7), device_kind="kiosk", hall_id=city["hall"], office_id=city["office"])
    queue.issue_ticket(kiosk, city["hall"], (RENEW,), "kiosk")
    monkeypatch.setattr("yitang.processes.queue.operations.act", bare)
    with pytest.raises(AssertionError, match="something stayed"):
        Day(nothing_remembered).do("queue.operations.issue_ticket", lambda: queue.issue_ticket(kiosk, city["hall"], (RENEW,), "kiosk"))
