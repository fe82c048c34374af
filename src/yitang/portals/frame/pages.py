"""Signing in and out of staff."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import KeyAnswer, WindowSessionElsewhere, cookie_name, end, limit_of, set_session, sign_in, viewer_of
from yitang.portals.frame.account import ANSWER, CODE, PASSWORD
from yitang.portals.frame.fields import machine_of, optional_uuid
from yitang.portals.frame.middleware import HOME_OF_POST
from yitang.registers.offices.public import halls, windows


@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """登录: badge, password and second factor in one form; clerks choose their window. One field takes one-time and recovery codes."""
    places = [(hall, windows(hall.id, clock.today())) for hall in halls()]
    window = request.POST.get("window", "")
    context = {
        "places": places, "login": request.POST.get("login", ""), "window": window, "changed": request.GET.get("changed") == "1",
        "enrolled": request.GET.get("enrolled") == "1",
        "citizens_too": "phone" in settings.YITANG_PORTALS,
    }  # fmt: skip
    if request.method == "GET":
        return render(request, "frame/sign_in.html", context)
    code, answered = request.POST.get("code", "")[:CODE], request.POST.get("answer", "")[:ANSWER]
    key = KeyAnswer(request.viewer.session_id, answered) if answered else None  # type: ignore[attr-defined]
    try:
        token = sign_in(
            request.POST.get("login", "")[:40], request.POST.get("password", "")[:PASSWORD], code, request.META.get("REMOTE_ADDR", ""),
            optional_uuid(request.POST, "window"), request.POST.get("take_over") == "yes", key, machine_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        elsewhere = isinstance(refusal, WindowSessionElsewhere)
        return render(request, "frame/sign_in.html", {**context, "refusal": refusal, "elsewhere": elsewhere}, status=refusal.status)
    viewer = viewer_of(token)
    # Six digits are a one-time code: what else let somebody in without a key was a recovery code, and he is asked to enrol anew.
    recovered = key is None and not code.strip().isdecimal()
    home = f"{reverse('frame:me')}?recovered=1" if recovered else HOME_OF_POST.get(viewer.post if viewer else "", reverse("frame:me"))
    if viewer is None:
        first = viewer_of(token, changing=True)
        home = reverse("frame:key" if first and limit_of(first.session_id) == "enrol" else "frame:password")
    answer = HttpResponseRedirect(home, status=303)
    set_session(answer, token, strict=True)
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """退出: the session ends at once, the browser forgets."""
    holder = request.locked or request.changer or request.viewer  # type: ignore[attr-defined]
    session_id = holder.session_id
    if session_id:
        end(session_id, "signed_out")
    answer = HttpResponseRedirect(reverse("frame:sign-in"), status=303)
    answer.delete_cookie(cookie_name())
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer
