"""Reading what acts said: opened, held against the digest of the row; and what is erased told from what is missing or was changed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from yitang.platform.audit.personal import opened, secrets
from yitang.platform.database.public import rows
from yitang.platform.keys.public import CannotUnwrap, unwrap

KEPT, ERASED, MISSING, CHANGED = "kept", "erased", "missing", "changed"
SALT = 16
READ = """
SELECT r.id, r.digest, coalesce(r.about, '{}') AS about, p.cipher,
       EXISTS (SELECT 1 FROM audit_personal_key k WHERE k.id = ANY(r.about) AND k.destroyed_log IS NOT NULL) AS erased
FROM audit_row r LEFT JOIN audit_payload p ON p.row = r.id WHERE r.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What an act said. ``state``: kept, erased, missing, or changed (it does not open, or does not fit the row's digest)."""

    state: str
    payload: dict[str, Any] = field(default_factory=dict)


def said(row_ids: Iterable[UUID]) -> dict[UUID, Said]:
    """What these acts said, by row; whoever calls this has asked whether the viewer may see it, and records the look."""
    found = rows(READ, [list(row_ids)])
    held = secrets({key_id for one in found for key_id in one["about"]})
    return {one["id"]: _read(one, held) for one in found}


def _read(found: dict[str, Any], held: dict[UUID, bytes]) -> Said:
    if found["erased"]:
        return Said(ERASED)
    if found["cipher"] is None:
        return Said(MISSING)
    try:
        inner = unwrap(found["cipher"], f"audit_payload:cipher:{found['id']}")
        clear = opened(inner, found["id"], {key_id: held[key_id] for key_id in found["about"]})
    except (CannotUnwrap, KeyError):
        return Said(CHANGED)
    if hashlib.sha256(clear).digest() != bytes(found["digest"]):
        return Said(CHANGED)
    return Said(KEPT, json.loads(clear[SALT:]))
