"""Deferred papers (容缺受理): accepted on a signed undertaking, chased, brought at any window of the office, or lapsed; never forgotten.

No order names such papers: which, of which business and for how long is policy of the office (``deferral.materials``), marked unverified. What the
orders ask for stays asked for: until everything is brought nothing is reviewed, and nothing is issued (``what_is_deferred_is_not_granted``).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.kernel.workdays import after_a_stop, workdays_after
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.identity.public import allow, can, may
from yitang.platform.live.public import Event
from yitang.platform.notices.public import send
from yitang.platform.policy.public import value
from yitang.processes.archives.public import add_page, close_file
from yitang.processes.cases.access import BRING
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.carried import CARRIED
from yitang.processes.cases.domain import CaseRow
from yitang.processes.cases.errors import DeferralBarred, NothingDeferred, PaperDateNeeded, PapersMissing
from yitang.processes.cases.queries import matter_of, party_ids
from yitang.processes.cases.steps import locked, move, next_state, not_a_party, note_step, place
from yitang.processes.payments.public import MoneyNotReturned, free_bill, void_bill
from yitang.registers.catalogue.public import business
from yitang.registers.offices.public import is_workday, office
from yitang.registers.people.public import phone_for_notice

# What the case keeps of a paper once it is there; the day is the one on the paper, where that counts.
KEPT: dict[tuple[str, str], Callable[[date | None], dict[str, Any]]] = {
    ("DRV-RENEW", "medical"): lambda on: {"medical_on": on.isoformat() if on else None, "medical_fit": True, "medical_recognised": True},
    ("DRV-INFO", "dlicense"): lambda _: {"licence_shown": True},
    ("DRV-INFO", "idchange"): lambda _: {"proof_shown": True},
}
DATED = {("DRV-RENEW", "medical")}
UNDERTAKING = "申请人承诺在 {until} 前补齐：{list}。逾期不补的，这件业务终止，{bar} 日内不再容缺受理。补齐以前不审核、不出证。"


@dataclass(frozen=True, slots=True)
class DeferralRow:
    """A paper of a case that comes later. ``state``: ``open``, ``brought``, ``lapsed``, ``dropped`` (the case ended otherwise)."""

    id: UUID
    material: str
    due_on: date
    state: str
    ended_at: datetime | None

    @property
    def name(self) -> tuple[str, str]:
        """The paper in Chinese and English, as the catalogue calls it."""
        return MATERIALS.get(self.material, (self.material, self.material))


MATERIALS = {"medical": ("身体条件证明", "Medical certificate"), "dlicense": ("原机动车驾驶证", "The old licence"),
             "idchange": ("身份证明号码变更证明", "Proof of the new ID number")}  # fmt: skip


def deferrable(code: str, found: Findings, on: date) -> dict[str, date]:
    """The papers that may come later, each with its last day: all that is missing, if nothing else stands against it; else none."""
    allowed: dict[str, int] = value("deferral.materials", on).get(code, {})
    missing = {one.material for one in found.missing}
    if found.grounds or not missing or not missing <= {name for name in allowed if (code, name) in KEPT}:
        return {}
    return {name: workdays_after(on, allowed[name], is_workday) for name in sorted(missing)}


def not_barred(applicant_id: UUID, at: datetime) -> None:
    """Who let an undertaking lapse is not accepted on one again for a time.

    Raises: DeferralBarred.
    """
    since = at - timedelta(days=value("deferral.bar_days"))
    found = row(
        "SELECT max(d.ended_at) AS last FROM cases_deferral d JOIN cases_case c ON c.id = d.case_id "
        "WHERE c.applicant_id = %s AND d.state = 'lapsed' AND d.ended_at > %s",
        [applicant_id, since],
    )
    if found and found["last"]:
        raise DeferralBarred(until=(clock.local(found["last"]) + timedelta(days=value("deferral.bar_days"))).date().isoformat())


def write_deferrals(this: Act, case_id: UUID, number: str, later: dict[str, date], limit: int | None) -> None:
    """Keep what comes later with the case and its undertaking in the file; the limit is counted from when the last of it is due."""
    for material, due_on in later.items():
        execute("INSERT INTO cases_deferral (id, case_id, material, due_on, state) VALUES (%s, %s, %s, %s, 'open')", [new_id(), case_id, material, due_on])
    last = max(later.values())
    limit_on = workdays_after(last, limit, is_workday) if limit else None
    execute("UPDATE cases_case SET deferred = %s, due_on = %s WHERE id = %s", [len(later), limit_on, case_id])
    names = "、".join(MATERIALS[one][0] for one in later)
    said = UNDERTAKING.format(until=last.isoformat(), list=names, bar=value("deferral.bar_days"))
    add_page(this, case_id, "undertaking", "容缺受理承诺 Undertaking", json.dumps({"number": number, "said": said}, ensure_ascii=False).encode())
    this.note({"deferred": {name: due_on.isoformat() for name, due_on in later.items()}})


def deferrals_of(case: CaseRow) -> list[DeferralRow]:
    """What came or comes later for a case that its viewer may see."""
    return [
        DeferralRow(**r) for r in rows("SELECT id, material, due_on, state, ended_at FROM cases_deferral WHERE case_id = %s ORDER BY due_on, id", [case.id])
    ]


def may_bring(viewer: Viewer, case: CaseRow) -> bool:
    """Whether a deferred paper may be taken in now by the viewer."""
    return case.state == "accepted" and case.deferred > 0 and can(viewer, BRING, place({"accepting_office": case.accepting_office,
                                                                                     "managing_office": case.managing_office}))  # fmt: skip


def bring_paper(viewer: Viewer, case_id: UUID, material: str, on_paper: date | None = None) -> None:
    """A deferred paper is there (补齐), at any window of the office; with the last one the legal limit begins.

    ``on_paper``: the day on the paper, where that counts.

    Raises: NothingDeferred, PaperDateNeeded, PapersMissing when the paper is not good, OwnMatter, CaseMovedOn, CaseSuspended, PostMayNot, NotYours.
    """
    allow(viewer, BRING)
    with act(viewer, BRING) as this:
        case = locked(case_id)
        may(viewer, BRING, place(case))
        not_a_party(viewer, party_ids(case_id))
        next_state(case, "bring")
        code = case["business"]
        ended = execute(
            "UPDATE cases_deferral SET state = 'brought', ended_at = %s WHERE case_id = %s AND material = %s AND state = 'open'", [this.at, case_id, material]
        )
        if not ended:
            raise NothingDeferred
        if (code, material) in DATED and on_paper is None:
            raise PaperDateNeeded
        execute(
            "UPDATE cases_case SET facts = facts || %s::jsonb, deferred = deferred - 1 WHERE id = %s", [json.dumps(KEPT[code, material](on_paper)), case_id]
        )
        on = clock.local(this.at).date()
        found = CARRIED[code].findings(matter_of(case_id), office(case["accepting_office"]), on)
        bad = [one for one in found.missing if one.material == material]
        if bad:
            lists = {"list_zh": "；".join(one.zh for one in bad), "list_en": "; ".join(one.en for one in bad)}
            raise PapersMissing(**lists, matter=matter_of(case_id), findings=found)
        execute(
            "INSERT INTO cases_paper (id, case_id, material, state, account_id, at) VALUES (%s, %s, %s, 'shown', %s, %s)",
            [new_id(), case_id, material, viewer.account_id, this.at],
        )
        limit = business(code).limit_days
        if case["deferred"] == 1 and limit:
            execute("UPDATE cases_case SET due_on = %s WHERE id = %s", [workdays_after(on, limit, is_workday), case_id])
        said = {"number": case["number"], "material": material, "on_paper": on_paper.isoformat() if on_paper else ""}
        add_page(this, case_id, "brought", f"补齐：{MATERIALS[material][0]}", json.dumps(said, ensure_ascii=False).encode())
        note_step(this, case, "bring", viewer)
        this.note({"material": material, "on_paper": on_paper})


def drop_deferrals(this: Act, case: dict[str, Any], how: str = "dropped") -> int:
    """The case ends: nothing of it comes later any more. In the caller's act, before the state changes. Returns: how many were still to come."""
    if not case["deferred"]:
        return 0
    ended = execute("UPDATE cases_deferral SET state = %s, ended_at = %s WHERE case_id = %s AND state = 'open'", [how, this.at, case["id"]])
    if ended:
        execute("UPDATE cases_case SET deferred = 0 WHERE id = %s", [case["id"]])
    return ended


def put_off(this: Act, case: dict[str, Any], stopped: date, on: date) -> None:
    """What comes later has as many working days left as when the case was stopped."""
    for one in rows("SELECT id, due_on FROM cases_deferral WHERE case_id = %s AND state = 'open'", [case["id"]]):
        due_on = after_a_stop(one["due_on"], stopped, on, is_workday)
        execute("UPDATE cases_deferral SET due_on = %s WHERE id = %s", [due_on, one["id"]])
        this.note({f"deferred {one['id']}": due_on})


CHASED = """
SELECT d.id, d.case_id, d.material, d.due_on, d.reminded_on FROM cases_deferral d JOIN cases_case c ON c.id = d.case_id
WHERE d.state = 'open' AND c.state = 'accepted' AND d.due_on <= %s AND (d.due_on < %s OR d.reminded_on IS DISTINCT FROM %s) ORDER BY d.due_on, d.id
"""


def chase_deferred() -> int:
    """Remind before the day and on it, and end what has lapsed; asked each minute, done again it does nothing. Returns: how many were acted on.

    Each case is an act of its own under its lock: one that is brought at the same moment is found brought.
    """
    on = clock.today()
    ahead = workdays_after(on, value("deferral.remind_days", on), is_workday)
    done = 0
    for one in rows(CHASED, [ahead, on, on]):
        if one["due_on"] < on:
            done += lapse_case(one["case_id"])
        elif one["due_on"] == on or one["reminded_on"] is None:
            done += _remind(one, on)
    return done


def _remind(one: dict[str, Any], on: date) -> int:
    with act(Viewer.system(), "cases.remind_of_paper") as this:
        case = locked(one["case_id"])
        sent = execute("UPDATE cases_deferral SET reminded_on = %s WHERE id = %s AND state = 'open' AND reminded_on IS DISTINCT FROM %s", [on, one["id"], on])
        this.on("case", case["id"])
        this.note({"material": one["material"], "sent": sent})
        if sent and case["state"] == "accepted":
            zh, en = MATERIALS[one["material"]]
            said = {"paper_zh": zh, "paper_en": en, "until": one["due_on"].isoformat()}
            _tell(this, case, "paper_due", said, f"{one['id']}:{on}")
    return sent


def lapse_case(case_id: UUID) -> int:
    """The undertaking was not kept (容缺逾期终止): the case ends, its bill is void, the applicant is told. Returns: 1, or 0 when it was brought meanwhile.

    What was paid before waits for its return.
    """
    with act(Viewer.system(), "cases.lapse") as this:
        case = locked(case_id)
        this.on("case", case_id)
        on = clock.local(this.at).date()
        late = row("SELECT count(*) AS n FROM cases_deferral WHERE case_id = %s AND state = 'open' AND due_on < %s", [case_id, on])
        # What is still to come is ended first: one that was brought meanwhile is not, and then nothing lapses.
        if case["state"] != "accepted" or not late or not late["n"] or not drop_deferrals(this, case, "lapsed"):
            return 0
        free_bill(this, case_id)
        try:
            void_bill(this, case_id)
        except MoneyNotReturned as kept:
            this.note({"not_returned": kept.code})
        move(case, "lapse")
        add_page(this, case_id, "lapsed", "容缺逾期终止 Lapsed", json.dumps({"number": case["number"]}, ensure_ascii=False).encode())
        close_file(this, case_id)
        note_step(this, case, "lapse", Viewer.system())
        if case["ticket_id"]:
            this.tell(Event(f"ticket:{case['ticket_id']}", "case", {"step": "lapse"}))
        _tell(this, case, "case_lapsed", {"days": value("deferral.bar_days")}, str(case_id))
    return 1


def _tell(this: Act, case: dict[str, Any], template: str, said: dict[str, Any], once: str) -> None:
    entry, applicant = business(case["business"]), case["applicant_id"]
    named = {"number": case["number"], "business_zh": entry.zh, "business_en": entry.en}
    send(this, applicant, phone_for_notice(applicant), template, {**named, **said}, f"{template}:{once}")
