"""Reading outages: whether a hall works on paper, batches and forms, what was entered, what a code says."""

import json
import time
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.documents.public import read_statement
from yitang.platform.documents.public import rendering as kept
from yitang.platform.identity.public import NotYours, Place, allow, can, may
from yitang.platform.keys.public import unwrap
from yitang.processes.outages.access import SEE
from yitang.processes.outages.domain import FINAL, BatchRow, Difference, FormRow, FormVerdict, OutageRow, differences
from yitang.registers.offices.public import hall

# Every page of a hall asks whether it works on paper: read again every second, by each process.
KEEP_S = 1.0
KIND = "form"
_kept: dict[UUID, tuple[float, OutageRow | None]] = {}
ON = """
SELECT id, hall_id, reason, began_at, until_at AS over_at, account_id FROM outages_outage
WHERE hall_id = %s AND ended_at IS NULL AND until_at > %s
"""
FORM = """
SELECT f.id, f.batch_id, b.office_id, b.hall_id, f.serial, f.state, f.reason, f.refused, f.claimed_at, f.recorded_at, f.case_id, f.ticket_id
FROM outages_form f JOIN outages_batch b ON b.id = f.batch_id
"""


def forget() -> None:
    """Forget what this process keeps, after a change here and in tests."""
    _kept.clear()


def paper_mode(hall_id: UUID) -> OutageRow | None:
    """The outage of a hall that works on paper now (纸质办理); nothing when it works with the system. For everybody."""
    held = _kept.get(hall_id)
    if held is None or time.monotonic() - held[0] > KEEP_S:
        held = _kept[hall_id] = (time.monotonic(), outage_now(hall_id))
    found = held[1]
    return found if found and found.over_at > clock.now() else None


def outage_now(hall_id: UUID) -> OutageRow | None:
    """The same, read from the table."""
    found = row(ON, [hall_id, clock.now()])
    return OutageRow(**found) if found else None


def outages_of(viewer: Viewer, hall_id: UUID) -> list[OutageRow]:
    """When a hall of the viewer's office worked on paper, the last first."""
    allow(viewer, SEE)
    may(viewer, SEE, Place((hall(hall_id).office_id,)))
    found = rows(
        "SELECT id, hall_id, reason, began_at, coalesce(ended_at, until_at) AS over_at, account_id FROM outages_outage "
        "WHERE hall_id = %s ORDER BY began_at DESC LIMIT 50",
        [hall_id],
    )
    return [OutageRow(**r) for r in found]


def batches(viewer: Viewer, batch_id: UUID | None = None) -> list[BatchRow]:
    """The batches of the viewer's office, the last first, or one of them; how many forms of each are in which state.

    Raises: PostMayNot; NotYours for one of another office.
    """
    allow(viewer, SEE)
    found = rows(
        "SELECT b.id, b.hall_id, b.number, b.forms, b.printed_at, b.closed_at, (SELECT jsonb_object_agg(s.state, s.n) FROM ("
        "SELECT state, count(*) AS n FROM outages_form f WHERE f.batch_id = b.id GROUP BY state) s)::text AS states "
        "FROM outages_batch b WHERE b.office_id = %s AND (%s::uuid IS NULL OR b.id = %s::uuid) ORDER BY b.printed_at DESC LIMIT 200",
        [viewer.office_id, batch_id, batch_id],
    )
    if batch_id and not found:
        raise NotYours
    return [BatchRow(**{**r, "states": json.loads(r["states"])}) for r in found]


def sheets(viewer: Viewer, batch_id: UUID) -> bytes:
    """The forms of a batch as they were printed.

    Raises: NotYours, PostMayNot, FileMissing, FileDamaged.
    """
    batches(viewer, batch_id)
    found = row("SELECT document_id FROM outages_batch WHERE id = %s", [batch_id])
    assert found is not None
    return kept(found["document_id"], 0)


def forms(viewer: Viewer, batch_id: UUID) -> list[FormRow]:
    """The forms of a batch by their serials.

    Raises: NotYours, PostMayNot.
    """
    batches(viewer, batch_id)
    return [FormRow(**r) for r in rows(f"{FORM} WHERE f.batch_id = %s ORDER BY f.serial", [batch_id])]


def forms_to_do(viewer: Viewer) -> list[FormRow]:
    """The forms of the viewer's hall that somebody has begun and nobody has ended, the oldest first."""
    allow(viewer, SEE)
    found = rows(
        f"{FORM} WHERE b.office_id = %s AND (%s::uuid IS NULL OR b.hall_id = %s::uuid) AND b.closed_at IS NULL "
        "AND f.state IN ('once', 'differs', 'ready', 'blocked') ORDER BY f.serial LIMIT 200",
        [viewer.office_id, viewer.hall_id, viewer.hall_id],
    )
    return [FormRow(**r) for r in found]


def form_for(viewer: Viewer, form_id: UUID) -> FormRow:
    """A form of the viewer's office.

    Raises: NotYours, PostMayNot.
    """
    allow(viewer, SEE)
    found = row(f"{FORM} WHERE f.id = %s", [form_id])
    if found is None:
        raise NotYours
    may(viewer, SEE, Place((found["office_id"],), found["hall_id"]))
    return FormRow(**found)


def form_numbered(viewer: Viewer, serial: str) -> FormRow:
    """The form of a serial as it was typed or scanned, of the viewer's office.

    Raises: NotYours in the same words for one of another office as for none.
    """
    allow(viewer, SEE)
    found = row(f"{FORM} WHERE f.serial = %s", [serial.strip().upper()])
    if found is None or not can(viewer, SEE, Place((found["office_id"],), found["hall_id"])):
        raise NotYours
    return FormRow(**found)


def entries(form_id: UUID) -> list[dict[str, str]]:
    """What was entered of a form, in order; the caller has loaded the form for its viewer."""
    found = rows("SELECT id, fields_cipher FROM outages_entry WHERE form_id = %s ORDER BY n", [form_id])
    return [json.loads(unwrap(r["fields_cipher"], f"outages_entry:fields_cipher:{r['id']}")) for r in found]


def entered_by(form_id: UUID) -> set[UUID]:
    """The persons who entered a form."""
    return {r["person_id"] for r in rows("SELECT person_id FROM outages_entry WHERE form_id = %s", [form_id])}


def final_fields(form: FormRow) -> dict[str, str]:
    """What a form says once its entries agree, or a third person has decided; nothing before."""
    return entries(form.id)[-1] if form.state in ("ready", "blocked", "recorded", "settled") else {}


def differing(form: FormRow) -> list[Difference]:
    """Where the two entries of a form do not say the same; shown to nobody before both are there."""
    if form.state != "differs":
        return []
    first, second = entries(form.id)
    return differences(first, second)


def verify_form(token: str) -> FormVerdict | None:
    """What the code of a form says, for anybody; nothing when it is the code of something else.

    A sheet that says “the system is down” is true only while the hall's chief has said so: the page tells it.
    """
    said = read_statement(token)
    if said is None or said.kind != KIND:
        return None
    found = row(f"{FORM} WHERE f.serial = %s", [said.number])
    if found is None:
        return FormVerdict("unknown", said.number)
    place = hall(found["hall_id"])
    names = (said.number, f"{place.office_zh} {place.name_zh}", place.name_en)
    if found["state"] == "recorded":
        return FormVerdict("recorded", *names)
    if found["state"] in FINAL:
        return FormVerdict("ended", *names)
    return FormVerdict("in_use" if paper_mode(found["hall_id"]) or found["state"] != "blank" else "not_now", *names)
