"""Printing papers (打印文书): what can be printed of a case or notice, the paper with its printings, a copy, a revocation."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yitang.platform.identity.public import NotYours
from yitang.portals.frame.forms import asks_for_factor, on_the_page, submit
from yitang.portals.frame.sheets import drawn, served
from yitang.portals.frame.words import own_last, staff_names
from yitang.portals.window.casefile import of_staff
from yitang.processes.papers.public import KINDS, may_revoke, original_opens, paper_for, print_copy, print_paper, printings, revoke_paper, sheet


@require_POST
def print_now(request: HttpRequest, what: str, thing_id: UUID) -> HttpResponse:
    """Make a paper and go to it."""
    viewer = of_staff(request)
    return submit(request, lambda: reverse("window:printed", args=[print_paper(viewer, what, thing_id, drawn).id]))


def _page(request: HttpRequest, document_id: UUID, status: int = 200, **more: Any) -> HttpResponse:
    viewer = of_staff(request)
    paper = paper_for(viewer, document_id)
    done = printings(viewer, paper)
    names = staff_names([one.account_id for one in done])
    context = {
        "paper": paper, "kind": KINDS[paper.kind], "printings": [(one, names.get(one.account_id, "")) for one in done], "last_n": done[-1].n,
        "opens": original_opens(paper) or done[-1].n > 0, "revocable": may_revoke(viewer, paper), **own_last(viewer), **more,
    }  # fmt: skip
    answer = render(request, "window/printed.html", context, status=status)
    # This page alone frames something: the paper, from our own address.
    policy = f"default-src 'none'; script-src 'nonce-{request.csp_nonce}' 'self'; style-src 'self'; img-src 'self' data:; "  # type: ignore[attr-defined]
    answer["Content-Security-Policy"] = policy + "frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    return answer


@require_GET
def paper_page(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A paper: look at it, print it, print a copy."""
    return _page(request, document_id)


@require_GET
def printed_sheet(request: HttpRequest, document_id: UUID, n: int) -> HttpResponse:
    """A printing as it came out."""
    return served(sheet(of_staff(request), document_id, n))


@require_POST
def paper_step(request: HttpRequest, document_id: UUID, what: str) -> HttpResponse:
    """Print a copy, or revoke; each with its reason. A refusal shows on the page itself, with the reason kept."""
    viewer, reason = of_staff(request), request.POST.get("reason", "")
    do = {"copy": print_copy, "revoke": revoke_paper}.get(what)
    if do is None:
        raise NotYours

    def once() -> str:
        do(viewer, document_id, reason)
        return reverse("window:printed", args=[document_id])

    return on_the_page(
        lambda: submit(request, once),
        lambda refusal: _page(request, document_id, refusal.status, refusal=refusal, **{f"{what}_reason": reason}, **asks_for_factor(request, refusal)),
    )
