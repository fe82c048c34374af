"""责任倒查: the log along a thread, one row with its proof, and the proof as a file."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import PostMayNot, SignInNeeded
from yitang.portals.audit.words import RESULTS, Names
from yitang.portals.frame.fields import FieldWrong, optional_uuid
from yitang.portals.frame.forms import submit
from yitang.processes.oversight.public import BEGINS, PAGE, PURPOSES, Asked, one_row, person_reference, proof_of, timeline
from yitang.registers.offices.public import offices

MOST = 80


def auditor(request: HttpRequest) -> Viewer:
    """The audit administrator.

    Raises: SignInNeeded, PostMayNot.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None:
        raise SignInNeeded
    if viewer.post != "audit":
        raise PostMayNot
    return viewer


def day_of(said: str, zh: str) -> date | None:
    """A day of a filter, or nothing.

    Raises: FieldWrong.
    """
    try:
        return date.fromisoformat(said.strip()) if said.strip() else None
    except ValueError as fault:
        raise FieldWrong(name=zh) from fault


def page_of(request: HttpRequest) -> int:
    """Which page of a list, counted from 0; what is no number is the first."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def asked_of(request: HttpRequest) -> Asked:
    """What is asked of the log, from the address.

    Raises: FieldWrong.
    """
    said = request.GET
    begins, result = said.get("begins", ""), said.get("result", "")
    if begins not in BEGINS:
        raise FieldWrong(name="从什么查起")
    office, known = optional_uuid(said, "office"), {one.id for one in offices()}
    if office is not None and office not in known:
        raise FieldWrong(name="单位")
    return Asked(
        begins, said.get("said", "")[:MOST], said.get("purpose", ""), day_of(said.get("from_on", ""), "从哪天"), day_of(said.get("to_on", ""), "到哪天"),
        office, result if result in RESULTS else "",
    )  # fmt: skip


@require_GET
def thread(request: HttpRequest) -> HttpResponse:
    """The form, and what it found: rows of the log in the order in which they happened."""
    viewer, refusal, lines, more, page = auditor(request), None, [], False, page_of(request)
    searched = "begins" in request.GET
    if searched:
        try:
            found, more = timeline(viewer, asked_of(request), page)
            names = Names(found)
            lines = [names.line(one) for one in found]
        except (SignInNeeded, PostMayNot):
            raise
        except Refusal as fault:
            refusal = fault
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "begins": BEGINS.items(), "purposes": PURPOSES.items(), "results": [(key, zh) for key, (_, zh) in RESULTS.items()], "offices": offices(),
        "said": request.GET, "searched": searched, "lines": lines, "refusal": refusal, "page": page, "more": page + 1 if more else None,
        "first": page * PAGE + 1, "query": query.urlencode(), "here": "thread", "person_refusal": None,
    }  # fmt: skip
    return render(request, "audit/thread.html", context, status=refusal.status if refusal else 200)


@require_POST
def by_number(request: HttpRequest) -> HttpResponse:
    """From an ID number to the person's reference: the number stands in no address and in no log."""
    viewer = auditor(request)

    def do() -> str:
        purpose = request.POST.get("purpose", "")
        person = person_reference(viewer, request.POST.get("number", "")[:MOST], purpose)
        return f"{reverse('audit:thread')}?{urlencode({'begins': 'person', 'said': person, 'purpose': purpose})}"

    try:
        return submit(request, do)
    except (SignInNeeded, PostMayNot):
        raise
    except Refusal as refusal:
        context = {
            "begins": BEGINS.items(), "purposes": PURPOSES.items(), "results": [(key, zh) for key, (_, zh) in RESULTS.items()], "offices": offices(),
            "said": {}, "person_refusal": refusal, "typed": request.POST, "here": "thread",
        }  # fmt: skip
        return render(request, "audit/thread.html", context, status=refusal.status)


@require_GET
def row_page(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """One row: everything that it says, and whether it is what was written and sealed."""
    found, checked = one_row(auditor(request), row_id)
    return render(request, "audit/row.html", {"l": Names([found]).line(found), "c": checked, "here": "thread"})


@require_GET
def proof_file(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """The proof of a sealed row as a file, for whoever keeps our public keys."""
    proof = proof_of(auditor(request), row_id)
    answer = HttpResponse(proof, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="yitang-proof-{row_id}.json"'
    return answer
