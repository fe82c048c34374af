"""Writes of custody: a peer is admitted by a person, its batches are kept by its signature."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Batch, Tree, WitnessRefuses, act, batch_of, continued, key_owner, read_keys, request_message, said_of, tree_at
from yitang.platform.custody.access import ADMIT
from yitang.platform.custody.errors import ContradictsKept, HeadNotSigned, KeyContradicts, NameMissing, SenderUnknown
from yitang.platform.database.public import execute, lock, new_id, row, rows, transaction
from yitang.platform.identity.public import Place, allow, may
from yitang.platform.keys.public import verify_with
from yitang.platform.policy.public import value

HEAD_KEY, REQUEST_KEY = "sign-head.", "sign-witness."
LAST = "SELECT said, size, frontier FROM custody_batch WHERE peer_id = %s ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a peer signs it. ``at``: seconds since 1970."""

    installation: str
    key_id: str
    at: int
    signature: bytes
    method: str
    path: str
    body: bytes


def admit_peer(viewer: Viewer, name: str, keys: bytes) -> UUID:
    """Keep the log of another installation from now on (登记被见证方), or register its new keys. ``keys``: the file of its ``./yitang log keys``.

    Returns: the peer's id. Raises: PostMayNot, NotProven for a file that is none, NameMissing, KeyContradicts.
    """
    allow(viewer, ADMIT)
    installation, found = key_owner(keys), read_keys(keys)
    if not 0 < len(name.strip()) <= 60:
        raise NameMissing
    with act(viewer, ADMIT) as this:
        lock("custody_peer", installation)
        may(viewer, ADMIT, Place())
        execute(
            "INSERT INTO custody_peer (id, installation, name, admitted_at, admitted_by) VALUES (%s, %s, %s, %s, %s) ON CONFLICT (installation) DO NOTHING",
            [new_id(), installation, name.strip(), clock.real_now(), viewer.account_id],
        )
        peer = row("SELECT id FROM custody_peer WHERE installation = %s", [installation])
        assert peer is not None
        for key_id, public in found.items():
            execute(
                "INSERT INTO custody_key (peer_id, key_id, public, registered_at) VALUES (%s, %s, %s, %s) ON CONFLICT (peer_id, key_id) DO NOTHING",
                [peer["id"], key_id, public, clock.real_now()],
            )
            kept = row("SELECT public FROM custody_key WHERE peer_id = %s AND key_id = %s", [peer["id"], key_id])
            if kept is None or bytes(kept["public"]) != public:
                raise KeyContradicts(key=key_id)
        this.on("peer", peer["id"])
        this.note({"installation": installation, "name": name.strip(), "keys": sorted(found)})
    peer_id: UUID = peer["id"]
    return peer_id


def keep_batch(request: Request, batch: Batch) -> None:
    """Keep one more batch of whoever signed the request; once more, it has no effect.

    Raises: SenderUnknown, HeadNotSigned, ContradictsKept.
    """
    peer_id, keys = _sender(request)
    public = keys.get(batch.key_id) if batch.key_id.startswith(HEAD_KEY) else None
    if public is None or not verify_with(public, "head", batch.head.message(), batch.signature):
        raise HeadNotSigned
    with transaction():
        # One batch of a peer at a time, to the commit: the next one is held against what this one leaves.
        lock("custody_batch", peer_id)
        found = row(LAST, [peer_id])
        last = batch_of(json.loads(found["said"])) if found else None
        tree = Tree(found["size"], bytes(found["frontier"])) if found else Tree()
        start = tree.size
        try:
            if not continued(tree, last, batch, partial(_tree_at, peer_id)):
                return
        except WitnessRefuses as fault:
            raise ContradictsKept(size=start) from fault
        execute(
            "INSERT INTO custody_batch (peer_id, start, size, gap, said, frontier, kept_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                peer_id,
                batch.size - len(batch.leaves),
                batch.size,
                batch.gap.name if batch.gap else "",
                json.dumps(said_of(batch)),
                tree.edge(),
                clock.real_now(),
            ],
        )


def kept_batches(request: Request, after: int, most: int) -> list[dict[str, Any]]:
    """What is kept of whoever signed the request, after so many batches, at most so many of them. Raises: SenderUnknown."""
    peer_id, _ = _sender(request)
    found = rows("SELECT said FROM custody_batch WHERE peer_id = %s ORDER BY id OFFSET %s LIMIT %s", [peer_id, after, most])
    return [json.loads(one["said"]) for one in found]


def last_kept(request: Request) -> list[dict[str, Any]]:
    """The newest of it, or nothing. Raises: SenderUnknown."""
    peer_id, _ = _sender(request)
    return [json.loads(one["said"]) for one in rows(LAST, [peer_id])]


def _tree_at(peer_id: UUID, size: int) -> Tree:
    """The tree of what is kept of a peer after so many rows."""
    found = rows("SELECT said FROM custody_batch WHERE peer_id = %s ORDER BY id", [peer_id])
    return tree_at((batch_of(json.loads(one["said"])) for one in found), size)


def _sender(request: Request) -> tuple[UUID, dict[str, bytes]]:
    """Who signed a request just now: the peer and its public keys. Raises: SenderUnknown."""
    found = rows("SELECT p.id, k.key_id, k.public FROM custody_peer p JOIN custody_key k ON k.peer_id = p.id WHERE p.installation = %s", [request.installation])
    keys = {one["key_id"]: bytes(one["public"]) for one in found}
    public = keys.get(request.key_id) if request.key_id.startswith(REQUEST_KEY) else None
    skew = abs(clock.real_now().timestamp() - request.at)
    message = request_message(request.method, request.path, request.body, request.at)
    if public is None or skew > value("custody.skew_s") or not verify_with(public, "witness", message, request.signature):
        raise SenderUnknown
    return found[0]["id"], keys
