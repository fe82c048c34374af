"""What people ask of the data about themselves, from the phone and the desk to the answer, with every refusal and the database as it was."""

import json
import re
import threading
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from tests.abuse.picture import as_it_was, count, owner
from tests.trials.people import Sender, staff

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row, set_clock
from yitang.platform.identity.public import FreshFactorNeeded, NotYours, PostMayNot
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import of
from yitang.platform.retention.public import run, slot_of
from yitang.processes.queue.tests.test_queue import clerk
from yitang.processes.requests import operations
from yitang.processes.requests.public import (
    answer,
    ask,
    ask_at_desk,
    copy_for,
    correct,
    due_soon,
    own_requests,
    parts,
    refuse,
    request_for,
    requests_of_office,
    withdraw,
)
from yitang.registers.people.public import clear, id_of_number, match_persons, register_person

Desk = dict[str, Any]


def signed(login: str) -> Viewer:
    """A member of staff with a session whose second factor is fresh."""
    known = of(login)
    post = row("SELECT id FROM identity_post WHERE account_id = %s", [known.account_id])
    assert post
    _, session = begin("two_factor", known.account_id, post["id"])
    return Viewer(known.account_id, known.person_id, known.post, known.office_id, known.hall_id, session_id=session, level="two_factor")


@pytest.fixture
def desk(city: dict[str, Any]) -> Desk:
    """A citizen on his phone, signed in; a reviewer and the head of the office, whose factor is fresh."""
    number = city["cast"]["renew"].number
    person = id_of_number(number)
    token, session = begin("code", person_id=person)
    citizen = Viewer(person_id=person, post="citizen", session_id=session, level="code")
    return {**city, "number": number, "person": person, "citizen": citizen, "phone": Sender(token), "reviewer": signed("r01"), "chief": signed("chief")}


def asked(desk: Desk, kind: str = "copy", text: str = "", field: str = "", wanted: str = "") -> UUID:
    return ask(desk["citizen"], kind, text, field, wanted, desk["office"])


def state(request_id: UUID) -> str:
    found = row("SELECT state FROM requests_request WHERE id = %s", [request_id])
    assert found
    return str(found["state"])


def test_every_room_that_knows_people_says_what_and_which_duty_keeps_it(city: dict[str, Any]) -> None:
    names = [one.name for one in parts()]
    assert len(names) == len(set(names)) > 9
    for one in parts():
        assert one.erase or (one.duty_zh and one.duty_en and one.article), one.name
        assert one.words, one.name
    declared = {config.label for config in apps.get_app_configs() if getattr(config, "subject", "")}
    assert declared == {"people", "drivers", "vehicles", "notices", "disclosure", "queue", "cases", "requests"}


def test_a_copy_from_asking_to_the_file_for_machines(desk: Desk) -> None:
    phone, reviewer = desk["phone"], staff(desk, "r01")
    page = phone.get("/me/data").content.decode()
    assert "15 个工作日内答复" in page
    made = phone.form("/me/data", {"kind": "copy", "text": "要一份", "office": str(desk["office"])})
    assert made.status_code == 303
    address = made["Location"]
    assert "在办" in phone.get(address).content.decode()
    assert phone.get(f"{address}/copy").status_code == 404, "before the answer there is none"
    listed = reviewer.get("/window/requests").content.decode()
    at = re.search(r"/window/requests/[0-9a-f-]{36}", listed)
    assert at
    assert desk["number"] not in listed
    assert reviewer.form(f"{at[0]}/answer", {"text": "副本可以取了"}).status_code == 303
    assert "副本可以取了" in phone.get(address).content.decode()
    people = phone.get(f"{address}/copy").content.decode()
    said = json.loads(phone.get(f"{address}/copy.json").content)
    assert desk["number"] in people, "his own number, in full"
    assert [one["name"] for one in said["parts"]] == [one.name for one in parts()]
    held = {one["name"]: one["rows"] for one in said["parts"]}
    assert held["people.documents"][0]["number"] == desk["number"]
    assert held["people.person"][0]["name"] == clear(desk["person"], "name")
    assert held["drivers.licence"]
    assert held["requests.requests"][0]["kind"] == "copy"
    assert count("audit_row", "act = 'look' AND thing_kind = 'request.copy'") == 2, "each fetch is a recorded look"
    assert count("notices_notice", "template = 'data_request'") == 1


def test_a_copy_ends_after_its_days_and_is_asked_for_anew(desk: Desk) -> None:
    made = asked(desk)
    answer(desk["reviewer"], made, "可以取了")
    assert copy_for(desk["citizen"], made)[1]
    set_clock(clock.now() + timedelta(days=31), 1.0)
    with as_it_was(), pytest.raises(Refusal) as told:
        copy_for(desk["citizen"], made)
    assert told.value.code == "no_copy_yet"
    assert asked(desk) != made


def test_the_copy_holds_every_entry_of_the_register_that_is_this_person(desk: Desk) -> None:
    with act(Viewer.system(), "test.match") as this:
        other = register_person(this, "natural", "旧名", "110101900101001", "", clock.today())
        match_persons(this, desk["person"], other, "派出所证明")
    made = asked(desk)
    answer(desk["reviewer"], made, "可以取了")
    held = {one.name: one.rows for one in copy_for(desk["citizen"], made)[1]}
    assert {one["name"] for one in held["people.person"]} >= {"旧名"}
    assert {one["number"] for one in held["people.documents"]} >= {desk["number"], "110101900101001"}


def test_a_correction_is_an_act_on_the_register_and_the_former_value_is_closed(desk: Desk) -> None:
    made = asked(desk, "correct", "写错了", "name", "梁对名")
    before = clear(desk["person"], "name")
    correct(desk["reviewer"], made, "name", "梁对名", "已更正")
    assert clear(desk["person"], "name") == "梁对名"
    assert state(made) == "answered"
    log = row("SELECT log_id FROM requests_request WHERE id = %s", [made])
    change = row("SELECT made_by, former_cipher FROM people_change WHERE person_id = %s", [desk["person"]])
    assert log
    assert change
    assert change["made_by"] == log["log_id"], "the register names the act"
    assert bytes(change["former_cipher"]).find(before.encode()) == -1
    phoned = asked(desk, "correct", "", "phone", "13900001111")
    with as_it_was(), pytest.raises(Refusal) as told:
        correct(desk["reviewer"], phoned, "phone", "12", "已更正")
    assert told.value.code == "phone_invalid"
    correct(desk["reviewer"], phoned, "phone", "13900001111", "已更正")
    assert clear(desk["person"], "phone") == "13900001111"
    assert count("people_phone", f"person_id = '{desk['person']}'") == 2


def test_deletion_takes_what_may_go_and_names_the_duty_of_the_rest(desk: Desk) -> None:
    mine = desk["person"]
    execute("UPDATE people_phone SET true_to = true_from WHERE person_id = %s", [mine])
    bare, cased = ticket(desk, mine, 1), ticket(desk, mine, 2)
    execute("INSERT INTO queue_visit_person (id, visit_id, role, person_id, level) VALUES (%s, %s, 'applicant', %s, 'in_person')", [new_id(), cased[0], mine])
    phone, chief = desk["phone"], staff(desk, "chief")
    address = phone.form("/me/data", {"kind": "delete", "office": str(desk["office"])})["Location"]
    page = phone.get("/me/data").content.decode()
    assert "第47条第2款" in page
    request_id = address.rpartition("/")[2]
    desk_page = chief.get(f"/window/requests/{request_id}").content.decode()
    assert "会删" in desk_page
    assert "登记档案要保存" in desk_page
    assert chief.form(f"/window/requests/{request_id}/answer", {"text": "能删的删了"}).status_code == 303
    assert count("people_phone", f"person_id = '{mine}'") == 0
    assert row("SELECT person_id FROM queue_ticket WHERE id = %s", [bare[1]]) == {"person_id": None}
    assert row("SELECT person_id FROM queue_ticket WHERE id = %s", [cased[1]]) == {"person_id": mine}
    assert count("people_document", f"person_id = '{mine}'") > 0
    told = phone.get(address).content.decode()
    assert '以前的手机 <span class="num">1</span> 条' in told
    assert '取过的号 <span class="num">1</span> 条' in told
    assert "按规定留下的" in told


def ticket(desk: Desk, person: UUID, n: int) -> tuple[UUID, UUID]:
    visit, made, at = new_id(), new_id(), clock.now() - timedelta(days=3)
    execute(
        "INSERT INTO queue_visit (id, hall_id, day, channel, trace_id, started_at) VALUES (%s, %s, %s, 'phone', %s, %s)",
        [visit, desk["hall"], at.date(), uuid4(), at],
    )
    execute(
        "INSERT INTO queue_ticket (id, visit_id, hall_id, day, letter, number, klass, evidence, businesses, state, reference_digest, person_id, language, "
        "issued_at, ready_at, closed_at) VALUES (%s, %s, %s, %s, 'Z', %s, 'ordinary', '', ARRAY['DRV-RENEW'], 'done', %s, %s, 'zh', %s, %s, %s)",
        [made, visit, desk["hall"], at.date(), n, uuid4().bytes, person, at, at, at],
    )
    return visit, made


def test_a_refusal_names_its_ground_its_article_and_where_to_contest_it(desk: Desk) -> None:
    phone, reviewer = desk["phone"], staff(desk, "r01")
    made = asked(desk, "delete")
    address = f"/window/requests/{made}/refuse"
    assert reviewer.get(f"/window/requests/{made}").status_code == 200
    for fields, code in (({"ground": "because", "text": "不行"}, "ground_unknown"), ({"ground": "archive", "text": " "}, "answer_missing")):
        with as_it_was():
            again = reviewer.form(address, fields)
        assert again.status_code == 422
        assert code in again.content.decode()
        assert fields["text"] in again.content.decode()
    assert reviewer.form(address, {"ground": "archive", "text": "档案期没到"}).status_code == 303
    page = phone.get(f"/me/data/{made}").content.decode()
    for words in ("没有同意", "档案期没到", "第47条第2款", "向人民法院起诉", "第50条、第65条"):
        assert words in page
    assert reviewer.form(address, {"ground": "archive", "text": "再来"}).status_code == 409


def test_at_the_desk_the_document_is_seen_first(desk: Desk) -> None:
    li = clerk(desk, 3)
    with as_it_was(), pytest.raises(Refusal) as told:
        ask_at_desk(li, desk["number"], "copy", "", "", "", seen=False)
    assert told.value.code == "document_not_seen"
    with as_it_was(), pytest.raises(Refusal):
        ask_at_desk(li, "110101199003070011", "copy", "", "", "", seen=True)
    made = ask_at_desk(li, desk["number"], "copy", "", "", "", seen=True)
    assert row("SELECT channel, identity, asked_account FROM requests_request WHERE id = %s", [made]) == {
        "channel": "desk", "identity": "in_person", "asked_account": li.account_id,
    }  # fmt: skip
    reviewer, by_http = desk["reviewer"], staff(desk, "r01")
    answer(reviewer, made, "可以打印")
    assert copy_for(reviewer, made)[1]
    execute("UPDATE identity_session SET factor_at = factor_at - interval '1 hour'")
    with as_it_was(), pytest.raises(FreshFactorNeeded):
        copy_for(reviewer, made)
    page = by_http.get(f"/window/requests/{made}/copy")
    assert page.status_code == 403
    assert "fresh_code" in page.content.decode()
    assert desk["number"] not in page.content.decode()


def test_the_form_at_the_desk_keeps_what_was_typed(desk: Desk) -> None:
    reviewer = staff(desk, "r01")
    said = {"number": desk["number"], "kind": "correct", "field": "name", "wanted": "", "text": "他说写错了", "seen": "yes"}
    with as_it_was():
        page = reviewer.form("/window/requests/new", said)
    assert page.status_code == 422
    for words in ("他说写错了", desk["number"], "更正要写明"):
        assert words in page.content.decode()
    assert reviewer.form("/window/requests/new", {**said, "wanted": "梁对名"}).status_code == 303


def test_one_open_request_of_a_kind_and_it_can_be_withdrawn(desk: Desk) -> None:
    phone = desk["phone"]
    first = phone.form("/me/data", {"kind": "copy", "office": str(desk["office"])})["Location"]
    with as_it_was():
        again = phone.form("/me/data", {"kind": "copy", "text": "再要", "office": str(desk["office"])})
    assert again.status_code == 409
    assert "再要" in again.content.decode()
    assert phone.form(f"{first}/withdraw", {}).status_code == 303
    assert phone.form("/me/data", {"kind": "copy", "office": str(desk["office"])}).status_code == 303
    request_id = UUID(first.rpartition("/")[2])
    with as_it_was(), pytest.raises(Refusal) as told:
        answer(desk["reviewer"], request_id, "晚了")
    assert told.value.code == "request_ended"


def test_two_who_ask_the_same_at_once_ask_it_once_and_without_the_key_twice(desk: Desk) -> None:
    def at_once() -> list[str]:
        found, ready = list[str](), threading.Barrier(4)

        def one() -> None:
            ready.wait()
            try:
                asked(desk)
                found.append("asked")
            except Refusal as refusal:
                found.append(refusal.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=one) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(found)

    owner("DROP INDEX one_open_request_of_a_kind")
    try:
        assert at_once() == ["asked"] * 4, "with the guard away all four are asked"
    finally:
        execute("DELETE FROM requests_request")
        owner("CREATE UNIQUE INDEX one_open_request_of_a_kind ON requests_request (person_id, kind) WHERE state = 'open'")
    assert at_once() == ["asked", *["same_request_open"] * 3]


def test_two_who_answer_at_once_answer_once(desk: Desk) -> None:
    made, ends, ready = asked(desk), list[str](), threading.Barrier(2)

    def one(who: Viewer, what: Any) -> None:
        ready.wait()
        try:
            what(who)
            ends.append("done")
        except Refusal as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=one, args=(desk["reviewer"], lambda who: answer(who, made, "可以"))),
        threading.Thread(target=one, args=(desk["chief"], lambda who: refuse(who, made, "not_here", "不在这"))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["done", "request_ended"]
    assert count("notices_notice", "template = 'data_request'") == 1


def test_nobody_answers_his_own_and_the_constraint_says_so_too(desk: Desk) -> None:
    reviewer = desk["reviewer"]
    made = asked(desk)
    execute("UPDATE requests_request SET person_id = %s WHERE id = %s", [reviewer.person_id, made])
    for what in (
        lambda: answer(reviewer, made, "可以"),
        lambda: refuse(reviewer, made, "archive", "不行"),
        lambda: correct(reviewer, made, "name", "新名", "可以"),
    ):
        with as_it_was(), pytest.raises(Refusal) as told:
            what()
        assert told.value.code == "own_request"
    with pytest.raises(IntegrityError, match="nobody_answers_his_own_request"):
        execute(
            "UPDATE requests_request SET state = 'answered', ended_at = now(), answered_account = %s, answered_person = %s WHERE id = %s",
            [reviewer.account_id, reviewer.person_id, made],
        )


def test_anothers_request_is_not_there(desk: Desk) -> None:
    made = asked(desk)
    stranger = Viewer(person_id=uuid4(), post="citizen", session_id=uuid4(), level="code")
    phone = Viewer(post="citizen", session_id=desk["citizen"].session_id, level="anonymous")
    for who in (stranger, of("chiefx")):
        for what in (lambda v: request_for(v, made), lambda v: copy_for(v, made), lambda v: withdraw(v, made), lambda v: answer(v, made, "可以")):
            with as_it_was(), pytest.raises((NotYours, PostMayNot)):
                what(who)
    with pytest.raises(PostMayNot):
        own_requests(phone)
    with pytest.raises(PostMayNot):
        requests_of_office(clerk(desk, 3))


def test_the_limit_counts_working_days_and_the_list_has_the_first_due_first(desk: Desk) -> None:
    first = asked(desk)
    due = row("SELECT due_on FROM requests_request WHERE id = %s", [first])
    assert due
    assert (due["due_on"] - clock.today()).days == 21, "fifteen working days of three weeks, from Tuesday 24 November"
    set_clock(clock.now() + timedelta(days=1), 1.0)
    second = asked(desk, "delete")
    assert [one.id for one in requests_of_office(desk["chief"])] == [first, second]
    assert due_soon(desk["chief"]) == 0
    set_clock(clock.now() + timedelta(days=19), 1.0)
    assert [(one.soon, one.late) for one in requests_of_office(desk["chief"])] == [(True, False), (True, False)]
    set_clock(clock.now() + timedelta(days=3), 1.0)
    page = staff(desk, "chief").get("/window/requests").content.decode()
    assert "超过期限" in page
    assert [one.late for one in requests_of_office(desk["chief"])] == [True, True]
    assert due_soon(desk["chief"]) == 2
    assert "2</b> 份到期或快到期" in staff(desk, "chief").get("/chief/").content.decode(), "the head of the office is reminded"


def test_what_was_said_goes_after_three_years(desk: Desk) -> None:
    made = asked(desk, "copy", "要一份")
    kept = row("SELECT r::text AS said FROM requests_request r WHERE id = %s", [made])
    assert kept
    assert "要一份".encode().hex() not in kept["said"], "what was said lies encrypted"
    answer(desk["reviewer"], made, "可以取了")
    set_clock(clock.now() + timedelta(days=1094), 1.0)
    run(slot_of(clock.real_now()))
    assert request_for(desk["citizen"], made).text == "要一份"
    set_clock(clock.now() + timedelta(days=2), 1.0)
    run(slot_of(clock.real_now()))
    found = request_for(desk["citizen"], made)
    assert (found.text, found.answer, found.state) == ("", "", "answered")


def test_cut_off_in_the_middle_of_a_deletion_nothing_is_gone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    execute("UPDATE people_phone SET true_to = true_from WHERE person_id = %s", [desk["person"]])
    made = asked(desk, "delete")

    class Killed(BaseException):
        pass

    def cut(*_: Any, **__: Any) -> None:
        raise Killed

    monkeypatch.setattr(operations, "send", cut)
    with pytest.raises(Killed):
        answer(desk["reviewer"], made, "删了")
    connection.close()
    assert count("people_phone", f"person_id = '{desk['person']}'") == 1
    assert state(made) == "open"
