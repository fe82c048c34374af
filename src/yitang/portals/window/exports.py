"""导出: asking for a list as a file, how far it is, letting a large one go, and downloading it once."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel.errors import Refusal
from yitang.platform.exports.public import FORMATS, WORDS, ExportRow, approve, ask, export_for, exports_of, refuse, sources, take
from yitang.platform.identity.public import NotYours, PostMayNot, SignInNeeded
from yitang.platform.policy.public import value
from yitang.portals.frame.fields import FieldWrong, PageNotThere
from yitang.portals.frame.forms import asks_for_factor, on_the_page, prove_first, submit
from yitang.portals.frame.words import staff_names
from yitang.portals.window.casefile import of_staff

MOST = 400
STEPS = ("approve", "refuse")


def _line(one: ExportRow, names: dict[UUID | None, str]) -> dict[str, Any]:
    known = {source.name: (source.zh, source.en) for source in sources()}
    return {"e": one, "source": known.get(one.source, (one.source, "")), "state": WORDS[one.state], "who": names.get(one.account_id, ""),
            "decided": names.get(one.decided_account, "")}  # fmt: skip


def _lines(*lists: list[ExportRow]) -> list[list[dict[str, Any]]]:
    names = staff_names([account for found in lists for one in found for account in (one.account_id, one.decided_account)])
    return [[_line(one, names) for one in found] for found in lists]


def _day(said: QueryDict, name: str, zh: str) -> date:
    try:
        return date.fromisoformat(said.get(name, ""))
    except ValueError as fault:
        raise FieldWrong(name=zh) from fault


@require_http_methods(["GET", "POST"])
def export_list(request: HttpRequest) -> HttpResponse:
    """The own exports, those that wait for me, and asking; a refusal is shown with what was typed."""
    viewer, refusal = of_staff(request), None
    own, waiting = _lines(*exports_of(viewer))
    if request.method == "POST":
        said = request.POST

        def do() -> str:
            made = ask(viewer, said.get("source", "")[:40], _day(said, "from_on", "从哪天"), _day(said, "to_on", "到哪天"), said.get("format", "")[:8],
                       said.get("purpose", "")[:MOST])  # fmt: skip
            return reverse("window:export", args=[made])

        try:
            return submit(request, do)
        except (SignInNeeded, PostMayNot, NotYours):
            raise
        except Refusal as found:
            refusal = found
    context = {
        "own": own, "waiting": waiting, "sources": sources(), "formats": FORMATS, "cap": value("exports.cap_rows"), "refusal": refusal, "typed": request.POST,
        **(asks_for_factor(request, refusal) if refusal else {}),
    }  # fmt: skip
    return render(request, "window/exports.html", context, status=refusal.status if refusal else 200)


@require_GET
def one_export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far it is; the file, once it is there."""
    return _page(request, export_id)


def _page(request: HttpRequest, export_id: UUID, refusal: Refusal | None = None) -> HttpResponse:
    viewer = of_staff(request)
    [[line]] = _lines([export_for(viewer, export_id)])
    context = {**line, "refusal": refusal, **(asks_for_factor(request, refusal) if refusal else {})}
    return render(request, "window/export.html", context, status=refusal.status if refusal else 200)


@require_POST
def export_step(request: HttpRequest, export_id: UUID, what: str) -> HttpResponse:
    """同意、不同意, by a second person."""
    viewer = of_staff(request)
    if what not in STEPS:
        raise PageNotThere

    def do() -> str:
        (approve if what == "approve" else refuse)(viewer, export_id)
        return reverse("window:exports")

    try:
        return submit(request, do)
    except (SignInNeeded, PostMayNot, NotYours):
        raise
    except Refusal as refusal:
        try:
            return _page(request, export_id, refusal)
        except NotYours:  # decided meanwhile: it is the asker's alone again, and who decides hears why
            raise refusal from None


@require_POST
def export_file(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """下载. The file itself is the one-use key: it leaves once, in the act that deletes it here."""
    viewer = of_staff(request)

    def attempt() -> HttpResponse:
        prove_first(request)
        content, media, name = take(viewer, export_id)
        answer = HttpResponse(content, content_type=media)
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    return on_the_page(attempt, lambda refusal: _page(request, export_id, refusal))
