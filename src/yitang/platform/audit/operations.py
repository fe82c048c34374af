"""Writing the log: the act, which is one transaction, one row, and the news of it."""

import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db import transaction as django_transaction

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.domain import FIELDS, canonical
from yitang.platform.audit.personal import closed, keys_of, live_keys
from yitang.platform.database.public import despite_refusal, execute, new_id, row, transaction
from yitang.platform.keys.public import mac, new_salt, wrap
from yitang.platform.live.public import Event, outbox_statement

PURPOSE = "audit"
DESTROY, KEY_KIND = "audit.destroy_key", "personal_key"


class WriterOutOfStep(RuntimeError):
    """The database gave this connection a number that does not follow the last one it committed: a row was taken away."""


class Act:
    """An act in the making: what it is done to, what it says, whom it tells."""

    def __init__(self, viewer: Viewer, name: str, result: str = "done") -> None:
        self.id: UUID = new_id()
        self.viewer = viewer
        self.name = name
        self.result = result
        self.at: datetime = clock.now()
        self.trace_id = viewer.trace_id
        self.thing = ("", "")
        self.payload: dict[str, Any] = {}
        self.news: list[Event] = []
        self.persons: set[UUID] = set()

    def on(self, kind: str, thing_id: object) -> None:
        """The thing the act is done to."""
        self.thing = (kind, str(thing_id))

    def note(self, payload: dict[str, Any]) -> None:
        """What the act says; encrypted beside the row, may hold personal data."""
        self.payload.update(payload)

    def about(self, *persons: UUID | None) -> None:
        """Whom the act is about. What it says lies under the keys of all of them, and is erased with the first of them."""
        self.persons.update(one for one in persons if one is not None)

    def tell(self, *events: Event) -> None:
        """News for the screens, sent after commit."""
        self.news.extend(events)

    def trace(self, trace_id: UUID | None) -> None:
        """The thread from question to archive that this act belongs to."""
        self.trace_id = trace_id or self.trace_id


@contextmanager
def act(viewer: Viewer, name: str) -> Iterator[Act]:
    """One transaction; on leaving, writer number, row, payload and news go out in one statement, then it commits.

    Within another act it joins that one's transaction and writes a row of its own. A refusal undoes everything.
    """
    with transaction():
        this = Act(viewer, name)
        yield this
        _write(this)


def look(viewer: Viewer, kind: str, thing_id: object, reason: str, *about: UUID | None) -> None:
    """Record an unmasked look in the current transaction (X5): no look without its row. ``about``: at whom, where that is known."""
    with transaction():
        this = Act(viewer, "look", "looked")
        this.on(kind, thing_id)
        this.note({"reason": reason})
        this.about(*about)
        _write(this)


def record_refusal(viewer: Viewer, name: str, refusal: Refusal, kind: str = "", thing_id: object = "") -> None:
    """Keep the record of a refused act or look, in a transaction of its own, also when one is being undone."""
    this = Act(viewer, name, "refused")
    this.on(kind, thing_id)
    this.note({"code": refusal.code})
    despite_refusal(lambda: _write(this))


def destroy_keys(this: Act, persons: Iterable[UUID]) -> int:
    """Destroy every key of these persons within the act of the second of two people, one row of the log for each. The act has a trace, that of the first.

    Acts about them that have not committed yet are waited for, and erased too; one that comes later gets a new key. Returns: how many keys.
    """
    found = live_keys(persons)
    for key_id in found:
        one = Act(this.viewer, DESTROY)
        one.on(KEY_KIND, key_id)
        one.trace(this.trace_id)
        _write(one)
        execute("UPDATE audit_personal_key SET cipher = NULL, destroyed_log = %s WHERE id = %s", [one.id, key_id])
    return len(found)


WRITE = """
WITH bump AS (
    INSERT INTO audit_writer AS w (writer, n) VALUES (%s, 1)
    ON CONFLICT (writer) DO UPDATE SET n = w.n + 1 RETURNING n
), said AS (
    INSERT INTO audit_payload (row, cipher) VALUES (%s, %s)
){news}
INSERT INTO audit_row (id, writer, n, act, result, account, person, post, office, hall, "window", device, session, trace,
                       thing_kind, thing_id, clock_at, real_at, digest, key_id, mac, about)
SELECT %s, %s, n, %s, %s, %s::uuid, %s::uuid, %s, %s::uuid, %s::uuid, %s::uuid, %s::uuid, %s::uuid, %s::uuid,
       %s, %s, %s, %s, %s, %s, %s, %s::uuid[]
FROM bump RETURNING n
"""


def _write(this: Act) -> None:
    pen = _pen()
    salt = new_salt()
    text = json.dumps(this.payload, ensure_ascii=False, sort_keys=True, default=str).encode()
    viewer = this.viewer
    held = keys_of(this.persons) if this.persons else {}
    fields: dict[str, Any] = {
        "id": this.id, "writer": pen.writer, "n": pen.next(), "act": this.name, "result": this.result,
        "account": viewer.account_id, "person": viewer.person_id, "post": viewer.post, "office": viewer.office_id,
        "hall": viewer.hall_id, "window": viewer.window_id, "device": viewer.device_id, "session": viewer.session_id,
        "trace": this.trace_id, "thing_kind": this.thing[0], "thing_id": this.thing[1], "clock_at": this.at,
        "real_at": clock.real_now(), "digest": hashlib.sha256(salt + text).digest(),
        "about": sorted(held) or None,
    }  # fmt: skip
    key_id, code = mac(PURPOSE, canonical(fields))
    news = ""
    news_values: list[Any] = []
    if this.news:
        sql, news_values = outbox_statement(this.news, this.id, this.at)
        news = f", news AS ({sql})"
    ordered = [fields[name] for name in FIELDS if name != "n"]
    payload = wrap(closed(salt + text, this.id, held), f"audit_payload:cipher:{this.id}")
    values = [pen.writer, this.id, payload, *news_values, *ordered, key_id, code, fields["about"]]
    written = row(WRITE.format(news=news), values)
    if written is None or written["n"] != fields["n"]:
        raise WriterOutOfStep(f"writer {pen.writer}: expected {fields['n']}, got {written and written['n']}")
    pen.wrote()


class _Pen:
    """The writer of one connection: remembers the number of the last row it committed.

    A row taken away before it was sealed therefore shows at once: the database then gives a number that does not follow.
    """

    def __init__(self) -> None:
        self.writer = uuid.UUID(bytes=os.urandom(16), version=4)
        self.committed = 0

    def next(self) -> int:
        """The number that the next row must get: rows of the open transaction stand in its list of commit callbacks."""
        return self.committed + sum(1 for call in connection.run_on_commit if call[1] == self._keep) + 1

    def wrote(self) -> None:
        """One more row in the open transaction; it counts when that commits, and goes when that (or its savepoint) rolls back."""
        django_transaction.on_commit(self._keep)

    def _keep(self) -> None:
        self.committed += 1


def _pen() -> _Pen:
    """The pen of the current connection to the server; a new connection gets a new one."""
    connection.ensure_connection()
    session = connection.connection
    pen: _Pen | None = getattr(session, "_yitang_pen", None)
    if pen is None:
        pen = _Pen()
        session._yitang_pen = pen  # noqa: SLF001
    return pen
