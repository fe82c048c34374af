"""Taking a list out: asked for with its purpose, made by the worker with the rights of who asked, downloaded once."""

import os
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.exports.access import APPROVE, ASK, MAKE, REFUSE, TAKE
from yitang.platform.exports.domain import FORMATS, MARK_BYTES, STATES, WORDS, Span
from yitang.platform.exports.errors import (
    ExportMovedOn,
    FormatUnknown,
    NothingToExport,
    NotOwnExport,
    PurposeMissing,
    SpanWrong,
    TooMuchToExport,
)
from yitang.platform.exports.queries import source
from yitang.platform.exports.writing import MEDIA, WRITE, lines
from yitang.platform.identity.public import NotYours, Place, allow, can, may, viewer_now
from yitang.platform.jobs.public import enqueue
from yitang.platform.keys.public import unwrap, wrap
from yitang.platform.policy.public import value


def ask(viewer: Viewer, source_name: str, from_on: date, to_on: date, form: str, purpose: str) -> UUID:
    """导出: ask for a list of the own office; above the cap a second person has to let it go. Returns: the export's id.

    Raises: PostMayNot, NotYours, SourceUnknown, SpanWrong, FormatUnknown, PurposeMissing, NothingToExport, TooMuchToExport, TextTooLong, TextHasControls;
    FreshFactorNeeded.
    """
    allow(viewer, ASK)
    with act(viewer, ASK) as this:
        if viewer.office_id is None or viewer.person_id is None:
            raise NotYours
        may(viewer, ASK, Place((viewer.office_id,)))
        wanted, span, said = source(source_name), Span(from_on, to_on), clean(purpose)
        most_days, most, cap = value("exports.most_days"), value("exports.most_rows"), value("exports.cap_rows")
        if to_on < from_on or (to_on - from_on).days >= most_days:
            raise SpanWrong(most=most_days)
        if form not in FORMATS:
            raise FormatUnknown
        if len(said) < 4:
            raise PurposeMissing
        rows = wanted.count(viewer, span)
        if not rows:
            raise NothingToExport
        if rows > most:
            raise TooMuchToExport(rows=rows, most=most)
        export_id = new_id()
        execute(
            "INSERT INTO exports_export (id, mark, source, office_id, account_id, person_id, post, purpose, from_on, to_on, format, state, rows, above_cap, "
            "asked_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                export_id, os.urandom(MARK_BYTES), source_name, viewer.office_id, viewer.account_id, viewer.person_id, viewer.post, said, from_on, to_on, form,
                "waiting" if rows > cap else "queued", rows, rows > cap, this.at,
            ],
        )  # fmt: skip
        this.on("export", export_id)
        this.note({"source": source_name, "from": from_on, "to": to_on, "rows": rows, "purpose": said})
        if rows <= cap:
            _enqueue(this, export_id)
    return export_id


def _enqueue(this: Act, export_id: UUID) -> None:
    enqueue(this, "exports:make", {"export": export_id}, str(export_id))


def approve(viewer: Viewer, export_id: UUID) -> None:
    """同意 a large export of the own office, as another person than who asked; it is made from then on.

    Raises: PostMayNot, NotYours, NotOwnExport, ExportMovedOn; FreshFactorNeeded.
    """
    allow(viewer, APPROVE)
    with act(viewer, APPROVE) as this:
        found = _decided(viewer, export_id, APPROVE)
        _move(this, found, "approve", "decided_account = %s, decided_person = %s", [viewer.account_id, viewer.person_id])
        _enqueue(this, export_id)


def refuse(viewer: Viewer, export_id: UUID) -> None:
    """不同意: it is not made.

    Raises: PostMayNot, NotYours, NotOwnExport, ExportMovedOn.
    """
    allow(viewer, REFUSE)
    with act(viewer, REFUSE) as this:
        found = _decided(viewer, export_id, REFUSE)
        _move(this, found, "refuse", "decided_account = %s, decided_person = %s", [viewer.account_id, viewer.person_id])


def _decided(viewer: Viewer, export_id: UUID, what: str) -> dict[str, Any]:
    """The export, held, that another person decides about now."""
    found = _locked(export_id)
    may(viewer, what, Place((found["office_id"],)))
    if found["person_id"] == viewer.person_id:
        raise NotOwnExport
    return found


def make(export_id: UUID) -> None:
    """Make the file, by the worker, for who asked and with the rights that he has now; whoever is not in his post any more gets none.

    Whole: called again it finds the file made. The row is held to the commit.
    """
    found = row("SELECT * FROM exports_export WHERE id = %s FOR UPDATE", [export_id])
    if found is None or found["state"] != "queued":
        return
    viewer = viewer_now(found["account_id"], found["post"], found["office_id"])
    with act(viewer or Viewer.system(), MAKE) as this:
        if viewer is None or not can(viewer, MAKE, Place(person_ids=frozenset({found["person_id"]}))):
            _move(this, found, "fail", "rows = 0", [])
            return
        wanted, until = source(found["source"]), this.at + timedelta(days=value("retention.exports_days"))
        read = list(wanted.read(viewer, Span(found["from_on"], found["to_on"])))[: value("exports.most_rows")]
        note = f"导出人 {viewer.account_id} · {clock.local(this.at):%Y-%m-%d %H:%M} · 用途：{found['purpose']}"
        content = WRITE[found["format"]](lines(wanted.columns, read, bytes(found["mark"]), note))
        cipher = wrap(content, f"exports_export:cipher:{export_id}")
        _move(this, found, "make", "cipher = %s, rows = %s, made_at = %s, until = %s", [cipher, len(read), this.at, until])


def take(viewer: Viewer, export_id: UUID) -> tuple[bytes, str, str]:
    """下载, once: the file leaves and is gone from here in the same act. Returns: bytes, media type, name of the file.

    Raises: PostMayNot; NotYours, for somebody else's as for none; ExportMovedOn; FreshFactorNeeded.
    """
    allow(viewer, TAKE)
    with act(viewer, TAKE) as this:
        found = _locked(export_id)
        may(viewer, TAKE, Place(person_ids=frozenset({found["person_id"]})))
        if found["state"] == "ready" and found["until"] < this.at:
            raise _moved("over")
        kept = found["cipher"]
        _move(this, found, "take", "cipher = NULL, taken_at = %s", [this.at])
        content = unwrap(kept, f"exports_export:cipher:{export_id}")
    return content, MEDIA[found["format"]], f"yitang-{found['source'].replace('.', '-')}-{found['from_on']}.{found['format']}"


def _locked(export_id: UUID) -> dict[str, Any]:
    """The export, its row held to the end of the act: of two who download, the second finds it taken."""
    found = row("SELECT * FROM exports_export WHERE id = %s FOR UPDATE", [export_id])
    if found is None:
        raise NotYours
    return found


def _moved(state: str) -> ExportMovedOn:
    _, zh, en = WORDS[state]
    return ExportMovedOn(state_zh=zh, state=en)


def _move(this: Act, found: dict[str, Any], what: str, sets: str, values: list[UUID | datetime | bytes | int | None]) -> None:
    """To the next state, which stands once more in the statement itself."""
    to = STATES.get((found["state"], what))
    if to is None:
        raise _moved(found["state"])
    if execute(f"UPDATE exports_export SET state = %s, {sets} WHERE id = %s AND state = %s", [to, *values, found["id"], found["state"]]) != 1:
        raise _moved(to)
    this.on("export", found["id"])
    this.note({"source": found["source"], "state": to})
