"""X25, who is in the register? Numbers are typed, or tried against a stolen copy of the database.

Control: a citizen's sign-in answers alike for anybody and nobody, in words, statements and time; what finds a number in the database
is keyed by a pepper that lies outside. Words, statements and the floor of time: ``portals/phone/tests/test_own.py``; the searcher who
is stopped after twenty misses: ``registers/people/tests/test_people.py``.
"""

import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tests.trials.people import staff
from tests.trials.test_every_page import office  # noqa: F401 - a fixture
from yitang.platform.database.public import execute, rows
from yitang.platform.keys.public import blind_index
from yitang.platform.policy.public import forget
from yitang.portals.phone.tests.test_own import ask, number
from yitang.registers.people import sign_in
from yitang.registers.people.public import clear

PAIRS = 20
TRIES = 3
SHUFFLES = 2000


def differ(one: list[float], other: list[float]) -> float:
    """p of a two-sample permutation test on the difference of the means of ranks: free of outliers and of any assumed form."""
    order = {at: place for place, at in enumerate(sorted(range(len(one) + len(other)), key=[*one, *other].__getitem__))}
    ranks = [order[n] for n in range(len(order))]
    size, seen, dice = len(one), abs(2 * sum(ranks[: len(one)]) - sum(ranks)), random.Random(25)
    as_far = 0
    for _ in range(SHUFFLES):
        dice.shuffle(ranks)
        as_far += abs(2 * sum(ranks[:size]) - sum(ranks)) >= seen
    return (as_far + 1) / (SHUFFLES + 1)


@pytest.fixture
def registered(city: dict[str, Any]) -> Iterator[list[str]]:
    """Numbers of people with a phone; limits and the floor of time out of the way."""
    execute("UPDATE policy_value SET value = '100000' WHERE name IN ('code.address_an_hour', 'code.all_an_hour')")
    execute("UPDATE policy_value SET value = '0' WHERE name = 'code.answer_after_s'")
    forget()
    yield [clear(one["id"], "number") for one in rows("SELECT person_id AS id FROM people_phone ORDER BY id LIMIT 200")]
    forget()


def timed(typed: str) -> float:
    """Processor seconds of this thread for one answer: what waits for other programs of this machine is not counted."""
    browser = Client()
    page = browser.get("/me/sign-in").content.decode()
    key = page.partition('name="once" value="')[2].partition('"')[0]
    begin = time.thread_time()
    assert browser.post("/me/sign-in", {"once": key, "number": typed}).status_code == 303
    return time.thread_time() - begin


def p_of(known: list[str], unknown: Callable[[int], str], start: int) -> float:
    """Known and unknown numbers in turn, the first of each pair by turns."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for n in range(PAIRS):
        for there in (n % 2 == 0, n % 2 == 1):
            times[there].append(timed(known[start + n] if there else unknown(start + n)))
    return differ(times[True], times[False])


def test_the_time_of_an_answer_does_not_tell_who_is_there(registered: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A fair test says p < 0.01 once in a hundred times of two alike: only three times in a row is a finding."""
    honest = sign_in.id_of_number

    def telling(typed: str) -> Any:
        found = honest(typed)
        if found:
            hashlib.pbkdf2_hmac("sha256", b"x", b"y", 40_000)
        return found

    timed(registered[199])
    with monkeypatch.context() as guard_off:
        guard_off.setattr(sign_in, "id_of_number", telling)
        assert p_of(registered, number, 0) < 0.01, "guard off: ten more milliseconds for somebody who is there are found"
    assert any(p_of(registered, number, PAIRS * (1 + n)) > 0.01 for n in range(TRIES))


def forms(typed: str) -> list[bytes]:
    """What somebody with a copy of the database and no pepper can make of a number: itself, its digests, digests of forms that held it."""
    raw = typed.encode()
    once = [json.dumps([["number", [typed]]], ensure_ascii=False).encode()]
    for do in ("accept", "check", "notice"):
        said = [["do", [do]], ["identity", ["yes"]], ["medical_on", ["2026-11-20"]], ["number", [typed]]]
        once.append(json.dumps(said, ensure_ascii=False).encode())
    digests = [getattr(hashlib, how)(one).digest() for how in ("md5", "sha1", "sha256", "sha512") for one in (raw, *once)]
    return [raw, raw.hex().encode(), *digests, hmac.digest(b"", raw, "sha256"), hmac.digest(b"number", raw, "sha256"), hmac.digest(b"id", raw, "sha256")]


def dump() -> bytes:
    """Every value of every table: text as it is, bytes as bytes."""
    found: list[bytes] = []
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns WHERE table_schema IN ('public', 'jobs')")
        for schema, table, column, kind in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"{"" if kind == "bytea" else "::text"} FROM "{schema}"."{table}" WHERE "{column}" IS NOT NULL')
            found += [bytes(one) if isinstance(one, (bytes, memoryview)) else str(one).encode() for (one,) in cursor.fetchall()]
    return b"\n".join(found)


def test_a_copy_of_the_database_confirms_no_number_without_the_pepper(city: dict[str, Any], office: dict[str, Any]) -> None:  # noqa: F811
    """After a day of work, for each person of the cast."""
    numbers = [one.number for one in city["cast"].values()]
    ask(Client(), numbers[0])
    clerk = staff(city, "c07", 7)
    clerk.form("/window/act/open", {})
    clerk.form("/window/act/call", {})
    clerk.form("/window/act/start", {})
    seen = {"number": city["cast"]["renew"].number, "identity": "yes", "medical_on": "2026-11-20"}
    assert clerk.form("/window/check", {**seen, "do": "notice"}).status_code == 303
    copied = dump()
    assert len(copied) > 100_000
    assert any(blind_index("id", one) in copied for one in numbers), "with the pepper the copy does confirm: the search looks where it lies"
    assert [one for one in numbers if any(form in copied for form in forms(one))] == []
    planted = hashlib.sha256(numbers[0].encode()).digest()
    execute("INSERT INTO identity_attempt (subject, kind, at, ok) VALUES (%s, 'planted', now(), true)", [planted])
    assert any(form in dump() for form in forms(numbers[0])), "guard off: a digest without a pepper is found at once"
