"""Correction of a wrong entry in the register (登记更正): asked, shown before and after, decided by another person than who made the entry.

R164 Art.53: the owner has a wrong entry corrected; the office confirms within five working days; the certificate is corrected and the vehicle
licence exchanged. Nothing is overwritten: the wrong fact is known to be wrong since now, the right one has been true since the same day.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.text import clean, identifier
from yitang.kernel.viewer import Viewer
from yitang.kernel.workdays import workdays_after
from yitang.platform.audit.public import Act, act, proofs
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.identity.public import NotYours, Place, allow, can, may, persons_of
from yitang.platform.notices.public import send
from yitang.processes.cases.access import ASK_CORRECTION, DECIDE_CORRECTION, SEE_CORRECTIONS
from yitang.processes.cases.errors import (
    CorrectionDecided,
    CorrectionNeeded,
    CorrectionOpen,
    EntryChanged,
    NothingToCorrect,
    OutcomeNeeded,
    OwnEntry,
    OwnMatter,
    RegisteredElsewhere,
)
from yitang.registers.catalogue.public import business
from yitang.registers.offices.public import is_workday, office
from yitang.registers.people.public import own_persons, phone_for_notice
from yitang.registers.vehicles.public import FactRow, VehicleRow, correct_vehicle_fact, fact_now, facts_by_ids, find_vehicle, licences_now, vehicle

BUSINESS = "VEH-CORRECT"
MOST_SAID = 400
# What can be corrected: in words, the name within the fact, and whether the vehicle licence carries it and is to be exchanged.
FIELDS = {
    "make": (("厂牌型号", "Make and model"), "name", True),
    "certificate": (("登记证书编号", "Serial of the certificate"), "serial", False),
    "scrap": (("强制报废期止", "End of the years of use"), "on", True),
}
COLUMNS = (
    "id, vehicle_id, plate, kind, fact_id, after, licence, made_by_account, made_by_person, why, account_id, person_id, at, due_on, ended_at, outcome, "
    "decided_account, said"
)


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction: which entry of which vehicle, ``before`` and ``after``, who made the entry, who asked, until when, how it was decided.

    ``licence``: the vehicle licence that carried the wrong value; ``to_replace``: it is still the current one.
    """

    id: UUID
    vehicle_id: UUID
    plate: str
    kind: str
    before: str
    after: str
    true_from: date
    licence: str
    to_replace: bool
    made_by_account: UUID | None
    why: str
    account_id: UUID
    at: datetime
    due_on: date
    ended_at: datetime | None
    outcome: str
    decided_account: UUID | None
    said: str
    mine: bool

    @property
    def field(self) -> tuple[str, str]:
        """What is corrected, in Chinese and English."""
        return FIELDS[self.kind][0]


def _office(viewer: Viewer) -> UUID:
    if viewer.office_id is None or viewer.person_id is None:
        raise NotYours
    return viewer.office_id


def _value(kind: str, said: str) -> str:
    """The new value as the register keeps it.

    Raises: CorrectionNeeded.
    """
    text = identifier(said) if kind == "certificate" else clean(said, 80)
    if kind == "scrap":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError as fault:
            raise CorrectionNeeded from fault
    if len(text) < 2:
        raise CorrectionNeeded
    return text


def _not_an_owner(viewer: Viewer, found: VehicleRow) -> None:
    if viewer.person_id and own_persons(viewer.person_id) & set(found.owners):
        raise OwnMatter


def ask_correction(viewer: Viewer, key: str, kind: str, said: str, why: str) -> UUID:
    """Ask for the correction of an entry (申请更正), by plate number or VIN, for an owner who found it wrong or for the office itself. Returns: its id.

    Raises: CorrectionNeeded, RegisteredElsewhere, NothingToCorrect, CorrectionOpen, OwnMatter, PlateNumberInvalid, VinInvalid, NoSuchVehicle,
    SeveralVehicles, TooManyMisses, PostMayNot, NotYours.
    """
    allow(viewer, ASK_CORRECTION)
    reason = clean(why, MOST_SAID)
    if kind not in FIELDS or len(reason) < 2:
        raise CorrectionNeeded
    after = _value(kind, said)
    try:
        with act(viewer, ASK_CORRECTION) as this:
            may(viewer, ASK_CORRECTION, Place((_office(viewer),)))
            found = find_vehicle(viewer, key, "更正登记")
            if found.registered_at != office(_office(viewer)).authority:
                raise RegisteredElsewhere
            _not_an_owner(viewer, found)
            wrong = fact_now(found.id, kind)
            if wrong is None or str(wrong.value.get(FIELDS[kind][1], "")) == after:
                raise NothingToCorrect
            return _write(this, viewer, found, wrong, after, reason)
    except IntegrityError as fault:
        if "one_open_correction_of_an_entry" in str(fault):
            raise CorrectionOpen from fault
        raise


def _write(this: Act, viewer: Viewer, found: VehicleRow, wrong: FactRow, after: str, why: str) -> UUID:
    made = proofs([wrong.act_id]).get(wrong.act_id)
    maker = made.account if made else None
    on, correction_id = clock.local(this.at).date(), new_id()
    limit = business(BUSINESS).limit_days
    assert limit is not None  # R164 Art.53, in the catalogue
    execute(
        "INSERT INTO cases_correction (id, office_id, vehicle_id, plate, kind, fact_id, after, licence, made_by_account, made_by_person, why, account_id, "
        "person_id, at, due_on, outcome, said) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '')",
        [
            correction_id, viewer.office_id, found.id, found.plate, wrong.kind, wrong.id, after, found.licence if FIELDS[wrong.kind][2] else "", maker,
            persons_of([maker]).get(maker) if maker else None, why, viewer.account_id, viewer.person_id, this.at,
            workdays_after(on, limit, is_workday),
        ],
    )  # fmt: skip
    this.on("correction", correction_id)
    this.note({"vehicle": found.id, "kind": wrong.kind, "after": after, "why": why})
    return correction_id


def decide_correction(viewer: Viewer, correction_id: UUID, grant: bool, said: str) -> None:
    """Confirm that the entry was wrong and correct it, or refuse (更正确认), with the reason; the owner is told.

    Neither who asked nor who made the entry decides, by person; a constraint says so too.

    Raises: OutcomeNeeded, OwnEntry, OwnMatter, CorrectionDecided, EntryChanged, PostMayNot, NotYours.
    """
    allow(viewer, DECIDE_CORRECTION)
    with act(viewer, DECIDE_CORRECTION) as this:
        # Locked to the end of the act: of two who decide, the second waits and sees that it is decided.
        asked = _locked(correction_id)
        may(viewer, DECIDE_CORRECTION, Place((asked["office_id"],)))
        _office(viewer)
        reason = clean(said, MOST_SAID)
        if len(reason) < 2:
            raise OutcomeNeeded
        found = vehicle(asked["vehicle_id"])
        _not_an_owner(viewer, found)
        if {asked["person_id"], asked["made_by_person"]} & own_persons(viewer.person_id or NOBODY):
            raise OwnEntry
        ended = execute(
            "UPDATE cases_correction SET ended_at = %s, outcome = %s, decided_account = %s, decided_person = %s, said = %s WHERE id = %s AND ended_at IS NULL",
            [this.at, "corrected" if grant else "refused", viewer.account_id, viewer.person_id, reason, correction_id],
        )
        if not ended:
            raise CorrectionDecided
        if grant:
            _correct(this, asked, found)
        this.on("correction", correction_id)
        this.note({"corrected": grant, "said": reason, "fact": asked["fact_id"]})
        zh, en = FIELDS[asked["kind"]][0]
        outcome = (
            ("已更正，请带行驶证来换发", "corrected; please have the vehicle licence exchanged") if grant else ("核对后没有更正", "found right and not changed")
        )
        told = {"field_zh": zh, "field_en": en, "outcome_zh": outcome[0], "outcome_en": outcome[1]}
        send(this, found.owners[0], phone_for_notice(found.owners[0]), "correction_decided", told, f"correction_decided:{correction_id}")


NOBODY = UUID(int=0)


def _locked(correction_id: UUID) -> dict[str, Any]:
    found = row("SELECT * FROM cases_correction WHERE id = %s FOR UPDATE", [correction_id])
    if found is None:
        raise NotYours
    return found


def _correct(this: Act, asked: dict[str, Any], found: VehicleRow) -> None:
    wrong = fact_now(found.id, asked["kind"])
    if wrong is None or wrong.id != asked["fact_id"]:
        raise EntryChanged
    correct_vehicle_fact(this, found.id, asked["kind"], {**wrong.value, FIELDS[asked["kind"]][1]: asked["after"]})


def corrections(viewer: Viewer) -> list[CorrectionRow]:
    """The corrections of the viewer's office: those that wait first, by their last day, then the latest decided.

    Raises: PostMayNot.
    """
    allow(viewer, SEE_CORRECTIONS)
    found = rows(
        f"SELECT {COLUMNS} FROM cases_correction WHERE office_id = %s ORDER BY ended_at IS NOT NULL, ended_at DESC, due_on, at LIMIT 100", [viewer.office_id]
    )
    own = own_persons(viewer.person_id) if viewer.person_id else frozenset()
    may_decide = can(viewer, DECIDE_CORRECTION, Place((_office(viewer),)))
    wrong, licences = facts_by_ids([r["fact_id"] for r in found]), licences_now([r["vehicle_id"] for r in found])
    return [
        CorrectionRow(
            **{key: value for key, value in r.items() if key not in ("fact_id", "made_by_person", "person_id")},
            before=str(wrong[r["fact_id"]].value.get(FIELDS[r["kind"]][1], "")), true_from=wrong[r["fact_id"]].true_from,
            to_replace=r["outcome"] == "corrected" and bool(r["licence"]) and licences.get(r["vehicle_id"]) == r["licence"],
            mine=may_decide and not {r["person_id"], r["made_by_person"]} & own,
        )
        for r in found
    ]  # fmt: skip


def faults_counted(viewer: Viewer) -> list[tuple[UUID | None, int]]:
    """How many entries that were corrected each account had made, most first; None: what came with the register. Open to the whole office.

    Raises: PostMayNot.
    """
    allow(viewer, SEE_CORRECTIONS)
    found = rows("SELECT made_by_account FROM cases_correction WHERE office_id = %s AND outcome = 'corrected'", [viewer.office_id])
    return Counter(r["made_by_account"] for r in found).most_common()
