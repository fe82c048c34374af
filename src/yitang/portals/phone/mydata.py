"""我的信息: what the office holds of me; asking for a copy, a correction or deletion; how far it is; the copy itself, for people and for machines."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import NotYours, PostMayNot, SignInNeeded
from yitang.platform.policy.public import value
from yitang.portals.frame.fields import FieldWrong, uuid_field
from yitang.portals.frame.forms import submit
from yitang.portals.phone.own import signed_in
from yitang.portals.phone.pages import viewer_of
from yitang.processes.requests.public import (
    FIELDS,
    GROUNDS,
    KINDS,
    REMEDY_EN,
    REMEDY_ZH,
    WORDS,
    RequestRow,
    ask,
    copy_for,
    own_requests,
    parts,
    request_for,
    withdraw,
)
from yitang.registers.offices.public import office, offices

MOST = 1200


def _line(one: RequestRow) -> dict[str, object]:
    return {"r": one, "kind": KINDS[one.kind], "state": WORDS[one.state]}


@require_http_methods(["GET", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """What I asked, and asking. Who has not signed in is led to where one does."""
    viewer = viewer_of(request)
    if not signed_in(viewer):
        return HttpResponseRedirect(reverse("phone:sign-in"), status=303)
    refusal = None
    if request.method == "POST":
        said = request.POST

        def do() -> str:
            made = ask(viewer, said.get("kind", "")[:10], said.get("text", "")[:MOST], said.get("field", "")[:10], said.get("wanted", "")[:MOST],
                       uuid_field(said, "office"))  # fmt: skip
            return reverse("phone:data-request", args=[made])

        try:
            return submit(request, do)
        except (SignInNeeded, PostMayNot):
            raise
        except NotYours as fault:
            raise FieldWrong(name="单位") from fault
        except Refusal as found:
            refusal = found
    context = {
        "requests": [_line(one) for one in own_requests(viewer)], "kinds": KINDS.items(), "fields": FIELDS.items(), "offices": offices(),
        "days": value("requests.working_days"), "refusal": refusal, "typed": request.POST, "parts": parts(),
    }  # fmt: skip
    return render(request, "phone/data.html", context, status=refusal.status if refusal else 200)


@require_GET
def data_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: how far it is, the answer, why not and where to contest it."""
    if viewer_of(request).post != "citizen":
        raise NotYours
    found = request_for(viewer_of(request), request_id)
    context = {
        **_line(found), "office": office(found.office_id), "field": FIELDS.get(found.field), "ground": GROUNDS.get(found.ground),
        "remedy": (REMEDY_ZH, REMEDY_EN),
        "erased": [(one.zh, one.en, found.erased[one.name]) for one in parts() if one.name in found.erased],
        "stays": [one for one in parts() if one.duty_zh] if found.kind == "delete" and found.state == "answered" else [],
    }  # fmt: skip
    return render(request, "phone/data_request.html", context)


@require_POST
def take_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """撤回, as long as nobody has answered."""

    def do() -> str:
        withdraw(viewer_of(request), request_id)
        return reverse("phone:data-request", args=[request_id])

    return submit(request, do)


@require_GET
def data_copy(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """副本, for people."""
    if viewer_of(request).post != "citizen":
        raise NotYours
    found, held = copy_for(viewer_of(request), request_id)
    return render(request, "phone/data_copy.html", {"r": found, "parts": held})


@require_GET
def data_file(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The same for machines: JSON, by part; dates and times in ISO 8601."""
    if viewer_of(request).post != "citizen":
        raise NotYours
    found, held = copy_for(viewer_of(request), request_id)
    said = {
        "request": found.number,
        "parts": [{"name": one.name, "zh": one.zh, "en": one.en, "fields": one.words, "rows": one.rows} for one in held],
    }
    answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1, "default": str})
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return answer
