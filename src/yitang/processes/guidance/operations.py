"""The pre-check: a few questions, one complete list (一次性告知), the papers that a guide saw, and the number that was taken with it."""

import json
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, execute_many, new_id, new_ids
from yitang.platform.identity.public import Place, allow, may
from yitang.platform.keys.public import digest_token, random_token
from yitang.processes.cases.public import as_json, precheck_of
from yitang.processes.guidance.access import ASK, LEAD, MARK, SLIP
from yitang.processes.guidance.domain import MARKS, told
from yitang.processes.guidance.errors import MarkUnknown, NothingMarked, PaperNotAsked
from yitang.processes.guidance.queries import PrecheckRow, load, papers
from yitang.processes.guidance.questions import questions
from yitang.processes.queue.public import TicketRow, issue_ticket
from yitang.registers.catalogue.public import offered


def precheck(viewer: Viewer, code: str, answers: dict[str, bool], channel: str) -> PrecheckRow:
    """Check what somebody says to have, in one list; nothing of a register is read.

    Raises: NotYetHere, NoSuchBusiness, PostMayNot.
    """
    allow(viewer, ASK)
    business = offered(code)
    said = {q.key: bool(answers.get(q.key)) for q in questions(business)}
    findings = as_json(precheck_of(code, said))
    with act(viewer, "guidance.precheck") as this:
        may(viewer, ASK, Place())
        trace_id, consultation, precheck_id = new_id(), new_id(), new_id()
        execute(
            "INSERT INTO guidance_consultation (id, trace_id, channel, business, session_id, hall_id, account_id, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [consultation, trace_id, channel, code, viewer.session_id, viewer.hall_id, viewer.account_id, this.at],
        )
        execute(
            "INSERT INTO guidance_precheck (id, consultation_id, answers, findings, at) VALUES (%s, %s, %s::jsonb, %s::jsonb, %s)",
            [precheck_id, consultation, json.dumps(said), json.dumps(findings, ensure_ascii=False), this.at],
        )
        this.trace(trace_id)
        this.on("precheck", precheck_id)
    return PrecheckRow(precheck_id, code, tuple(findings["missing"]), tuple(findings["grounds"]), trace_id, this.at, viewer.account_id)


def mark_papers(viewer: Viewer, precheck_id: UUID, marks: dict[str, str]) -> None:
    """Mark papers that the guide looked for (``key`` of a line: seen, missing, doubtful). What is marked as before is not written again.

    Raises: PostMayNot, NotYours, PaperNotAsked, MarkUnknown, NothingMarked.
    """
    allow(viewer, MARK)
    with act(viewer, MARK) as this:
        found, _ = load(viewer, precheck_id, MARK)
        lines = {line.key: line for line in papers(found)}
        if not marks:
            raise NothingMarked
        for key, state in marks.items():
            if key not in lines:
                raise PaperNotAsked
            if state not in MARKS:
                raise MarkUnknown
        new = {key: state for key, state in marks.items() if lines[key].mark != state}
        execute_many(
            "INSERT INTO guidance_mark (id, precheck_id, paper, state, account_id, at) VALUES (%s, %s, %s, %s, %s, %s)",
            [[id_, found.id, key, state, viewer.account_id, this.at] for id_, (key, state) in zip(new_ids(len(new)), new.items(), strict=True)],
        )
        this.trace(found.trace_id)
        this.on("precheck", found.id)
        this.note({"marks": new})


def give_slip(viewer: Viewer, precheck_id: UUID) -> str:
    """Give the list of everything that is to be brought (一次性告知单), as it is now; it is kept as it was given. Returns: its reference, shown once.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SLIP)
    reference, slip_id = random_token(128), new_id()
    with act(viewer, SLIP) as this:
        found, _ = load(viewer, precheck_id, SLIP)
        lines = told(papers(found))
        execute(
            "INSERT INTO guidance_slip (id, precheck_id, reference_digest, lines, grounds, account_id, at) VALUES (%s, %s, %s, %s::jsonb, %s::jsonb, %s, %s)",
            [
                slip_id, found.id, digest_token(reference), json.dumps(lines, ensure_ascii=False), json.dumps(found.grounds, ensure_ascii=False),
                viewer.account_id, this.at,
            ],
        )  # fmt: skip
        this.trace(found.trace_id)
        this.on("slip", slip_id)
        this.note({"papers": len(lines), "grounds": len(found.grounds)})
    return reference


def take_number(
    viewer: Viewer,
    precheck_id: UUID,
    hall_id: UUID,
    channel: str,
    evidence: str = "",
    person_id: UUID | None = None,
    language: str = "zh",
) -> TicketRow:
    """Take a number with a pre-check: the desk finds its papers by the number. ``evidence``: for the green channel, what a person of the office saw.

    Raises: PostMayNot, NotYours, and what giving a number refuses (HallClosed, EvidenceNeeded, AlreadyHasTicket).
    """
    allow(viewer, LEAD)
    with act(viewer, LEAD) as this:
        found, _ = load(viewer, precheck_id, LEAD)
        given = issue_ticket(viewer, hall_id, (found.business,), channel, "green" if evidence else "ordinary", evidence, person_id, language, found.trace_id)
        execute("INSERT INTO guidance_led (ticket_id, precheck_id, hall_id, at) VALUES (%s, %s, %s, %s)", [given.id, found.id, hall_id, this.at])
        this.trace(found.trace_id)
        this.on("ticket", given.id)
    return given
