"""Pages of the citizen's own: signing in by a code, my cases, signing out; and the demo's inbox."""

import time
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import CodeWrong, cookie_name, end, puzzle, set_session
from yitang.platform.notices.public import NoInboxHere, inbox
from yitang.platform.policy.public import value
from yitang.platform.privacy.public import bind_person, current, must_be_shown, seen_before, show
from yitang.portals.frame.forms import submit
from yitang.portals.phone.pages import session, viewer_of
from yitang.processes.cases.public import own_cases
from yitang.registers.catalogue.public import business
from yitang.registers.people.public import ask_for_code, sign_in_by_code

MOST_NUMBER, MOST_CODE = 40, 12
# Where the notice is shown before a number is typed.
PLACE = "sign_in"


def signed_in(viewer: Viewer) -> bool:
    """Whether a citizen has signed in by a code."""
    return viewer.post == "citizen" and viewer.at_least("code") and viewer.person_id is not None


def there() -> HttpResponseRedirect:
    """To my cases."""
    return HttpResponseRedirect(reverse("phone:cases"), status=303)


def _asking(viewer: Viewer) -> dict[str, Any]:
    """What the page needs that asks for a number: the puzzle, and what one is told first; a newer version says that it is new."""
    if viewer.post != "citizen":
        return {"puzzle": puzzle(viewer), "notice": current()}
    older = seen_before(viewer)
    return {"puzzle": puzzle(viewer), "notice": show(viewer, PLACE), "newer": older > 0}


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """个人信息说明: the version that counts now, for whoever wants to read it again."""
    return render(request, "phone/privacy.html", {"notice": current()})


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """登录: type the ID number. The next page is the same whether anybody has it or not."""
    if signed_in(viewer_of(request)):
        return there()
    if request.method == "GET":
        return session(request, lambda viewer: render(request, "phone/sign_in.html", _asking(viewer)))

    begin = time.monotonic()

    def do() -> str:
        if viewer_of(request).post == "citizen":  # whoever else comes is refused as what he is
            must_be_shown(viewer_of(request), PLACE)
        number, solution = request.POST.get("number", "")[:MOST_NUMBER], request.POST.get("solution", "")[:MOST_CODE]
        ask_for_code(viewer_of(request), number, request.META.get("REMOTE_ADDR", ""), solution)
        return reverse("phone:code")

    try:
        answer: HttpResponse = submit(request, do)
    except Refusal as refusal:
        answer = render(request, "phone/sign_in.html", {"refusal": refusal, **_asking(viewer_of(request))}, status=refusal.status)
    # The work is the same for everybody; what is left of a difference goes under here (X25).
    time.sleep(max(0.0, begin + value("code.answer_after_s") - time.monotonic()))
    return answer


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """验证码: type it. Not a form with a one-use key: the code itself works once, and a wrong try must count."""
    viewer = viewer_of(request)
    if signed_in(viewer):
        return there()
    if viewer.session_id is None:
        return HttpResponseRedirect(reverse("phone:sign-in"), status=303)
    if request.method == "GET":
        minutes = round(value("code.lives_s") / 60)
        return render(request, "phone/code.html", {"refusal": CodeWrong() if request.GET.get("again") else None, "minutes": minutes})
    try:
        token, person = sign_in_by_code(viewer, request.POST.get("code", "")[:MOST_CODE])
    except CodeWrong:
        # Not the page itself: the way back would lead to a form that asks to be sent again.
        return HttpResponseRedirect(f"{reverse('phone:code')}?again=1", status=303)
    bind_person(replace(viewer, person_id=person))
    answer = there()
    set_session(answer, token, strict=False)
    return answer


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """我的业务: every case of mine, whichever window or phone it came from."""
    viewer = viewer_of(request)
    if not signed_in(viewer):
        return HttpResponseRedirect(reverse("phone:sign-in"), status=303)
    mine = [(case, business(case.business)) for case in own_cases(viewer)]
    return render(request, "phone/cases.html", {"cases": mine})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """退出: the session ends at once, the phone forgets."""
    session_id = viewer_of(request).session_id
    if session_id:
        end(session_id, "signed_out")
    answer = HttpResponseRedirect(reverse("phone:home"), status=303)
    answer.delete_cookie(cookie_name())
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@require_GET
def demo_inbox(request: HttpRequest) -> HttpResponse:
    """演示收件箱: what would be sent to which masked phone. There only in the demo, and while policy says sandbox."""
    if not settings.YITANG_DEMO:
        raise NoInboxHere
    return render(request, "phone/inbox.html", {"arrived": inbox(viewer_of(request))})
