"""An export from asking to the file: purpose, cap, second person, rights at run time, one download, seven days, a mark in each row."""

import csv
import io
import re
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, connection
from openpyxl import load_workbook
from tests.abuse.picture import as_it_was, count
from tests.trials.people import staff

from yitang.config.cli import main
from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, new_id, row, rows, set_clock
from yitang.platform.exports.domain import mark_of, marks_in
from yitang.platform.exports.public import approve, ask, export_for, exports_of, make, refuse, take, whose
from yitang.platform.identity.public import FreshFactorNeeded, NotYours, PostMayNot
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import of
from yitang.platform.policy.public import forget
from yitang.platform.retention.public import run, slot_of
from yitang.processes.cases.public import Seen, accept_case
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk
from yitang.registers.people.public import people

SOURCE, PURPOSE = "cases.accepted", "报市局的月度统计"
COPY = (
    "business, channel, state, visit_id, ticket_id, session_id, window_id, accepting_office, managing_office, agent_name, subject_kind, acceptor_account, "
    'acceptor_person, trace_id, facts, "grant", accepted_at, due_on, deferred'
)


def fresh(login: str) -> Viewer:
    """A member of staff whose second factor is fresh."""
    known = of(login)
    post = row("SELECT id FROM identity_post WHERE account_id = %s", [known.account_id])
    assert post
    _, session = begin("two_factor", known.account_id, post["id"])
    return Viewer(known.account_id, known.person_id, known.post, known.office_id, known.hall_id, session_id=session, level="two_factor")


@pytest.fixture
def files(city: dict[str, Any]) -> list[UUID]:
    """Ten cases of ten persons, accepted today."""
    li = clerk(city, 3)
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    first = accept_case(li, RENEW[0], city["cast"]["renew"].number, Seen(medical_on=clock.today())).id
    made = [first]
    who = rows("SELECT person_id FROM drivers_licence WHERE person_id <> (SELECT applicant_id FROM cases_case) ORDER BY archive_number LIMIT 9")
    for n, one in enumerate(who):
        made.append(new_id())
        execute(
            f"INSERT INTO cases_case (id, number, applicant_id, subject_id, {COPY}) SELECT %s, %s, %s, %s, {COPY} FROM cases_case WHERE id = %s",
            [made[-1], f"X{n:03d}", one["person_id"], uuid4(), first],
        )
    return made


def asked(who: Viewer, form: str = "csv", purpose: str = PURPOSE) -> UUID:
    return ask(who, SOURCE, clock.today(), clock.today(), form, purpose)


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def cap(rows_: int) -> None:
    execute("UPDATE policy_value SET value = %s::text::jsonb WHERE name = 'exports.cap_rows'", [str(rows_)])
    forget()


def test_from_asking_to_the_one_download_over_the_pages(city: dict[str, Any], files: list[UUID]) -> None:
    chief = staff(city, "chief")
    assert "还没有导出过" in chief.get("/window/exports").content.decode()
    today = clock.today().isoformat()
    said = {"source": SOURCE, "from_on": today, "to_on": today, "format": "csv", "purpose": PURPOSE}
    address = chief.form("/window/exports", said)["Location"]
    assert "正在生成" in chief.get(address).content.decode()
    assert chief.form(f"{address}/file", {}).status_code == 409, "it is not made yet"
    job = row("SELECT args FROM procrastinate_jobs WHERE task_name = 'exports:make'")
    assert job is not None, "the worker has been asked"
    make(UUID(address.rpartition("/")[2]))
    assert "可以下载一次" in chief.get(address).content.decode()
    answer = chief.form(f"{address}/file", {})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"].startswith("text/csv")
    found = table(answer.content)
    assert len(found) == 1 + len(files) + 1
    assert chief.form(f"{address}/file", {}).status_code == 409
    assert "已下载" in chief.get(address).content.decode()
    assert row("SELECT cipher FROM exports_export") == {"cipher": None}
    acts = [one["act"] for one in rows("SELECT act FROM audit_row WHERE act LIKE 'exports%%' ORDER BY real_at")]
    assert acts[0] == "exports.ask"
    assert acts[-2:] == ["exports.make", "exports.take"]


def test_what_is_in_it_is_what_the_viewer_may_see_row_by_row_and_masked(city: dict[str, Any], files: list[UUID]) -> None:
    chief = fresh("chief")
    county = row("SELECT id FROM offices_office WHERE kind = 'county'")
    assert county
    execute("UPDATE cases_case SET accepting_office = %s, managing_office = %s WHERE id = %s", [county["id"], county["id"], files[0]])
    made = asked(chief)
    make(made)
    found = table(take(chief, made)[0])[1:-1]
    applicants = {one["id"]: one for one in rows("SELECT id, number, applicant_id FROM cases_case WHERE id = ANY(%s)", [files[1:]])}
    known = people([one["applicant_id"] for one in applicants.values()])
    assert {line[0] for line in found} == {one["number"] for one in applicants.values()}
    assert {line[3].lstrip("'") for line in found} == {one.name_staff for one in known.values()}
    names = {one["name"] for one in rows("SELECT name FROM people_person WHERE id = ANY(%s)", [list(known)])}
    assert not {name for name in names if any(name == cell for line in found for cell in line)}
    numbers = re.compile(r"\d{17}[\dX]")
    assert not [cell for line in found for cell in line if numbers.search(cell)]


def test_each_refusal_is_named_and_leaves_everything_as_it_was(city: dict[str, Any], files: list[UUID]) -> None:
    chief, today = fresh("chief"), clock.today()
    tries: list[tuple[Callable[[], object], str]] = [
        (lambda: ask(chief, "people.everybody", today, today, "csv", PURPOSE), "export_source_unknown"),
        (lambda: ask(chief, SOURCE, today, today - timedelta(days=1), "csv", PURPOSE), "export_span_wrong"),
        (lambda: ask(chief, SOURCE, today - timedelta(days=400), today, "csv", PURPOSE), "export_span_wrong"),
        (lambda: ask(chief, SOURCE, today, today, "exe", PURPOSE), "export_format_unknown"),
        (lambda: ask(chief, SOURCE, today, today, "csv", " 看 "), "export_purpose_missing"),
        (lambda: ask(chief, SOURCE, today - timedelta(days=9), today - timedelta(days=8), "csv", PURPOSE), "nothing_to_export"),
    ]
    for how, code in tries:
        with as_it_was(), pytest.raises(Refusal) as told:
            how()
        assert told.value.code == code
        assert told.value.cure_zh_text, code
        assert told.value.cure_en_text, code
    execute("UPDATE policy_value SET value = '3' WHERE name = 'exports.most_rows'")
    forget()
    with as_it_was(), pytest.raises(Refusal) as told:
        asked(chief)
    assert told.value.code == "too_much_to_export"
    page = staff(city, "chief").form("/window/exports", {"source": SOURCE, "from_on": "x", "to_on": "2026-11-24", "format": "csv", "purpose": PURPOSE})
    assert page.status_code == 422
    assert PURPOSE in page.content.decode()


def test_an_export_asks_for_a_fresh_second_factor_when_asked_and_when_taken(city: dict[str, Any], files: list[UUID]) -> None:
    chief = fresh("chief")
    made = asked(chief)
    make(made)
    execute("UPDATE identity_session SET factor_at = factor_at - interval '1 hour'")
    with as_it_was(), pytest.raises(FreshFactorNeeded):
        asked(chief)
    with as_it_was(), pytest.raises(FreshFactorNeeded):
        take(chief, made)


def test_above_the_cap_another_person_lets_it_go(city: dict[str, Any], files: list[UUID]) -> None:
    cap(5)
    chief, reviewer = fresh("chief"), fresh("r01")
    made = asked(chief)
    assert export_for(chief, made).state == "waiting"
    assert [one.id for one in exports_of(reviewer)[1]] == [made]
    make(made)
    assert export_for(chief, made).state == "waiting", "the worker makes nothing before"
    for what in (approve, refuse):
        with as_it_was(), pytest.raises(Refusal) as told:
            what(chief, made)
        assert told.value.code == "not_own_export"
    with as_it_was(), pytest.raises(NotYours):
        approve(fresh("chiefx"), made)
    page = staff(city, "r01").get(f"/window/exports/{made}").content.decode()
    assert "同意导出 10 行" in page
    approve(reviewer, made)
    make(made)
    assert len(table(take(chief, made)[0])) == 12
    second = asked(chief)
    refuse(reviewer, second)
    with as_it_was(), pytest.raises(Refusal) as told:
        approve(reviewer, second)
    assert told.value.code == "export_moved_on"


def test_the_constraints_hold_under_plain_sql(city: dict[str, Any], files: list[UUID]) -> None:
    cap(5)
    chief = fresh("chief")
    made = asked(chief)
    for sets, name in (
        (f"decided_person = '{chief.person_id}'", "nobody_approves_his_own_export"), ("state = 'queued'", "a_large_export_has_two_people"),
        ("cipher = 'x'", "a_file_is_there_to_be_taken_once"), ("state = 'gone', above_cap = false", "export_state_is_known"),
        ("format = 'exe'", "export_format_is_known"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=name):
            execute(f"UPDATE exports_export SET {sets} WHERE id = %s", [made])


def test_somebody_elses_export_is_not_there(city: dict[str, Any], files: list[UUID]) -> None:
    chief, reviewer = fresh("chief"), fresh("r01")
    made = asked(chief)
    make(made)
    for who in (reviewer, fresh("chiefx")):
        for what in (export_for, take, approve):
            with as_it_was(), pytest.raises((NotYours, Refusal)) as told:
                what(who, made)
            assert isinstance(told.value, NotYours) or told.value.code == "export_moved_on"
    other = staff(city, "r01")
    assert other.get(f"/window/exports/{made}").status_code == other.form(f"/window/exports/{made}/file", {}).status_code == 404
    for login in ("c03", "g01", "admin", "security", "audit"):
        with pytest.raises(PostMayNot):
            asked(of(login))


def test_who_lost_his_post_meanwhile_gets_no_file(city: dict[str, Any], files: list[UUID]) -> None:
    chief = fresh("chief")
    made = asked(chief)
    execute("UPDATE identity_post SET ended_at = now(), side = NULL WHERE account_id = %s", [chief.account_id])
    make(made)
    assert row("SELECT state, cipher, rows FROM exports_export") == {"state": "failed", "cipher": None, "rows": 0}


def test_the_file_lies_encrypted_and_after_seven_days_it_is_gone(city: dict[str, Any], files: list[UUID]) -> None:
    chief = fresh("chief")
    made = asked(chief)
    make(made)
    kept = row("SELECT cipher FROM exports_export")
    number = row("SELECT number FROM cases_case WHERE id = %s", [files[0]])
    assert kept
    assert number
    assert number["number"].encode() not in bytes(kept["cipher"])
    assert "业务".encode() not in bytes(kept["cipher"])
    set_clock(clock.now() + timedelta(days=7, minutes=1), 1.0)
    with as_it_was(), pytest.raises(Refusal) as told:
        take(chief, made)
    assert told.value.code == "export_moved_on"
    run(slot_of(clock.real_now()))
    assert row("SELECT state, cipher FROM exports_export") == {"state": "over", "cipher": None}


def test_ten_downloads_at_once_get_one_file(city: dict[str, Any], files: list[UUID]) -> None:
    chief = fresh("chief")
    made = asked(chief)
    make(made)
    found, ready = list[str](), threading.Barrier(10)

    def one() -> None:
        ready.wait()
        try:
            take(chief, made)
            found.append("file")
        except Refusal as refusal:
            found.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["export_moved_on"] * 9 + ["file"]


def test_made_twice_it_is_made_once(city: dict[str, Any], files: list[UUID]) -> None:
    chief = fresh("chief")
    made = asked(chief)
    make(made)
    before = row("SELECT cipher FROM exports_export")
    make(made)
    assert row("SELECT cipher FROM exports_export") == before
    assert count("audit_row", "act = 'exports.make'") == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_any_row_of_the_file_tells_who_took_it_out(city: dict[str, Any], files: list[UUID], form: str, tmp_path: Path) -> None:
    chief, reviewer = fresh("chief"), fresh("r01")
    made, other = asked(chief, form), asked(reviewer, form, "复核上月的业务")
    for one in (made, other):
        make(one)
    content, name = take(chief, made)[0], take(reviewer, other)[2]
    assert name == f"yitang-cases-accepted-{clock.today()}.{form}"
    file = tmp_path / f"leak.{form}"
    file.write_bytes(content)
    said = CliRunner().invoke(main, ["whose-export", str(file)])
    assert said.exit_code == 0, said.output
    assert PURPOSE in said.output
    assert "    11 行" in said.output
    lines = [[str(cell or "") for cell in line] for line in load_workbook(io.BytesIO(content))["导出"].values] if form == "xlsx" else table(content)
    part = "\n".join("；".join(line) for line in lines[3:5])
    [(found, many)] = whose(Viewer.system(), part.encode())
    assert (found.id, found.account_id, many) == (made, chief.account_id, 2), "two rows pasted into a message are enough"
    assert whose(Viewer.system(), b"YT-AAAAAAAAAAAAA nothing of ours") == []
    with pytest.raises(PostMayNot):
        whose(chief, content)


def test_a_mark_is_read_as_it_was_written() -> None:
    mark = bytes(range(6))
    assert [marks_in(f"x,{mark_of(mark, n)},y") for n in (0, 1, 65_535)] == [[mark]] * 3
    assert marks_in("YT-ABC") == []


def test_a_day_is_a_local_day(city: dict[str, Any], files: list[UUID]) -> None:
    chief = fresh("chief")
    execute("UPDATE cases_case SET accepted_at = %s WHERE id = %s", [clock.local_day_bounds(date(2026, 11, 24))[1] - timedelta(seconds=1), files[1]])
    execute("UPDATE cases_case SET accepted_at = %s WHERE id = %s", [clock.local_day_bounds(date(2026, 11, 24))[1], files[2]])
    made = asked(chief)
    make(made)
    assert len(table(take(chief, made)[0])) == 11
