"""The proof of one row (证据链): its place in the sealed log, and whether it is still what was written and sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.domain import COLUMN_NAMES, HEAD_NAMES, canonical, leaf_entry, signed_head
from yitang.platform.audit.merkle import DIGESTS, leaf_hash
from yitang.platform.database.public import row, rows
from yitang.platform.keys.public import mac_fits, verify

PROOF = "SELECT r.id, r.act, r.account, r.clock_at AS at, l.seq FROM audit_row r LEFT JOIN audit_leaf l ON l.row_id = r.id"
COLUMNS = ", ".join(f'r."{name}"' for name in COLUMN_NAMES)
WHOLE = f"SELECT {COLUMNS}, l.seq, l.leaf_hash, l.sm3_hash FROM audit_row r LEFT JOIN audit_leaf l ON l.row_id = r.id WHERE r.id = %s"  # noqa: S608
HEAD = f"SELECT {HEAD_NAMES} FROM audit_head WHERE size > %s ORDER BY size LIMIT 1"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Proof:
    """One row as the proof line shows it. ``seq``: its place in the log, counted from 0; nothing until it is sealed."""

    id: UUID
    act: str
    account: UUID | None
    at: datetime
    seq: int | None

    @property
    def number(self) -> int | None:
        """The row's number as people count, from 1."""
        return None if self.seq is None else self.seq + 1


@dataclass(frozen=True, slots=True)
class Checked:
    """One row held against its own seal. ``head_size``, ``root`` (hex) and ``head_at``: the signed head that took it in, once one did."""

    proof: Proof
    thing_kind: str
    result: str
    leaf: str
    head_size: int | None
    root: str
    head_at: datetime | None
    as_written: bool
    as_sealed: bool
    head_signed: bool

    @property
    def good(self) -> bool:
        """Whether nothing of it was changed, as far as it is sealed."""
        return self.as_written and (self.proof.seq is None or (self.as_sealed and self.head_signed))


def last_act(viewer: Viewer) -> Proof | None:
    """What a member of staff did last and was saved; looks are recorded too but are no act of his."""
    if viewer.account_id is None:
        return None
    found = row(f"{PROOF} WHERE r.account = %s AND r.result = 'done' ORDER BY r.clock_at DESC, r.id DESC LIMIT 1", [viewer.account_id])
    return Proof(**found) if found else None


def last_done(act: str, thing_id: str = "") -> datetime | None:
    """When an act was done last, in real time, to one thing or to any; for what the program itself watches over, and without who did it."""
    found = row(
        "SELECT max(real_at) AS at FROM audit_row WHERE act = %s AND result = 'done' AND (%s = '' OR thing_id = %s)",
        [act, thing_id, thing_id],
    )
    at: datetime | None = found["at"] if found else None
    return at


def proofs(row_ids: Iterable[UUID]) -> dict[UUID, Proof]:
    """The proofs of rows, by id, for whoever may see what they were done to."""
    return {r["id"]: Proof(**r) for r in rows(f"{PROOF} WHERE r.id = ANY(%s)", [list(row_ids)])}


def checked(viewer: Viewer, row_id: UUID) -> Checked | None:
    """One row of the viewer's own office, checked by its MAC, its leaf and the signed head; nothing for a row of another office or of none.

    The whole log is verified against the witness by ``verify_installation``; this looks at one row and reads no other.
    """
    if viewer.office_id is None or not viewer.at_least("two_factor"):
        return None
    found = row(f"{WHOLE} AND r.office = %s", [row_id, viewer.office_id])
    return _checked(found) if found else None


def check_row(row_id: UUID) -> Checked | None:
    """The same for a row of any office; whoever calls this has asked whether the viewer may, and records the look."""
    found = row(WHOLE, [row_id])
    return _checked(found) if found else None


def _checked(found: dict[str, Any]) -> Checked:
    proof = Proof(found["id"], found["act"], found["account"], found["clock_at"], found["seq"])
    leaf = leaf_hash(leaf_entry(found))
    head = row(HEAD, [found["seq"]]) if found["seq"] is not None else None
    signed = head is not None and verify("head", head["key_id"], signed_head(head).message(), bytes(head["signature"]))
    return Checked(
        proof, found["thing_kind"], found["result"], leaf.hex(), head["size"] if head else None, bytes(head["root"]).hex() if head else "",
        head["at"] if head else None, mac_fits(found["key_id"], canonical(found), found["mac"]),
        found["leaf_hash"] is not None and bytes(found["leaf_hash"]) == leaf and _second_fits(found), signed,
    )  # fmt: skip


def _second_fits(found: dict[str, Any]) -> bool:
    """Whether the SM3 leaf, where there is one, is that of the row."""
    return found["sm3_hash"] is None or bytes(found["sm3_hash"]) == leaf_hash(leaf_entry(found), DIGESTS["sm3"])
