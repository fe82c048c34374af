"""Privacy: after a day of work, what lies beside the registers names nobody.

Looked through is every column of every table, as text and as bytes: numbers of people and phones stand nowhere in clear, cookies,
passwords and slips nowhere, names and plates in the columns listed here. The log: ``test_x23_log_injection.py``.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tests.trials.test_every_page import office  # noqa: F401 - a fixture
from yitang.platform.database.public import execute, rows
from yitang.platform.identity.jobs import sweep
from yitang.platform.live.public import sequence_once
from yitang.platform.notices.public import Inbox, deliver_due
from yitang.portals.phone.tests.test_own import ask, sent_code

# Where names of people may stand in clear, and why.
NAMES = {
    "people_person.name": "the register itself", "identity_account.name": "staff, as they stand on the window",
}  # fmt: skip
# Where plates may stand in clear: searched by, and guarded by rights.
PLATES = {"vehicles_plate.number"}
# Codes that lie in clear while they count, and why.
CODES = {
    "payments_order.qr": "shown on the second screen for five minutes; whoever has it may pay", "payments_sandbox_order.token": "the sandbox's own",
    "database_once.body": "the slip of a number, for the same request sent again within a day",
}  # fmt: skip
# What tells something to others than the register: none of the above may stand there.
BESIDE = ("live_outbox", "live_topic", "jobs_job", "procrastinate_jobs", "audit_row", "audit_payload", "notices_notice", "notices_delivered")
ID_NUMBER = re.compile(r"(?<![0-9A-Fa-f-])[1-9]\d{16}[\dXx](?![0-9A-Fa-f-])")
PHONE = re.compile(r"(?<![0-9A-Fa-f.-])1\d{10}(?![0-9A-Fa-f-])")


def columns() -> Iterator[tuple[str, list[str]]]:
    """Every column by table and name, with its values as text; bytes also as the text that they may be."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema IN ('public', 'jobs') AND table_name NOT LIKE 'django%%' ORDER BY 2, 3"
        )
        for schema, table, column, kind in cursor.fetchall():
            shown = f'"{column}"' if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT DISTINCT {shown} FROM "{schema}"."{table}" WHERE "{column}" IS NOT NULL')
            values = [one for (one,) in cursor.fetchall()]
            yield f"{table}.{column}", [str(bytes(one).decode("utf-8", "replace")) if isinstance(one, (bytes, memoryview)) else str(one) for one in values]


def where(found: list[tuple[str, list[str]]], words: set[str]) -> set[str]:
    """Columns that hold one of these words."""
    return {name for name, values in found if any(word in value for value in values for word in words)}


def matching(found: list[tuple[str, list[str]]], pattern: re.Pattern[str]) -> set[str]:
    """Columns with something of this form."""
    return {name for name, values in found if any(pattern.search(value) for value in values)}


@pytest.fixture
def day(city: dict[str, Any], office: dict[str, Any]) -> dict[str, Any]:  # noqa: F811
    """The day of the pages, with a sign-in by code, its message, a refused look and a call."""
    execute("UPDATE policy_value SET value = '0' WHERE name = 'code.answer_after_s'")
    browser = Client()
    ask(browser, city["cast"]["early"].number)
    assert browser.post("/me/code", {"code": sent_code()})["Location"] == "/me/cases"
    took = office["kiosk"].send("POST", "/api/v1/tickets", b'{"hall": "%s", "businesses": ["DRV-RENEW"]}' % str(city["hall"]).encode(), "application/json")
    office["words"]["api"] = took.json()["reference"]
    office["clerk"].form("/window/act/call", {})
    office["clerk"].form("/window/act/start", {})
    office["clerk"].form("/window/check", {"number": city["cast"]["renew"].number, "identity": "yes", "do": "accept"})
    deliver_due(Inbox())
    sequence_once()
    return {**city, **office, "signed": browser}


def test_nothing_beside_the_registers_names_anybody_and_a_planted_name_is_found(day: dict[str, Any]) -> None:
    found = list(columns())
    assert len(found) > 250
    filled = {name.partition(".")[0] for name, values in found if values}
    assert set(BESIDE) <= filled, set(BESIDE) - filled
    cast = day["cast"].values()
    assert where(found, {one.number for one in cast}) == matching(found, ID_NUMBER) == set()
    assert where(found, {one.phone for one in cast if one.phone}) == matching(found, PHONE) == set()
    people = {one["name"] for one in rows("SELECT name FROM people_person WHERE kind = 'natural' AND length(name) > 2")}
    staff = {one["name"] for one in day["accounts"].values() if len(one["name"]) > 2}
    assert where(found, people | staff) == set(NAMES)
    plates = {one["value"] for one in rows("SELECT DISTINCT number AS value FROM vehicles_plate")}
    assert plates
    assert where(found, plates) <= PLATES
    secrets = {one.client.cookies["yitang_session"].value for one in (day["clerk"], day["mine"], day["chief"])}
    secrets |= {day["signed"].cookies["yitang_session"].value, day["accounts"]["c03"]["password"], day["words"]["slip"]}
    assert where(found, secrets) == set()
    assert where(found, {day["words"]["pay"], day["words"]["api"]}) == set(CODES)
    execute("UPDATE database_once SET at = at - interval '25 hours'")
    sweep()
    assert "database_once.body" not in where(list(columns()), {day["words"]["api"]}), "kept for a day"
    name, number, phone = next((one.name, one.number, one.phone) for one in cast if len(one.name) > 2)
    execute("UPDATE live_outbox SET payload = %s::jsonb WHERE id = (SELECT min(id) FROM live_outbox)", [f'{{"who": "{name} {number} {phone}"}}'])
    planted = list(columns())
    assert "live_outbox.payload" in where(planted, people) & matching(planted, ID_NUMBER) & matching(planted, PHONE), "guard off: it would be seen"


def test_phones_in_notices_are_masked(day: dict[str, Any]) -> None:
    shown = [one["phone_masked"] for one in rows("SELECT phone_masked FROM notices_notice UNION ALL SELECT phone_masked FROM notices_delivered")]
    assert len([one for one in shown if one]) >= 2
    assert [one for one in shown if one and not re.fullmatch(r"\d{3}\*{4}\d{4}", one)] == []
    ended = rows("SELECT phone_cipher, text_cipher FROM notices_notice WHERE state = 'sent'")
    assert ended
    assert {(one["phone_cipher"], one["text_cipher"]) for one in ended} == {(None, None)}, "what was sent is erased"
