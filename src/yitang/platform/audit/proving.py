"""Making the proofs that leave the house: from the leaves that the database holds, checked before they are given away."""

from uuid import UUID

from yitang.platform.audit.domain import COLUMN_NAMES, HEAD_NAMES, SignedHead, as_written, signed_head
from yitang.platform.audit.errors import LogDoesNotFit, NoSuchHead, NoSuchRow, NotProven
from yitang.platform.audit.evidence import check_proof, digests_for_heads, digests_for_row, heads_proof, key_file, row_proof
from yitang.platform.audit.merkle import DIGESTS, RootOf, Tree, consistency_path, inclusion_path
from yitang.platform.audit.remote import USE
from yitang.platform.database.public import row, rows
from yitang.platform.keys.public import installation, public_keys

COLUMNS = ", ".join(f'r."{name}"' for name in COLUMN_NAMES)
SEALED = f"SELECT l.seq, {COLUMNS} FROM audit_leaf l JOIN audit_row r ON r.id = l.row_id WHERE "  # noqa: S608
HEADS = f"SELECT {HEAD_NAMES} FROM audit_head "  # noqa: S608
LEAVES = {digest: f"SELECT {name} AS leaf FROM audit_leaf WHERE seq >= %s AND seq < %s ORDER BY seq"  # noqa: S608
          for digest, name in (("sha256", "leaf_hash"), ("sm3", "sm3_hash"))}  # fmt: skip
AT_ONCE = 20_000


def prove_row(said: str, head_size: int | None = None) -> bytes:
    """The proof of one sealed row, by its id or its number counted from 1, under a head that took it in (the newest if none is named).

    Reads as many leaves as the head covers. Returns: the file.

    Raises: NoSuchRow, NoSuchHead, LogDoesNotFit.
    """
    found = row(f"{SEALED} {'l.seq = %s' if said.isdecimal() else 'r.id = %s'}", [_key(said)])
    if found is None:
        raise NoSuchRow(said=said)
    head = _head(head_size, found["seq"] + 1)
    place = found["seq"]
    begins = digests_for_row(place, head)
    paths = {name: inclusion_path(place - start, head.size - start, _root_of(name, start)) for name, start in begins.items()}
    return _fits(row_proof(as_written(found), place, head, paths))


def prove_heads(older_size: int, head_size: int | None = None) -> bytes:
    """The proof that a head (the newest if none is named) grew out of an older one. Returns: the file.

    Raises: NoSuchHead, LogDoesNotFit.
    """
    older = _head(older_size, 1)
    head = _head(head_size, older.size)
    begins = digests_for_heads(older, head)
    paths = {name: consistency_path(older.size - start, head.size - start, _root_of(name, start)) for name, start in begins.items()}
    return _fits(heads_proof(older, head, paths))


def heads(newest: int = 20) -> list[SignedHead]:
    """The newest heads, the last first."""
    return [signed_head(one) for one in rows(f"{HEADS} ORDER BY size DESC LIMIT %s", [newest])]


def own_keys() -> bytes:
    """The public keys by which others check what this installation proves, and whether it is this one that asks. Returns: the file."""
    return key_file(installation(), public_keys("head") | public_keys(USE))


def _key(said: str) -> int | UUID:
    try:
        return int(said) - 1 if said.isdecimal() and len(said) < 19 else UUID(said)
    except ValueError as fault:
        raise NoSuchRow(said=said) from fault


def _head(size: int | None, least: int) -> SignedHead:
    """The head of this size, or the newest; it must cover at least so many rows."""
    found = row(f"{HEADS} WHERE size = %s", [size]) if size is not None else row(f"{HEADS} ORDER BY size DESC LIMIT 1")
    if found is None or found["size"] < least:
        raise NoSuchHead(said="" if size is None else size)
    return signed_head(found)


def _root_of(name: str, begins: int) -> RootOf:
    """What the root of a range is in the tree of this digest, which begins at a place of the log."""

    def root(start: int, end: int) -> bytes:
        tree = Tree(digest=DIGESTS[name])
        for first in range(begins + start, begins + end, AT_ONCE):
            found = rows(LEAVES[name], [first, min(begins + end, first + AT_ONCE)])
            tree.extend(bytes(one["leaf"] or b"") for one in found)
        if tree.size != end - start:
            raise LogDoesNotFit
        return tree.root()

    return root


def _fits(proof: bytes) -> bytes:
    """The proof, once it holds by our own keys: what was changed in the database is not given away as a proof that others then refuse."""
    try:
        check_proof(proof, public_keys("head"))
    except NotProven as fault:
        raise LogDoesNotFit from fault
    return proof
