"""Writes of the database room: the answer kept for a key, and the setting of the shared clock."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from yitang.kernel import clock
from yitang.platform.database.errors import KeyUsedForSomethingElse
from yitang.platform.database.sql import execute, row, transaction


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: HTTP status and body text; ``again`` when this is the kept answer of an earlier request."""

    status: int
    body: str
    again: bool = False


CLAIM = """
INSERT INTO database_once (principal, key, route, body_digest, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (principal, key) DO NOTHING RETURNING id
"""
KEPT = "SELECT route, body_digest, status, body FROM database_once WHERE principal = %s AND key = %s"


def once(principal: str, key: str, route: str, body: bytes, do: Callable[[], Answer]) -> Answer:
    """Do it in one transaction with its key, or give the answer given before.

    A second request with the same key waits for the first to commit (unique index), then gets its answer. A refusal undoes
    the claim, so the same key may be tried again.

    Raises: KeyUsedForSomethingElse when the key came with another route or body.
    """
    digest = hashlib.sha256(body).digest()
    with transaction():
        mine = row(CLAIM, [principal, key, route, digest, clock.real_now()])
        if mine is None:
            kept = row(KEPT, [principal, key])
            if kept is None or kept["route"] != route or bytes(kept["body_digest"]) != digest:
                raise KeyUsedForSomethingElse
            return Answer(kept["status"], kept["body"], again=True)
        answer = do()
        execute("UPDATE database_once SET status = %s, body = %s WHERE id = %s", [answer.status, answer.body, mine["id"]])
        return answer


def forget_answers(before: datetime) -> int:
    """Forget the answers given before then: nobody sends a request again after so long, and some hold the slip of a number. Returns: how many."""
    return execute("DELETE FROM database_once WHERE at < %s", [before])


def set_clock(virtual: datetime, rate: float) -> None:
    """From now on the shared clock shows ``virtual`` and runs ``rate`` times as fast, in every process within half a second."""
    with transaction():
        execute(
            "INSERT INTO database_clock (id, real_anchor, virtual_anchor, rate) VALUES (1, clock_timestamp(), %s, %s) "
            "ON CONFLICT (id) DO UPDATE SET real_anchor = EXCLUDED.real_anchor, "
            "virtual_anchor = EXCLUDED.virtual_anchor, rate = EXCLUDED.rate",
            [virtual, rate],
        )
    source = clock.installed()
    forget = getattr(source, "forget", None)
    if forget:
        forget()
