"""Photos and PDFs of papers with a case: the citizen adds and removes them until the review; who may see the case sees them.

A file stands beside the paper and not for it: what was shown on the desk is in the list of papers as before.
"""

from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act, look
from yitang.platform.database.public import row, transaction
from yitang.platform.identity.public import NotYours, allow, can, may
from yitang.platform.live.public import Event
from yitang.platform.uploads.public import Belongs, Decoded, keep, link_to, remove, upload_of
from yitang.processes.cases.access import ADD_UPLOAD, REMOVE_UPLOAD
from yitang.processes.cases.domain import STATES, WORDS, CaseRow
from yitang.processes.cases.errors import CaseMovedOn, PaperNotListed
from yitang.processes.cases.queries import case_for, place_of
from yitang.registers.catalogue.public import MaterialRow, business

SLOT = "case_paper"
COLUMNS = "id, business, state, accepting_office, managing_office, applicant_id, session_id, window_id, trace_id"


def papers_to_send(case: CaseRow) -> tuple[MaterialRow, ...]:
    """The papers of which a photo may be sent: those that the business lists."""
    return business(case.business).materials


def may_send(viewer: Viewer, case_id: UUID, material: str) -> None:
    """Whether a file may be added now, asked before it is looked at; the act asks again under the case's lock.

    Raises: PostMayNot, NotYours, CaseMovedOn, PaperNotListed.
    """
    allow(viewer, ADD_UPLOAD)
    _open(viewer, ADD_UPLOAD, row(f"SELECT {COLUMNS} FROM cases_case WHERE id = %s", [case_id]), material)


def can_send(viewer: Viewer, case: CaseRow) -> bool:
    """The same as a question, for the page: whether the viewer may add and remove files of the case as it is now."""
    found = row("SELECT accepting_office, managing_office, applicant_id, session_id FROM cases_case WHERE id = %s", [case.id])
    return found is not None and (case.state, "add_upload") in STATES and can(viewer, ADD_UPLOAD, place_of(viewer, found))


def _open(viewer: Viewer, what: str, case: dict[str, Any] | None, material: str = "") -> dict[str, Any]:
    if case is None:
        raise NotYours
    may(viewer, what, place_of(viewer, case))
    if (case["state"], what.partition(".")[2]) not in STATES:
        zh, en = WORDS[case["state"]]
        raise CaseMovedOn(state_zh=zh, state=en)
    if what == ADD_UPLOAD and material not in {one.id for one in business(case["business"]).materials}:
        raise PaperNotListed
    return case


def _tell(this: Act, case: dict[str, Any], step: str) -> None:
    this.on("case", case["id"])
    this.trace(case["trace_id"])
    if case["window_id"]:
        this.tell(Event(f"window:{case['window_id']}", "case", {"step": step}))
    this.tell(Event(f"review:{case['accepting_office']}", "case", {"step": step}))


def add_upload(viewer: Viewer, case_id: UUID, material: str, sent_name: str, found: Decoded) -> UUID:
    """Add a file that was looked at to a case, as the paper ``material`` of its business. Returns: the file's id.

    The case's row is locked to the end of the act: a review that begins meanwhile waits and sees the file, one that ended refuses it.

    Raises: PostMayNot, NotYours, CaseMovedOn, PaperNotListed, SlotFull, UploadQuotaSpent.
    """
    allow(viewer, ADD_UPLOAD)
    with act(viewer, ADD_UPLOAD) as this:
        case = _open(viewer, ADD_UPLOAD, row(f"SELECT {COLUMNS} FROM cases_case WHERE id = %s FOR UPDATE", [case_id]), material)
        upload_id = keep(this, found, sent_name, Belongs(case_id, case["accepting_office"], material))
        _tell(this, case, "add_upload")
        this.note({"material": material})
    return upload_id


def remove_upload(viewer: Viewer, case_id: UUID, upload_id: UUID) -> None:
    """Take a file away from a case: nobody sees it any more; that it was there stays in the log.

    Raises: PostMayNot, NotYours, CaseMovedOn, UploadGone.
    """
    allow(viewer, REMOVE_UPLOAD)
    with act(viewer, REMOVE_UPLOAD) as this:
        case = _open(viewer, REMOVE_UPLOAD, row(f"SELECT {COLUMNS} FROM cases_case WHERE id = %s FOR UPDATE", [case_id]))
        remove(this, case_id, upload_id)
        _tell(this, case, "remove_upload")


def link_original(viewer: Viewer, case_id: UUID, upload_id: UUID) -> str:
    """A one-time link to a file as it was sent, for who may see the case; no look without its row in the log (X5). Returns: what the files host asks for.

    Raises: PostMayNot, NotYours, UploadGone, SignInNeeded.
    """
    case = case_for(viewer, case_id)
    found = upload_of(case.id, upload_id)
    with transaction():
        look(viewer, "upload", found.id, f"original of case {case.number}")
        return link_to(viewer, found)
