"""Signing in and out of staff, and the list of one's own sessions."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import (
    SignInNeeded,
    WindowSessionElsewhere,
    cookie_name,
    end,
    own,
    set_session,
    sign_in,
    viewer_of,
)
from yitang.portals.frame.fields import optional_uuid
from yitang.portals.frame.middleware import HOME_OF_POST, home_of
from yitang.portals.frame.words import POSTS, staff_names
from yitang.registers.offices.public import halls, windows


@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """登录: badge, password and one-time code in one form; clerks choose their window."""
    places = [(hall, windows(hall.id, clock.today())) for hall in halls()]
    window = request.POST.get("window", "")
    context = {"places": places, "login": request.POST.get("login", ""), "window": window, "citizens_too": "phone" in settings.YITANG_PORTALS}
    if request.method == "GET":
        return render(request, "frame/sign_in.html", context)
    try:
        token = sign_in(
            request.POST.get("login", "")[:40], request.POST.get("password", "")[:128], request.POST.get("code", "")[:10],
            request.META.get("REMOTE_ADDR", ""), optional_uuid(request.POST, "window"),
            request.POST.get("take_over") == "yes",
        )  # fmt: skip
    except Refusal as refusal:
        elsewhere = isinstance(refusal, WindowSessionElsewhere)
        return render(request, "frame/sign_in.html", {**context, "refusal": refusal, "elsewhere": elsewhere}, status=refusal.status)
    viewer = viewer_of(token)
    answer = HttpResponseRedirect(HOME_OF_POST.get(viewer.post if viewer else "", "/me"), status=303)
    set_session(answer, token, strict=True)
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """退出: the session ends at once, the browser forgets."""
    session_id = (request.locked or request.viewer).session_id  # type: ignore[attr-defined]
    if session_id:
        end(session_id, "signed_out")
    answer = HttpResponseRedirect(reverse("frame:sign-in"), status=303)
    answer.delete_cookie(cookie_name())
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """我的登录: own live sessions."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None:
        raise SignInNeeded
    numbers = {w.id: w.number for w in windows(viewer.hall_id, clock.today())} if viewer.hall_id else {}
    context = {
        "sessions": [(s, POSTS.get(s.post, s.post), numbers.get(s.window_id) if s.window_id else None) for s in own(viewer)],
        "name": staff_names([viewer.account_id]).get(viewer.account_id, ""), "home": home_of(viewer.post),
    }  # fmt: skip
    return render(request, "frame/me.html", context)
