"""The pre-check: a few questions, one complete list (一次性告知), recorded with the consultation that it belongs to."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.processes.cases.public import as_json, precheck_of
from yitang.processes.guidance.access import ASK, SEE
from yitang.processes.guidance.questions import questions
from yitang.registers.catalogue.public import offered


@dataclass(frozen=True, slots=True)
class PrecheckRow:
    """A pre-check as it was recorded."""

    id: UUID
    business: str
    missing: tuple[dict[str, str], ...]
    grounds: tuple[dict[str, str], ...]
    trace_id: UUID

    @property
    def ready(self) -> bool:
        """Whether nothing is missing and nothing stands against it, by what was said."""
        return not self.missing and not self.grounds


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
    return PrecheckRow(precheck_id, code, tuple(findings["missing"]), tuple(findings["grounds"]), trace_id)


def own_precheck(viewer: Viewer, precheck_id: UUID) -> PrecheckRow:
    """A pre-check for the phone that made it.

    Raises: NotYours.
    """
    allow(viewer, SEE)
    found = row(
        "SELECT p.id, c.business, c.trace_id, c.session_id, c.hall_id, p.findings FROM guidance_precheck p "
        "JOIN guidance_consultation c ON c.id = p.consultation_id WHERE p.id = %s",
        [precheck_id],
    )
    if found is None:
        raise NotYours
    may(viewer, SEE, Place((), found["hall_id"], session_ids=frozenset({found["session_id"]} - {None})))
    kept: dict[str, Any] = json.loads(found["findings"]) if isinstance(found["findings"], str) else found["findings"]
    return PrecheckRow(found["id"], found["business"], tuple(kept["missing"]), tuple(kept["grounds"]), found["trace_id"])
