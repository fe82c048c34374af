"""Making the proofs that leave the house: from the leaves that the database holds, checked before they are given away."""

from uuid import UUID

from yitang.platform.audit.domain import NAMES, SignedHead, as_written, plain
from yitang.platform.audit.errors import LogDoesNotFit, NoSuchHead, NoSuchRow, NotProven
from yitang.platform.audit.evidence import check_proof, heads_proof, key_file, row_proof
from yitang.platform.audit.merkle import Tree, consistency_path, inclusion_path
from yitang.platform.database.public import row, rows
from yitang.platform.keys.public import installation, public_keys

COLUMNS = ", ".join(f'r."{name}"' for name in NAMES)
SEALED = f"SELECT l.seq, {COLUMNS} FROM audit_leaf l JOIN audit_row r ON r.id = l.row_id WHERE "  # noqa: S608
HEADS = "SELECT size, root, at, key_id, signature FROM audit_head "
AT_ONCE = 20_000


def prove_row(said: str, head_size: int | None = None) -> bytes:
    """The proof of one sealed row, by its id or its number counted from 1, under a head that took it in (the newest if none is named).

    Reads as many leaves as the head covers: half a second for each hundred thousand. Returns: the file.

    Raises: NoSuchRow, NoSuchHead, LogDoesNotFit.
    """
    found = row(f"{SEALED} {'l.seq = %s' if said.isdecimal() else 'r.id = %s'}", [_key(said)])
    if found is None:
        raise NoSuchRow(said=said)
    head = _head(head_size, found["seq"] + 1)
    return _fits(row_proof(as_written(found), found["seq"], head, inclusion_path(found["seq"], head.size, _root_of)))


def prove_heads(older_size: int, head_size: int | None = None) -> bytes:
    """The proof that a head (the newest if none is named) grew out of an older one. Returns: the file.

    Raises: NoSuchHead, LogDoesNotFit.
    """
    older = _head(older_size, 1)
    head = _head(head_size, older.size)
    return _fits(heads_proof(older, head, consistency_path(older.size, head.size, _root_of)))


def heads(newest: int = 20) -> list[SignedHead]:
    """The newest heads, the last first."""
    return [_signed(one) for one in rows(f"{HEADS} ORDER BY size DESC LIMIT %s", [newest])]


def own_keys() -> bytes:
    """The public keys by which others check what this installation proves. Returns: the file."""
    return key_file(installation(), public_keys("head"))


def _key(said: str) -> int | UUID:
    try:
        return int(said) - 1 if said.isdecimal() and len(said) < 19 else UUID(said)
    except ValueError as fault:
        raise NoSuchRow(said=said) from fault


def _signed(found: dict[str, object]) -> SignedHead:
    return SignedHead(int(str(found["size"])), bytes(found["root"]), plain(found["at"]), str(found["key_id"]), bytes(found["signature"]))  # type: ignore[call-overload]


def _head(size: int | None, least: int) -> SignedHead:
    """The head of this size, or the newest; it must cover at least so many rows."""
    found = row(f"{HEADS} WHERE size = %s", [size]) if size is not None else row(f"{HEADS} ORDER BY size DESC LIMIT 1")
    if found is None or found["size"] < least:
        raise NoSuchHead(said="" if size is None else size)
    return _signed(found)


def _root_of(start: int, end: int) -> bytes:
    """The root of a range of leaves."""
    tree = Tree()
    for first in range(start, end, AT_ONCE):
        last = min(end, first + AT_ONCE)
        found = rows("SELECT leaf_hash FROM audit_leaf WHERE seq >= %s AND seq < %s ORDER BY seq", [first, last])
        tree.extend(bytes(one["leaf_hash"]) for one in found)
    if tree.size != end - start:
        raise LogDoesNotFit
    return tree.root()


def _fits(proof: bytes) -> bytes:
    """The proof, once it holds by our own keys: what was changed in the database is not given away as a proof that others then refuse."""
    try:
        check_proof(proof, public_keys("head"))
    except NotProven as fault:
        raise LogDoesNotFit from fault
    return proof
