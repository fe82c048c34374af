"""Looking at a file, keeping it, removing it. Who may, the room above decides: its act is passed in as ``this``."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, execute_many, new_id, new_ids, row
from yitang.platform.files.public import store
from yitang.platform.policy.public import value
from yitang.platform.uploads.domain import AnswerMakesNoSense, Decoded, Slot, hints_of, kind_of, said_by, shown_name, slot_of
from yitang.platform.uploads.errors import (
    DecoderUnavailable,
    ScannerFound,
    SlotFull,
    SlotUnknown,
    UploadActs,
    UploadEmpty,
    UploadGone,
    UploadHoldsFiles,
    UploadIsForm,
    UploadLocked,
    UploadMoves,
    UploadQuotaSpent,
    UploadTooComplex,
    UploadTooHard,
    UploadTooLarge,
    UploadTooManyPages,
    UploadTooManyPixels,
    UploadTypeRefused,
    UploadUnreadable,
)
from yitang.platform.uploads.process import decoded, limits, turn
from yitang.platform.uploads.scanner import scanner
from yitang.platform.uploads.wiping import hold_bytes

PICTURES, PAPERS = (f"yitang.platform.uploads.decoder.{module}:decode" for module in ("pictures", "papers"))
JOBS = {"jpeg": PICTURES, "png": PICTURES, "pdf": PAPERS}
PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f0001010100b138f6140000000049454e44ae426082")
# What a decoder may say no with.
SAID: dict[str, type[Refusal]] = {
    "pixels": UploadTooManyPixels, "pages": UploadTooManyPages, "frames": UploadMoves, "encrypted": UploadLocked, "script": UploadActs, "action": UploadActs,
    "files": UploadHoldsFiles, "form": UploadIsForm, "complex": UploadTooComplex, "unreadable": UploadUnreadable, "memory": UploadTooHard,
    "unconfined": DecoderUnavailable,
}  # fmt: skip
# The row is locked from here to the end of the act: of two files for one thing the second waits, and then counts the first.
SPEND = """
INSERT INTO uploads_quota AS q (whose, sent_on, files, bytes) SELECT %(whose)s, %(on)s, 1, %(size)s WHERE %(files)s >= 1 AND %(bytes)s >= %(size)s
ON CONFLICT (whose, sent_on) DO UPDATE SET files = q.files + 1, bytes = q.bytes + EXCLUDED.bytes
WHERE q.files < %(files)s AND q.bytes + EXCLUDED.bytes <= %(bytes)s RETURNING files
"""
PLACE = """
SELECT min(n) AS place FROM generate_series(1, %s) n
WHERE NOT EXISTS (SELECT 1 FROM uploads_file f WHERE f.thing_id = %s AND f.slot = %s AND f.place = n AND f.removed_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class Belongs:
    """What a file belongs to: the thing (a case), the office whose quota it counts against, what it is there (a material)."""

    thing_id: UUID
    office_id: UUID
    what: str = ""


def slots() -> dict[str, Slot]:
    """Every slot of the office's policy by its name."""
    return {name: slot_of(name, row_) for name, row_ in value("uploads.slots").items()}


def slot(name: str) -> Slot:
    """A slot.

    Raises: SlotUnknown.
    """
    found = slots().get(name)
    if found is None:
        raise SlotUnknown
    return found


def look_at(name: str, content: bytes) -> Decoded:
    """Look at a file for a slot: size, type by content, the office's scanner, then the decoder's process. Writes nothing.

    Call it outside of any act: it takes a tenth of a second for a photo, some seconds at most for a paper.

    Raises: UploadEmpty, UploadTooLarge, UploadTypeRefused, ScannerFound, ScannerSilent, DecoderBusy, DecoderUnavailable, UploadTooHard,
    and what the decoder says (``SAID``).
    """
    into = slot(name)
    if not content:
        raise UploadEmpty
    if len(content) > into.size:
        raise UploadTooLarge(most=into.megabytes)
    kind = kind_of(content)
    if kind not in into.types:
        raise UploadTypeRefused(types=", ".join(one.upper() for one in into.types))
    scans = scanner()
    if scans is not None and scans.scan(content):
        raise ScannerFound
    bounds = limits()
    with turn():
        said = decoded(
            JOBS[kind], content, bounds, {"pixels": into.pixels, "pages": into.pages, "objects": into.objects, "depth": into.depth, "copy_px": into.copy_px}
        )
    try:
        head, copies = said_by(said, into.pages)
    except AnswerMakesNoSense as fault:
        raise UploadTooHard from fault
    refused = head.get("refused")
    if refused or not copies:
        raise _refusal(str(refused), into)
    return Decoded(into, kind, content, copies, hints_of(head, value("uploads.quality")))


def can_decode() -> bool:
    """Whether this machine can close a decoder off and start it: tried on one white pixel."""
    try:
        return len(said_by(decoded(PICTURES, PIXEL, limits(), {"pixels": 1, "copy_px": 1}), 1)[1]) == 1
    except (Refusal, AnswerMakesNoSense):
        return False


def _refusal(said: str, into: Slot) -> Refusal:
    facts: dict[str, Any] = {"pages": {"most": into.pages}, "pixels": {"most": into.pixels // 10_000, "mega": into.pixels // 1_000_000}}.get(said, {})
    return SAID.get(said, UploadTooHard)(**facts)


def keep(this: Act, found: Decoded, sent_name: str, belongs: Belongs) -> UUID:
    """Keep a file that was looked at, in the caller's act, which holds the thing. Returns: its id.

    Raises: UploadQuotaSpent, SlotFull.
    """
    viewer, size, upload_id = this.viewer, len(found.original), new_id()
    _spend(this, "person", viewer.person_id or viewer.session_id or viewer.account_id, size)
    _spend(this, "thing", belongs.thing_id, size)
    free = row(PLACE, [found.slot.most, belongs.thing_id, found.slot.name])
    if free is None or free["place"] is None:
        raise SlotFull(most=found.slot.most)
    shown = shown_name(sent_name)
    hold_bytes(found.original, *found.copies)
    original, copies = store(found.original), [store(copy) for copy in found.copies]
    execute(
        "INSERT INTO uploads_file (id, slot, thing_id, what, place, office_id, person_id, session_id, name, kind, size, pages, digest, at, hints) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            upload_id, found.slot.name, belongs.thing_id, belongs.what, free["place"], belongs.office_id, viewer.person_id, viewer.session_id, shown,
            found.kind, size, len(copies), original, this.at, ",".join(found.hints),
        ],
    )  # fmt: skip
    execute_many(
        "INSERT INTO uploads_page (id, file_id, n, digest) VALUES (%s, %s, %s, %s)",
        [[n_id, upload_id, n, digest] for n, (n_id, digest) in enumerate(zip(new_ids(len(copies)), copies, strict=True), 1)],
    )
    _spend(this, "office", belongs.office_id, size)  # last: this row is everybody's, and is held for the shortest time
    this.note({"upload": str(upload_id), "slot": found.slot.name, "name": shown, "digest": original, "kind": found.kind, "size": size})
    return upload_id


WHOSE = {
    "person": ("每人每天有限额", "there is a limit for each person and day"), "thing": ("每件业务每天有限额", "there is a limit for each case and day"),
    "office": ("全所每天有限额", "there is a limit for the office and day"),
}  # fmt: skip


def _spend(this: Act, scope: str, who: UUID | None, size: int) -> None:
    quota = value(f"uploads.quota_{scope}")
    said = {"whose": f"{scope}:{who}", "on": clock.local(this.at).date(), "size": size, "files": quota["files"], "bytes": quota["bytes"]}
    if row(SPEND, said) is None:
        zh, en = WHOSE[scope]
        raise UploadQuotaSpent(whose_zh=zh, whose_en=en)


def remove(this: Act, thing_id: UUID, upload_id: UUID) -> None:
    """Take a file away from its thing, in the caller's act: nobody sees it any more; its sealed bytes and its row stay as evidence of the act.

    Raises: UploadGone when it is not there any more, or belongs to another thing.
    """
    if not execute(
        "UPDATE uploads_file SET removed_at = %s WHERE id = %s AND thing_id = %s AND removed_at IS NULL",
        [this.at, upload_id, thing_id],
    ):
        raise UploadGone
    this.note({"upload": str(upload_id)})
