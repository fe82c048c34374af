"""Photos of papers with a case: who adds, removes and sees them, until when, and that a review and a file do not pass each other unseen."""

import re
import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import MOST_S, together, until_others_wait
from yitang.platform.identity.public import NotYours, PostMayNot, anonymous
from yitang.platform.uploads.errors import SlotFull, UploadGone
from yitang.platform.uploads.public import slot, take_original, uploads_of
from yitang.platform.uploads.tests.factories import decoded
from yitang.processes.cases import uploading
from yitang.processes.cases.access import ACCESS, SEE
from yitang.processes.cases.domain import STATES
from yitang.processes.cases.errors import CaseMovedOn, PaperNotListed
from yitang.processes.cases.public import accept_case, add_upload, can_send, case_for, link_original, may_send, remove_upload, review
from yitang.processes.cases.tests.test_case import FULL, RENEW
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import at, clerk
from yitang.registers.people.public import id_of_number

TABLES = ("uploads_file", "uploads_page", "uploads_quota", "cases_case", "cases_act", "live_outbox")


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A phone's case, accepted at window 3 and not reviewed."""
    _, phone = anonymous()
    issue_ticket(phone, city["hall"], (RENEW,), "phone")
    li = clerk(city, 3)
    call_next(li, at(li))
    start_serving(li, at(li))
    number = city["cast"]["renew"].number
    case = accept_case(li, RENEW, number, FULL)
    citizen = Viewer(post="citizen", person_id=id_of_number(number), session_id=uuid4(), level="code")
    return {**city, "clerk": li, "phone": phone, "citizen": citizen, "case": case.id}


def add(viewer: Viewer, case_id: UUID, material: str = "medical", content: bytes = b"\xff\xd8\xff paper") -> UUID:
    return add_upload(viewer, case_id, material, "体检.jpg", decoded(content))


def as_it_is() -> dict[str, Any]:
    return {table: rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}


def refused(refusal: type[Refusal], do: Any) -> None:
    """Refused by this name, and everything is as it was."""
    before = as_it_is()
    with pytest.raises(refusal):
        do()
    assert as_it_is() == before


def test_the_phone_of_the_ticket_and_the_citizen_who_signed_in_add_and_remove(desk: dict[str, Any]) -> None:
    for viewer in (desk["phone"], desk["citizen"]):
        upload_id = add(viewer, desk["case"])
        assert [(f.id, f.what, f.name) for f in uploads_of(desk["case"])] == [(upload_id, "medical", "体检.jpg")]
        logged = row("SELECT act, thing_kind, thing_id FROM audit_row ORDER BY real_at DESC LIMIT 1")
        assert logged == {"act": "cases.add_upload", "thing_kind": "case", "thing_id": str(desk["case"])}
        remove_upload(viewer, desk["case"], upload_id)
        assert uploads_of(desk["case"]) == []
        refused(UploadGone, lambda v=viewer, u=upload_id: remove_upload(v, desk["case"], u))
    told = rows("SELECT payload ->> 'step' AS step FROM live_outbox WHERE topic = %s ORDER BY id", [f"window:{desk['clerk'].window_id}"])
    assert [r["step"] for r in told][-4:] == ["add_upload", "remove_upload"] * 2


def test_nobody_else_adds_removes_or_sees(desk: dict[str, Any]) -> None:
    upload_id = add(desk["phone"], desk["case"])
    stranger, other = anonymous()[1], Viewer(post="citizen", person_id=uuid4(), session_id=uuid4(), level="code")
    for viewer in (stranger, other):
        refused(NotYours, lambda v=viewer: add(v, desk["case"]))
        refused(NotYours, lambda v=viewer: may_send(v, desk["case"], "medical"))
        refused(NotYours, lambda v=viewer: remove_upload(v, desk["case"], upload_id))
        refused(NotYours, lambda v=viewer: link_original(v, desk["case"], upload_id))
    refused(PostMayNot, lambda: add(desk["clerk"], desk["case"]))
    refused(PostMayNot, lambda: remove_upload(desk["clerk"], desk["case"], upload_id))
    refused(NotYours, lambda: add(desk["phone"], uuid4()))
    assert take_original(link_original(desk["clerk"], desk["case"], upload_id))[1] == b"\xff\xd8\xff paper"
    looked = row("SELECT act, account, thing_id FROM audit_row ORDER BY real_at DESC LIMIT 1")
    assert looked == {"act": "look", "account": desk["clerk"].account_id, "thing_id": str(upload_id)}


def test_only_a_paper_that_the_business_lists_and_only_so_many(desk: dict[str, Any]) -> None:
    for material in ("contract", "", "../medical"):
        refused(PaperNotListed, lambda m=material: add(desk["phone"], desk["case"], m))
        refused(PaperNotListed, lambda m=material: may_send(desk["phone"], desk["case"], m))
    for n in range(10):
        add(desk["phone"], desk["case"], content=b"\xff\xd8\xff%d" % n)
    refused(SlotFull, lambda: add(desk["phone"], desk["case"], "id_person"))


def test_the_slot_says_who_sees_it_as_the_rules_do(city: dict[str, Any]) -> None:
    seen = {post for rule in ACCESS if rule.act == SEE for post in rule.posts}
    words = set(re.findall(r"[a-z]+", slot(uploading.SLOT).seen))
    assert seen <= words
    assert not ({post for rule in ACCESS for post in rule.posts} - seen) & words


def test_what_a_review_looked_at_stays_as_it_was(desk: dict[str, Any]) -> None:
    upload_id = add(desk["phone"], desk["case"])
    assert can_send(desk["phone"], case_for(desk["phone"], desk["case"]))
    assert not can_send(desk["clerk"], case_for(desk["clerk"], desk["case"]))
    for state in ("reviewed", "refused", "issued", "filed", "withdrawn"):
        execute("UPDATE cases_case SET state = %s", [state])
        refused(CaseMovedOn, lambda: add(desk["phone"], desk["case"]))
        refused(CaseMovedOn, lambda: may_send(desk["phone"], desk["case"], "medical"))
        refused(CaseMovedOn, lambda: remove_upload(desk["phone"], desk["case"], upload_id))
        assert not can_send(desk["phone"], case_for(desk["phone"], desk["case"]))
        assert [f.id for f in uploads_of(desk["case"])] == [upload_id]
    assert {state for state, act in STATES if act in ("add_upload", "remove_upload")} == {"accepted"}


def meeting_a_review(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch, locked: bool) -> tuple[list[str], list[str]]:
    """A file is being added: its act has read the case when the review begins. Returns: what the two said, and the order of their rows."""
    read, go_on, said = threading.Event(), threading.Event(), []

    def reads(sql: str, params: Any) -> Any:
        found = row(sql if locked else sql.replace(" FOR UPDATE", ""), params)
        read.set()
        go_on.wait(MOST_S)
        return found

    def run(name: str, do: Any) -> None:
        try:
            do()
            said.append(f"{name} done")
        except Refusal as refusal:
            said.append(f"{name} {refusal.code}")
        finally:
            connection.close()

    monkeypatch.setattr(uploading, "row", reads)
    adding = threading.Thread(target=run, args=("file", lambda: add(desk["phone"], desk["case"])))
    reviewing = threading.Thread(target=run, args=("review", lambda: review(desk["clerk"], desk["case"])))
    adding.start()
    assert read.wait(MOST_S)
    reviewing.start()
    if locked:
        until_others_wait(1)
    else:
        reviewing.join(MOST_S)
    go_on.set()
    adding.join(MOST_S)
    reviewing.join(MOST_S)
    return sorted(said), said


def test_a_review_that_begins_while_a_file_is_added_waits_and_sees_it(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    both, order = meeting_a_review(desk, monkeypatch, locked=True)
    assert both == ["file done", "review done"]
    assert order == ["file done", "review done"]
    monkeypatch.undo()
    refused(CaseMovedOn, lambda: add(desk["phone"], desk["case"]))


def test_with_the_lock_taken_away_a_file_comes_after_the_review_that_did_not_see_it(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    _, order = meeting_a_review(desk, monkeypatch, locked=False)
    assert order == ["review done", "file done"]
    assert case_for(desk["phone"], desk["case"]).state == "reviewed"


def test_of_many_removals_at_once_one_is_done(desk: dict[str, Any]) -> None:
    upload_id = add(desk["phone"], desk["case"])
    said = together(4, lambda _: remove_upload(desk["phone"], desk["case"], upload_id))
    assert sorted(map(str, said)) == ["None", "upload_gone", "upload_gone", "upload_gone"]
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'cases.remove_upload'") == {"n": 1}
