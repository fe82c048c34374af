"""Gaps of the log that two people have acknowledged (X15): what a witness remembers and an old copy of the database no longer holds."""

from yitang.kernel import clock
from yitang.platform.audit.domain import Gap
from yitang.platform.audit.operations import Act
from yitang.platform.database.public import execute, new_id, row, rows

ACKNOWLEDGE = "custody.acknowledge_gap"
PEOPLE = 2


def acknowledge(this: Act, gap: Gap) -> bool:
    """The person of this act acknowledges a gap. Returns: false when the same person has done so before."""
    this.on("gap", gap.name)
    return bool(
        execute(
            "INSERT INTO audit_gap (id, start, size, root, person, at) VALUES (%s, %s, %s, %s, %s, %s) "
            "ON CONFLICT ON CONSTRAINT person_acknowledges_a_gap_once DO NOTHING",
            [new_id(), gap.start, gap.size, gap.root, this.viewer.person_id, clock.real_now()],
        )
    )


def people(gap: Gap) -> int:
    """How many persons have acknowledged it."""
    found = row("SELECT count(DISTINCT person) AS n FROM audit_gap WHERE (start, size, root) = (%s, %s, %s)", [gap.start, gap.size, gap.root])
    return int(found["n"]) if found else 0


def acknowledged(size: int, root: bytes) -> Gap | None:
    """The gap after which a witness's head of this size and root is known to be lost, once two persons have said so."""
    found = rows(
        "SELECT start FROM audit_gap WHERE size = %s AND root = %s GROUP BY start HAVING count(DISTINCT person) >= %s ORDER BY start LIMIT 1",
        [size, root, PEOPLE],
    )
    return Gap(found[0]["start"], size, root) if found else None
