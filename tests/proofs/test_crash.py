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

from tests.proofs.access import data_requests, forgetting, lists_as_files, more_people
from tests.proofs.administrators import accounts_and_grants, changes_of_the_office, first_administrators
from tests.proofs.day import RENEW, account, again, at_the_desk, on_paper
from tests.proofs.erasures import erasures_of
from tests.proofs.knives import Day
from tests.proofs.money import MONEY, money
from tests.proofs.operations import acting, writing_without_act
from yitang.config.demo.vehicles import banks, cars
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit import operations as audit
from yitang.platform.audit.public import FolderWitness, own_keys
from yitang.platform.audit.tests.factories import chain
from yitang.platform.custody.public import acknowledge_gap, admit_peer, confirm_restore, note_drill, note_offline_copy
from yitang.platform.database.public import execute, row, set_clock
from yitang.platform.identity.public import (
    anonymous,
    approve_pairing,
    code_for,
    lock_window,
    revoke_device,
    sign_in,
    start_pairing,
    step_up,
    unlock_window,
)
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import of
from yitang.platform.keys.public import DeviceKey
from yitang.platform.notices.public import deliver_due, inbox, sender
from yitang.platform.policy.public import load_defaults
from yitang.platform.rotation.operations import retire_key, rotate_key
from yitang.platform.rotation.public import ask_new_key, ask_retirement, confirm_change
from yitang.platform.rotation.tests.factories import signed_in
from yitang.platform.uploads.tests.factories import decoded
from yitang.portals.frame.sheets import drawn
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
    add_evidence,
    add_upload,
    ask_correction,
    begin_day,
    bring_paper,
    chase_deferred,
    check,
    decide_correction,
    finish_visit,
    give_notice,
    issue,
    lapse_case,
    reject_case,
    release_case,
    remove_upload,
    review,
    suspend_case,
    withdraw,
)
from yitang.processes.feedback.public import rate
from yitang.processes.guidance.public import precheck
from yitang.processes.papers.public import print_copy, print_paper, revoke_paper
from yitang.processes.payments.public import Sandbox, ask_code, cancel_code, is_settled, settle_callback, take_cash
from yitang.processes.queue import public as queue
from yitang.processes.queue.tests.test_queue import at, clerk
from yitang.registers.catalogue.public import business
from yitang.registers.people.public import ask_for_code, id_of_number, sign_in_by_code

FIRST = "identity.accounts.make_first_administrators"
FULL = Seen(medical_on=date(2026, 11, 20))
# What writes and is no act of a person: sessions and their use, keys against repetition, the log's and the outbox's own work,
# deliveries and sweeps. Each is one statement or one transaction of its own.
NO_ACTS = {
    # The key of a person is made within the act that is about him.
    "audit.personal.keys_of", "audit.sealing.seal_once", "custody.operations.keep_batch", "database.operations.forget_answers", "database.operations.once",
    "database.operations.set_clock", "database.sql.lock", "database.sql.lock_shared", "disclosure.operations.show_people",
    "identity.codes.make_code", "identity.devices.start_pairing", "identity.devices.sweep_nonces", "identity.devices.sweep_pairings",
    "identity.guesses.guessed_wrong", "identity.jobs.sweep", "identity.security_keys.ask_assertion", "identity.security_keys.ask_enrolment",
    "identity.security_keys.mark_copied", "identity.security_keys.sweep_challenges", "identity.sessions.begin", "identity.sessions.holder_of",
    "identity.sessions.end", "identity.sessions.raise_level", "identity.sides.open_post", "identity.sides.sweep_posts", "identity.sign_in.create_account",
    "identity.tries.mark_good", "identity.tries.withdraw", "jobs.operations.do", "jobs.operations.sweep",
    "live.operations.sequence_once", "live.operations.sweep", "notices.operations.deliver_due", "notices.operations.deliver_one",
    "notices.operations.sweep", "people.misses.miss", "people.operations.set_phone", "policy.operations.load_defaults", "policy.operations.set_value",
    "privacy.operations.bind_person", "privacy.operations.show",
    "queue.operations.move", "queue.operations.turn_period", "queue.window_acts.measure",
    "uploads.links.link_to", "uploads.wiping.wipe_let_go",
}  # fmt: skip


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

    admin, security = (signed_in(of(login).account_id or UUID(int=0)) for login in ("admin", "security"))
    day.do("rotation.operations.rotate_key", lambda: rotate_key(security, "mac-code_puzzle"))
    day.do("rotation.operations.retire_key", lambda: retire_key(security, "mac-code_puzzle.1", away), put_back)
    day.do("custody.recovery.confirm_restore", lambda: confirm_restore(admin, "2026-11-29T02:00:00+00:00"))
    with audit.act(admin, "recovery.backup") as this:
        this.on("backup", "yitang-1.age")
    day.do("custody.recovery.note_drill", lambda: note_drill(admin, "yitang-1.age"))
    day.do("custody.recovery.note_offline_copy", lambda: note_offline_copy(admin, "yitang-1.age"))
    day.do("rotation.changes.ask_retirement", lambda: ask_retirement(admin, "mac-code_puzzle.2", away, "没有值了"))
    change = day.do("rotation.changes.ask_new_key", lambda: ask_new_key(admin, "mac-code_puzzle", "一年了"))
    day.do("rotation.changes.confirm_change", lambda: confirm_change(security, change))

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

    head = replace(chief, session_id=begin("two_factor", chief.account_id)[1])
    on_paper(day, city, head)

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
    slip = day.do("papers.operations.print_paper", lambda: print_paper(li, "acceptance", case.id, drawn))
    day.do("papers.operations.print_copy", lambda: print_copy(li, slip.id, "打印机卡纸"))
    day.do("papers.operations.revoke_paper", lambda: revoke_paper(head, slip.id, "印错了"))
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
    second = accept_case(wang, RENEW, city["cast"]["renew_kiosk"].number, Seen(), undertaken=True)
    day.do("cases.deferring.bring_paper", lambda: bring_paper(wang, second.id, "medical", FULL.medical_on))
    day.do("cases.suspending.suspend_case", lambda: suspend_case(wang, second.id, "false_papers", "印章不一样"))
    day.do("cases.suspending.add_evidence", lambda: add_evidence(wang, second.id, "issuer", "医院确认是它出的"))
    day.do("cases.suspending.release_case", lambda: release_case(chief, second.id, "没有问题"))
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
    late = accept_case(wang, RENEW, city["cast"]["soldier"].number, Seen(), undertaken=True)
    found_out = accept_case(wang, "VEH-MORTGAGE", car.plate, seen)
    suspend_case(wang, found_out.id, "false_papers", "印章不一样")
    add_evidence(wang, found_out.id, "asked", "承认是买来的")
    day.do("cases.suspending.reject_case", lambda: reject_case(reviewer, found_out.id, "材料不真实"))
    entry = day.do("cases.operations.accept_case", lambda: accept_case(wang, "VEH-MORTGAGE", car.plate, seen))
    review(reviewer, entry.id)
    day.do("cases.operations.issue", lambda: issue(wang, entry.id))
    wrong = day.do("cases.correcting.ask_correction", lambda: ask_correction(wang, car.plate, "make", "演示牌 YT-7200", "车主发现录错了"))
    day.do("cases.correcting.decide_correction", lambda: decide_correction(reviewer, wrong, True, "合格证上是 7200"))
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
    more_people(day, chief)
    execute("UPDATE identity_session SET factor_at = %s", [clock.real_now()])
    data_requests(day, city, wang, replace(chief, session_id=wang.session_id))
    lists_as_files(day, replace(chief, session_id=wang.session_id), replace(reviewer, session_id=wang.session_id))
    day.do("identity.devices.revoke_device", lambda: revoke_device(chief, device))
    queue.issue_ticket(kiosk, hall, (RENEW,), "kiosk")
    set_clock(clock.now() + timedelta(days=1), 1.0)
    day.do("queue.night_acts.close_yesterday", lambda: queue.close_yesterday(clock.now()))
    day.do("cases.due.begin_day", begin_day)
    set_clock(clock.now() + timedelta(days=6), 1.0)
    day.do("cases.deferring.chase_deferred", chase_deferred)
    set_clock(clock.now() + timedelta(days=10), 1.0)
    day.do("cases.deferring.lapse_case", lambda: lapse_case(late.id))

    accounts_and_grants(day, city)
    erasures_of(day)
    changes_of_the_office(day, city)
    forgetting(day)
    assert acting() - day.done - MONEY - {FIRST} == set(), "operations that this proof does not exercise"
    assert day.done - acting() == set(), "operations that are gone"
    assert day.cuts > 250


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (A1): half a minute")
def test_every_operation_with_money_leaves_its_row_or_nothing(city: dict[str, Any], nothing_remembered: Callable[[], None]) -> None:
    day = Day(nothing_remembered)
    money(day, city)
    assert day.done == MONEY
    assert day.done <= acting(), "operations that are gone"
    assert day.cuts > 150


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
