"""X4, deleting a rating, a review, an act, a payment or a row of the log.

Control: the program's role has no right to change or delete what a room calls append-only, and owns no table; the log is sealed, so
even who owns the tables is found out (``platform/audit/tests/test_sealing.py`` names the row that he took away).
"""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError

from tests.abuse.picture import as_it_was, count, owner, picture
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.grants import append_only, never_deleted
from yitang.platform.database.public import execute, rows
from yitang.processes.feedback.public import invite, rate
from yitang.processes.payments.public import ask_code, take_cash
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.tests.test_queue import at

# What a person of the office would want gone, at the least.
MUST = {"feedback_rating", "audit_row", "audit_payload", "audit_leaf", "audit_head", "cases_act", "cases_review", "cases_notice", "payments_payment",
        "payments_incoming"}  # fmt: skip


@pytest.fixture
def rated(city: dict[str, Any]) -> dict[str, Any]:
    """A visit that was accepted, reviewed, paid, and rated badly."""
    desk = unpaid(city)
    ask_code(desk["clerk"], desk["case"])
    take_cash(desk["clerk"], desk["case"], 1000)
    ticket = rows("SELECT id FROM queue_ticket")[0]["id"]
    with act(desk["clerk"], "test.invite") as this:
        invite(this, ticket, city["office"], city["hall"], at(desk["clerk"]), desk["phone"].session_id)
    rate(desk["phone"], ticket, 1)
    return {**desk, "ticket": ticket}


def tables() -> set[str]:
    """Every table on which the program's role may insert but neither change nor delete, by the server's own catalogue."""
    found = rows(
        "SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') "
        "AND has_table_privilege(current_user, c.oid, 'INSERT') AND NOT has_table_privilege(current_user, c.oid, 'UPDATE') "
        "AND NOT has_table_privilege(current_user, c.oid, 'DELETE') AND NOT has_table_privilege(current_user, c.oid, 'TRUNCATE')"
    )
    return {r["name"] for r in found}


def test_what_only_grows_is_walked_in_the_catalogue_of_the_server(city: dict[str, Any]) -> None:
    assert tables() == append_only()
    assert tables() >= MUST
    for table in never_deleted():
        with as_it_was(), pytest.raises(ProgrammingError, match="permission denied"):
            execute(f"DELETE FROM {table}")
    may_truncate = rows(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'jobs') AND c.relkind IN ('r', 'p') "
        "AND (has_table_privilege(current_user, c.oid, 'TRUNCATE') OR pg_get_userbyid(c.relowner) = current_user)"
    )
    assert may_truncate == [], "no table at all can be emptied or altered"
    found = rows("SELECT rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication AS more FROM pg_roles WHERE rolname = current_user")
    assert found == [{"more": False}]


def test_each_is_refused_whatever_is_tried(rated: dict[str, Any]) -> None:
    before = picture()
    for table in sorted(append_only()):
        column = rows("SELECT attname::text AS name FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [table])[0]["name"]
        tries = [
            f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}", f"TRUNCATE {table}", f"TRUNCATE {table} CASCADE", f"DROP TABLE {table}",
            f"ALTER TABLE {table} RENAME TO gone", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", f"SELECT 1 FROM {table} FOR UPDATE",
            f"CREATE RULE gone AS ON INSERT TO {table} DO INSTEAD NOTHING", f"GRANT DELETE ON {table} TO CURRENT_USER; DELETE FROM {table}",
        ]  # fmt: skip
        for sql in tries:
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                execute(sql)
            assert not connection.in_atomic_block
    assert picture() == before
    owner_name = connections["owner"].settings_dict["USER"]
    with pytest.raises(ProgrammingError, match="permission denied"):
        execute(f'SET ROLE "{owner_name}"')


def test_without_the_right_taken_away_a_bad_rating_is_gone(rated: dict[str, Any]) -> None:
    """The guard is the missing grant: given back in this database, a rating is deleted, and nothing of the program says no."""
    role = connections["default"].settings_dict["USER"]
    with as_it_was(), pytest.raises(ProgrammingError, match="permission denied"):
        execute("DELETE FROM feedback_rating")
    owner(f"GRANT DELETE ON feedback_rating TO {role}")
    try:
        before = picture()
        assert execute("DELETE FROM feedback_rating") == 1
        assert picture()["feedback_rating"] != before["feedback_rating"]
        assert count("feedback_rating") == 0
    finally:
        owner(f"REVOKE DELETE ON feedback_rating FROM {role}")
    assert count("audit_row", "act = 'feedback.rate'") == 1, "the log still says that it was given"


def test_a_second_rating_does_not_take_the_first_ones_place(rated: dict[str, Any]) -> None:
    from yitang.processes.feedback.public import AlreadyRated

    screen = Viewer(post="screen", device_id=uuid4(), device_kind="screen", office_id=rated["office"], hall_id=rated["hall"], window_id=at(rated["clerk"]))
    with as_it_was(), pytest.raises(AlreadyRated):
        rate(screen, rated["ticket"], 5)
