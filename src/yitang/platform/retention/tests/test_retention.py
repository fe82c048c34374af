"""What has been kept long enough goes, all of it and nothing else; a run that is killed goes on; two at once count each row once."""

import re
import threading
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection

from yitang.config.cli import main
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.grants import append_only
from yitang.platform.database.public import SHARED, Block, Kept, execute, new_id, row, rows
from yitang.platform.identity.public import PostMayNot, anonymous
from yitang.platform.policy.public import value_row
from yitang.platform.retention import operations
from yitang.platform.retention.public import end_run, forget_some, plan, rules, run, run_if_due, runs, slot_of

SYSTEM = Viewer.system()
DAY = timedelta(days=1)
NAMED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)")


def rule(name: str) -> Kept:
    return next(one for one in rules() if one.name == name)


def there(table: str, where: str = "true") -> int:
    found = row(f"SELECT count(*) AS n FROM {table} WHERE {where}")
    assert found
    return int(found["n"])


def slot() -> datetime:
    return slot_of(clock.real_now())


@pytest.fixture
def hall(city: dict[str, Any]) -> dict[str, Any]:
    """Two visits of long ago: one without a case, one with; a third of today."""
    found: dict[str, Any] = {"now": clock.now()}
    for n, (name, age) in enumerate((("bare", 91), ("case", 91), ("young", 89))):
        found[name] = visit(city, n, clock.now() - age * DAY)
    execute(
        "INSERT INTO queue_visit_person (id, visit_id, role, person_id, level) VALUES (%s, %s, 'applicant', %s, 'in_person')",
        [new_id(), found["case"]["visit"], found["case"]["person"]],
    )
    return found


def visit(city: dict[str, Any], n: int, at: datetime, state: str = "done") -> dict[str, UUID]:
    """A visit with a ticket of a person on a phone."""
    made = {"visit": new_id(), "ticket": new_id(), "person": uuid4(), "session": uuid4()}
    execute(
        "INSERT INTO queue_visit (id, hall_id, day, channel, trace_id, session_id, started_at) VALUES (%s, %s, %s, 'phone', %s, %s, %s)",
        [made["visit"], city["hall"], at.date(), uuid4(), made["session"], at],
    )
    execute(
        "INSERT INTO queue_ticket (id, visit_id, hall_id, day, letter, number, klass, evidence, businesses, state, reference_digest, person_id, session_id, "
        "language, issued_at, ready_at, closed_at) VALUES (%s, %s, %s, %s, 'Z', %s, 'ordinary', '', ARRAY['DRV-RENEW'], %s, %s, %s, %s, 'zh', %s, %s, %s)",
        [made["ticket"], made["visit"], city["hall"], at.date(), n, state, uuid4().bytes, made["person"], made["session"], at, at, at],
    )
    execute(
        "INSERT INTO queue_visit_person (id, visit_id, role, person_id, level) VALUES (%s, %s, 'holder', %s, 'code')", [new_id(), made["visit"], made["person"]]
    )
    return made


def whose(ticket: UUID) -> tuple[Any, Any]:
    found = row("SELECT person_id, session_id FROM queue_ticket WHERE id = %s", [ticket])
    assert found
    return found["person_id"], found["session_id"]


def test_each_rule_speaks_of_its_own_room_and_of_nothing_that_is_only_added_to() -> None:
    models = {model._meta.db_table: model for model in apps.get_models()}
    seen = set()
    for config in apps.get_app_configs():
        dotted = getattr(config, "kept", "")
        for one in import_module(dotted.split(":")[0]).KEPT if dotted else ():
            named = set(NAMED.findall(one.counting() + one.forgetting())) - {"r"}
            assert {models[name].__module__.rpartition(".")[0] for name in named} == {config.name}, one.name
            assert one.table not in append_only(), one.name
            assert one.name.startswith(f"{config.label}."), one.name
            columns = {field.column for field in models[one.table]._meta.get_fields() if hasattr(field, "column")}
            assert {*one.blank, *filter(None, [one.stamp])} <= columns, one.name
            assert one.zh, one.name
            assert one.en, one.name
            seen.add(one.name)
    assert seen == {one.name for one in rules()}
    assert len(rules()) > 6


def test_every_rule_has_its_time_in_policy(city: dict[str, Any]) -> None:
    assert {value_row(one.policy).unit for one in rules()} <= {"days", "s"}


def test_a_number_without_a_case_loses_its_person_after_ninety_days_and_one_with_a_case_does_not(hall: dict[str, Any]) -> None:
    planned = {one.name: one for one in plan(SYSTEM)}
    assert planned["queue.tickets"].due == 1
    assert planned["queue.tickets"].held == (("有业务：随业务档案保存", "there is a case: kept with its file", 1),)
    assert planned["queue.visit_people"].due == planned["queue.visits"].due == 1
    counts = run(slot())
    assert {name: counts[name] for name in ("queue.tickets", "queue.visits", "queue.visit_people")} == {
        "queue.tickets": 1, "queue.visits": 1, "queue.visit_people": 1,
    }  # fmt: skip
    assert whose(hall["bare"]["ticket"]) == (None, None)
    for name in ("case", "young"):
        assert whose(hall[name]["ticket"]) == (hall[name]["person"], hall[name]["session"])
    assert there("queue_ticket", "letter = 'Z'") == 3, "the number itself stays, for figures"
    assert [one.due for one in plan(SYSTEM) if one.name.startswith("queue.")] == [0, 0, 0]


def test_with_the_clock_put_on_by_two_days_the_young_one_goes_too(hall: dict[str, Any]) -> None:
    run(slot())
    with clock.fixed(hall["now"] + 2 * DAY):
        assert {one.name: one.due for one in plan(SYSTEM)}["queue.tickets"] == 1
        run(slot())
    assert whose(hall["young"]["ticket"]) == (None, None)


def test_a_number_that_is_not_over_holds_its_visit_back(city: dict[str, Any]) -> None:
    open_ = visit(city, 7, clock.now() - 200 * DAY, "waiting")
    held = {one.name: one.held for one in plan(SYSTEM)}
    assert held["queue.visits"] == (("同一次来访还有没结束的号", "another number of the visit is not over", 1),)
    run(slot())
    assert whose(open_["ticket"])[0] == open_["person"]


def test_sessions_codes_messages_and_invitations_go_when_their_time_is_over(city: dict[str, Any]) -> None:
    _, old = anonymous()
    _, new = anonymous()
    now = clock.real_now()
    execute("UPDATE identity_session SET seen_at = %s WHERE id = %s", [now - 31 * DAY, old.session_id])
    for session, age in ((old, 2 * DAY), (new, timedelta(hours=23))):
        execute(
            "INSERT INTO identity_code (id, session_id, purpose, code_digest, created_at, expires_at, tries) VALUES (%s, %s, 'sign_in', 'x', %s, %s, 0)",
            [new_id(), session.session_id, now - age, now - age],
        )
    for state, days in (("sent", 184), ("sent", 182), ("queued", 400)):
        execute(
            "INSERT INTO notices_notice (id, template, dedupe, phone_masked, phone_cipher, text_cipher, state, tries, fault, created_at, "
            "next_try_at, expires_at, ended_at) VALUES (%s, 'called', %s, '', 'x', 'x', %s, 0, '', now(), now(), now(), %s)",
            [new_id(), str(uuid4()), state, None if state == "queued" else now - days * DAY],
        )
    for days in (31, 29):
        execute(
            "INSERT INTO feedback_invitation (id, ticket_id, office_id, hall_id, window_id, session_id, account_id, opened_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [new_id(), uuid4(), city["office"], city["hall"], uuid4(), uuid4(), uuid4(), clock.now() - days * DAY],
        )
    for days in (8, 6):
        execute("INSERT INTO people_miss (account_id, at) VALUES (%s, %s)", [uuid4(), now - days * DAY])
    planned = {one.name: one for one in plan(SYSTEM)}
    assert planned["identity.sessions"].due == 0
    assert planned["identity.sessions"].held[0][2] == 1, "its code is still there"
    counts = run(slot())
    assert {name: counts[name] for name in counts if not name.startswith("queue")} == {
        "identity.codes": 1, "identity.sessions": 1, "notices.sent": 1, "feedback.invitations": 1, "people.misses": 1,
    }  # fmt: skip
    assert there("identity_session", f"id = '{old.session_id}'") == 0
    assert there("identity_session", f"id = '{new.session_id}'") == 1
    assert there("notices_notice") == 2
    assert there("feedback_invitation", "session_id IS NULL AND wiped_at IS NOT NULL") == 1
    assert there("feedback_invitation", "session_id IS NOT NULL AND wiped_at IS NULL") == 1


def test_looking_writes_nothing_and_the_command_says_the_same(hall: dict[str, Any]) -> None:
    before = there("audit_row")
    said = CliRunner().invoke(main, ["retention", "--dry-run"]).output
    assert "       1 抹 blank  没有业务的号是谁的" in said
    assert "       1 留 stays  有业务：随业务档案保存 / there is a case: kept with its file" in said
    assert there("audit_row") == before
    assert there("retention_run") == 0
    assert whose(hall["bare"]["ticket"])[0] == hall["bare"]["person"]
    done = CliRunner().invoke(main, ["retention"]).output
    assert "queue.tickets: 1" in done
    assert whose(hall["bare"]["ticket"]) == (None, None)


def test_a_run_of_an_hour_is_done_once_and_recorded_with_its_counts(hall: dict[str, Any]) -> None:
    at = datetime(2030, 1, 1, 3, 10, tzinfo=UTC)
    with clock.fixed(at):
        assert (run_if_due() or {})["queue.tickets"] == 2
        assert run_if_due() is None
        assert [one.counts["queue.tickets"] for one in runs(SYSTEM)] == [2]
    with clock.fixed(at + timedelta(hours=1)):
        assert run_if_due() == {}
    acts = rows("SELECT thing_id FROM audit_row WHERE act = 'retention.forget' AND thing_id LIKE 'queue%%' ORDER BY thing_id")
    assert [one["thing_id"] for one in acts] == ["queue.tickets", "queue.visit_people", "queue.visits"]
    assert there("audit_row", "act = 'retention.end_run'") == 2


class Killed(BaseException):
    """The process ends here."""


def test_killed_between_two_batches_it_goes_on_and_counts_each_row_once(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        visit(city, n, clock.now() - 100 * DAY)
    kept = rule("queue.tickets")
    assert forget_some(SYSTEM, kept, slot(), 2) == 2
    written = execute

    def cut(sql: str, values: Any = ()) -> int:
        if "retention_run" in sql:
            raise Killed  # the rows are blanked, their count is not written: nothing of this batch may stay
        return written(sql, values)

    with monkeypatch.context() as knife, pytest.raises(Killed):
        knife.setattr(operations, "execute", cut)
        forget_some(SYSTEM, kept, slot(), 2)
    connection.close()
    assert there("queue_ticket", "letter = 'Z' AND person_id IS NOT NULL") == 3
    assert run(slot(), 2)["queue.tickets"] == 5
    assert there("queue_ticket", "letter = 'Z' AND person_id IS NOT NULL") == 0


def together(work: Any, many: int = 4) -> list[Any]:
    """The same work in several threads at once, each with a connection of its own."""
    found: list[Any] = []
    ready = threading.Barrier(many)

    def one() -> None:
        ready.wait()
        try:
            found.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_four_workers_at_once_forget_each_row_once(city: dict[str, Any]) -> None:
    for n in range(20):
        visit(city, n, clock.now() - 100 * DAY)
    hour = slot()
    together(lambda: run(hour, 3))
    assert runs(SYSTEM)[0].counts == {"queue.tickets": 20, "queue.visits": 20, "queue.visit_people": 20}
    noted = there("audit_row", "act = 'retention.forget' AND thing_id = 'queue.tickets'")
    assert noted >= 7
    assert there("queue_ticket", "letter = 'Z' AND person_id IS NOT NULL") == 0


@pytest.fixture
def unblocked(city: dict[str, Any]) -> Kept:
    """A rule without its block: what the guard is there for."""
    kept = rule("queue.tickets")
    return Kept(**{**{name: getattr(kept, name) for name in kept.__slots__}, "blocks": ()})


def test_without_its_block_a_rule_would_take_the_person_of_a_case_too(hall: dict[str, Any], unblocked: Kept) -> None:
    assert forget_some(SYSTEM, unblocked, slot()) == 2
    assert whose(hall["case"]["ticket"]) == (None, None)


def test_no_post_forgets_and_only_the_system_administrator_looks(hall: dict[str, Any]) -> None:
    for post in ("admin", "security", "audit", "chief", "clerk", "reviewer", "guide", "citizen", "kiosk"):
        viewer = Viewer(post=post, level="two_factor", account_id=uuid4(), office_id=uuid4())
        for act in (lambda v=viewer: forget_some(v, rule("queue.tickets"), slot()), lambda v=viewer: end_run(v, slot())):
            with pytest.raises(PostMayNot):
                act()
        if post == "admin":
            assert plan(viewer)
        else:
            with pytest.raises(PostMayNot):
                plan(viewer)
    assert whose(hall["bare"]["ticket"])[0] == hall["bare"]["person"]


def test_a_rule_knows_its_clock() -> None:
    with pytest.raises(ValueError, match="sundial"):
        Kept("x.y", "x", "x", "x", "r.at", "x", "sundial")
    kept = Kept("x.y", "x", "x", "x", "r.at", "x", SHARED, blocks=(Block("a", "a", "r.a"), Block("b", "b", "r.b")))
    assert "FILTER (WHERE (r.b) AND NOT (r.a)) AS held_1" in kept.counting(), "a row stands under its first reason"
