"""Pages of what is kept: a case with its acts and file, the notice of everything missing, the proof of one row of the log."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import checked, proofs
from yitang.platform.disclosure.public import own_budget
from yitang.platform.identity.public import NotYours, SignInNeeded
from yitang.portals.frame.words import ACTS, CASE_ACTS, own_last, staff_names
from yitang.portals.window.pages import clerk, ending
from yitang.portals.window.prints import of_case, of_notice_page
from yitang.portals.window.sent import sent
from yitang.processes.archives.public import file_of
from yitang.processes.cases.public import CaseRow, acts_of, case_for, document_of, notice, papers_of, parties_of, pause_of, review_of
from yitang.processes.payments.public import bill_of
from yitang.registers.catalogue.public import business


def papers(case: CaseRow) -> list[tuple[str, str]]:
    """The papers of a case by their Chinese names, and how each was seen."""
    names = {m.id: m.zh for m in business(case.business).materials}
    return [(names.get(material, material), "出示" if state == "shown" else "联网") for material, state in papers_of(case)]


def of_staff(request: HttpRequest) -> Viewer:
    """A member of staff.

    Raises: SignInNeeded.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None:
        raise SignInNeeded
    return viewer


def acts(case: CaseRow) -> list[dict[str, object]]:
    """The acts of a case in order, each with who did it and its row of the log."""
    found = acts_of(case)
    names, sealed = staff_names([a.account_id for a in found]), proofs([a.log_id for a in found])
    return [
        {"n": a.n, "zh": CASE_ACTS.get(a.act, a.act), "who": names.get(a.account_id, ""), "at": a.at, "act": a.act, "proof": sealed.get(a.log_id)}
        for a in found
    ]


@require_GET
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A case with its acts, papers and file, for those who work on it; the citizen has a page of his own."""
    viewer = of_staff(request)
    case = case_for(viewer, case_id)
    bill, document = bill_of(case.id), document_of(case)
    context = {
        "case": case, "b": business(case.business), "acts": acts(case), "bill": bill, **ending(request, case, bill), "document": document,
        "file": file_of(case.id), "parties": parties_of(case), "papers": papers(case), "sent": sent(case), "reviewed": review_of(case), "pause": pause_of(case),
        **of_case(viewer, case, document),
        "budget": own_budget(viewer),
    }  # fmt: skip
    return render(request, "window/case.html", context)


@require_GET
def notice_page(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """一次性告知书, to be printed."""
    viewer, _ = clerk(request)
    found = notice(viewer, notice_id)
    return render(request, "window/notice.html", {"notice": found, "b": business(found["business"]), **of_notice_page(viewer, found)})


@require_GET
def own_proof(request: HttpRequest) -> HttpResponse:
    """The proof line of a desk: asked again until the last act is sealed."""
    return render(request, "window/_proof.html", own_last(of_staff(request)))


@require_GET
def proof_page(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """证据链: one row of the own office's log, held against its seal.

    Raises: NotYours, in the same words for a row of another office as for none.
    """
    found = checked(of_staff(request), row_id)
    if found is None:
        raise NotYours
    account = found.proof.account
    who = staff_names([account]).get(account, "") if account else ""
    return render(request, "window/proof.html", {"c": found, "zh": ACTS.get(found.proof.act, found.proof.act), "who": who})
