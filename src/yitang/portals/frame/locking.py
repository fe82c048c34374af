"""The lock of a window on every page of its session: locking, the page that stands there instead, unlocking, and a press that only says "here"."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import SignInNeeded, lock_window, unlock_window
from yitang.portals.frame.forms import fields_of
from yitang.portals.frame.middleware import home_of, locked_page

KEPT = "kept-"


@require_POST
def lock_page(request: HttpRequest) -> HttpResponse:
    """锁屏: at once; what the browser asks for next is the page that unlocks."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    lock_window(viewer)
    return HttpResponseRedirect(home_of(viewer.post), status=303)


@require_GET
def pressed(request: HttpRequest) -> HttpResponse:
    """Somebody types or points at a page that sends nothing yet: the session is in use. Answers nothing, or that the window is locked."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None:
        raise SignInNeeded
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def unlock_page(request: HttpRequest) -> HttpResponse:
    """解锁: one field. A form that was sent while the window was locked goes on by one press, with all that was typed in it."""
    locked: Viewer | None = request.locked  # type: ignore[attr-defined]
    if locked is None:
        if request.viewer.account_id is None:  # type: ignore[attr-defined]
            raise SignInNeeded
        return HttpResponseRedirect(home_of(request.viewer.post))  # type: ignore[attr-defined]
    if request.method == "GET":
        return locked_page(request)
    by_script = request.headers.get("X-Yitang-Fragment") == "1"
    to, kept = request.POST.get("to", ""), [(name.removeprefix(KEPT), said) for name, said in fields_of(request) if name.startswith(KEPT)]
    try:
        unlock_window(locked, request.POST.get("code", "")[:10], request.META.get("REMOTE_ADDR", ""))
    except Refusal as refusal:
        if by_script:
            return JsonResponse(refusal.as_dict(), status=refusal.status)
        return locked_page(request, refusal, to, kept)
    if by_script:
        return HttpResponse(status=204)
    if _an_address_of_ours(to):
        return render(request, "frame/go_on.html", {"to": to, "kept": kept, "home": home_of(locked.post)})
    return HttpResponseRedirect(home_of(locked.post), status=303)


def _an_address_of_ours(to: str) -> bool:
    """Whether a form may go on there: a path that this program answers."""
    if not to.startswith("/") or to.startswith("//"):
        return False
    try:
        resolve(to.partition("?")[0])
    except Resolver404:
        return False
    return True
