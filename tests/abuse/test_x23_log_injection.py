"""X23, a typed text writes lines of its own into the log, or turns what a reader sees.

Control: ``config/logs.py``: one event is one line of JSON, what a terminal obeys is escaped, 2 kB for a field, numbers masked.
Names with control or direction marks do not even get into a register: ``kernel/tests/test_values.py``.
"""

import io
import json
import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.trials.people import phone, staff
from yitang.config.logs import MOST_BYTES, Line
from yitang.platform.database.public import row
from yitang.portals.frame import pages

BIDI = [chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
NASTY = [
    "a\r\n2026-11-24 ERROR root forged", "a\nb\n\nc", "\x1b[2J\x1b]0;title\x07", "nul\0nul", "\x7f\x85\x9b31m", "\u2028next\u2029", "half \ud83d",
    '"}\n{"level": "INFO"', "".join(BIDI) + "txt.exe", "\u200e\u200f\u061c\ufeff", "\U000e0001tag", "x" * 1_000_000, "\0" * 1_000_000, "字" * 5000,
]  # fmt: skip
OLD = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
PERSONAL = [re.compile(r"(?<!\d)\d{17}[\dXx]"), re.compile(r"(?<![0-9a-f-])1\d{10}(?![0-9a-f-])")]


@contextmanager
def log(how: logging.Formatter) -> Iterator[io.StringIO]:
    """What the whole program logs, as a file would hold it; nothing of it goes on to who runs the tests, whose terminal would obey it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(how)
    root = logging.getLogger()
    before = root.handlers[:]
    root.handlers[:] = [handler, *(one for one in before if type(one) is logging.StreamHandler and isinstance(one.stream, io.StringIO))]
    try:
        yield out
    finally:
        root.handlers[:] = before


def read(out: io.StringIO) -> list[dict[str, str]]:
    """Lines as a program reads them; each must be a whole event."""
    return [json.loads(line) for line in out.getvalue().splitlines()]


def safe(text: str) -> bool:
    """Whether nothing in a text is obeyed by a terminal or turns the text."""
    return all(unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in text)


def test_events_written_are_lines_read_and_as_plain_text_they_are_not() -> None:
    with log(OLD) as plain, log(Line()) as lines:
        for text in NASTY:
            logging.getLogger("test").warning("the header was %s", text)
    assert len(plain.getvalue().splitlines()) > len(NASTY), "guard off: typed text stands as lines of its own"
    assert not safe(plain.getvalue().replace("\n", ""))
    found = read(lines)
    assert len(found) == lines.getvalue().count("\n") == len(NASTY)
    assert safe(lines.getvalue().replace("\n", ""))
    assert {one["level"] for one in found} == {"WARNING"}
    assert found[1]["said"] == "the header was a\nb\n\nc", "escaped, not lost"
    assert max(len(line.encode()) for line in lines.getvalue().splitlines()) < MOST_BYTES + 200


@given(st.text(max_size=400), st.text(max_size=50))
def test_any_text_is_one_line_that_says_it_again(text: str, name: str) -> None:
    record = logging.LogRecord(name, logging.ERROR, "", 0, "%s", (text,), None)
    line = Line().format(record)
    assert safe(line)
    assert len(line.splitlines()) == 1
    assert set(json.loads(line)) == {"at", "level", "by", "said"}


def test_a_fault_is_one_line_without_the_row_that_the_database_names(city: dict[str, Any]) -> None:
    number = city["cast"]["renew"].number

    def wrong() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("INSERT INTO people_person (id, kind, name, known_at) VALUES (gen_random_uuid(), %s, '张三丰', now())", [number[:12]])

    with log(OLD) as plain, log(Line()) as lines:
        try:
            wrong()
        except DatabaseError:
            logging.getLogger("test").exception("fault of %s", number)
    assert "张三丰" in plain.getvalue(), "guard off: the database says the whole row, and the log keeps it"
    assert number in plain.getvalue()
    (one,) = read(lines)
    assert "person_kind_is_known" in one["fault"]
    assert "test_x23_log_injection.py" in one["fault"]
    assert "张三丰" not in lines.getvalue()
    assert number not in lines.getvalue()
    assert one["said"] == f"fault of {number[:3]}***********{number[-4:]}"


def test_requests_that_fail_write_one_line_each_and_no_address_with_a_secret(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the whole program: paths, hosts and headers of an attacker, a page that breaks."""

    def breaks(*_: Any, **__: Any) -> Any:
        raise RuntimeError("broken\r\nby somebody\x1b[2J")

    monkeypatch.setattr(pages, "halls", breaks)
    reference = "S" * 22
    with log(OLD) as plain, log(Line()) as lines:
        client = Client(raise_request_exception=False)
        asked = [
            client.get(f"/r/{reference}%0d%0aERROR%20forged"), client.get(f"/nothing/{reference}"), client.get("/sign-in"),
            client.get("/", HTTP_HOST="a\r\nb"), client.get("/", HTTP_HOST="x" * 1_000_000), client.get("/", HTTP_USER_AGENT="\x1b[2J" * 250_000),
            client.get("/", HTTP_REFERER="\u202e" * 1000), client.get("/sign-in?login=" + "%0a".join("ab")),
        ]  # fmt: skip
    assert [one.status_code for one in asked if one.status_code >= 500] == [500, 500]
    assert reference in plain.getvalue(), "guard off: the address is the secret"
    found = read(lines)
    assert found
    assert safe(lines.getvalue().replace("\n", ""))
    assert reference not in lines.getvalue()
    assert {one["route"] for one in found if one["said"] == "fault"} == {"GET sign-in"}


def test_the_program_logs_in_this_form() -> None:
    assert settings.LOGGING["formatters"] == {"line": {"()": "yitang.config.logs.Line"}}
    assert settings.LOGGING["handlers"]["stderr"]["formatter"] == "line"


def test_a_service_with_all_its_refusals_leaves_nobody_in_the_log(city: dict[str, Any]) -> None:
    """The scanner over what an office says to its log while it works, with everything said that could be said."""
    sender, number = phone(), city["cast"]["renew"].number
    root = logging.getLogger()
    before = root.level
    with log(OLD) as plain, log(Line()) as lines:
        root.setLevel(logging.DEBUG)
        try:
            clerk = staff(city, "c03", 3)
            sender.form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"])})
            for step in ("open", "call", "start"):
                clerk.form(f"/window/act/{step}", {})
            clerk.form("/window/check", {"number": number, "identity": "yes", "medical_on": "2026-11-20", "do": "accept"})
            clerk.form("/window/check", {"number": number[:-1] + "9", "do": "accept"})
            sender.get("/me/sign-in")
            sender.form("/me/sign-in", {"number": number})
            sender.form("/me/code", {"code": "123456"})
            Client().post("/sign-in", {"login": "c03", "password": city["accounts"]["c03"]["password"], "code": "1"})
            logging.getLogger("yitang.test").info("planted: %s", number)
        finally:
            root.setLevel(before)
    assert row("SELECT count(*) AS n FROM cases_case") == {"n": 1}
    assert PERSONAL[0].search(plain.getvalue()), "the scanner finds what is planted"
    said = lines.getvalue()
    assert [one.pattern for one in PERSONAL if one.search(said)] == []
    cookies = [one.client.cookies["yitang_session"].value for one in (sender, clerk)]
    assert [secret for secret in (*cookies, city["accounts"]["c03"]["password"], city["cast"]["renew"].phone) if secret in said] == []
