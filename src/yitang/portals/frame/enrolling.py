"""The page of a one-time link: the person sets his own password and takes the seed of his one-time codes on his phone (ASVS 6.4.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import EnrolmentRow, EnrolmentUnknown, PasswordsDiffer, enrol, enrolment, guessed_wrong, stop_guessing
from yitang.portals.frame.drawing import qr
from yitang.registers.offices.public import place_words

MOST = 400


@require_http_methods(["GET", "POST"])
def enrol_page(request: HttpRequest, token: str) -> HttpResponse:
    """设密码和动态码: once, within a day. What was typed is not sent back to the page but for the code, since a password is never shown.

    Raises: EnrolmentUnknown, TooManyGuesses.
    """
    viewer, address = request.viewer, request.META.get("REMOTE_ADDR", "")  # type: ignore[attr-defined]
    stop_guessing(viewer, address)
    try:
        found = enrolment(token[:64])
    except EnrolmentUnknown:
        guessed_wrong(viewer, address)
        raise
    if request.method == "GET":
        return _page(request, found, None)
    try:
        password = request.POST.get("password", "")[:MOST]
        if password != request.POST.get("again", "")[:MOST]:
            raise PasswordsDiffer
        works = enrol(token[:64], password, request.POST.get("code", "")[:10], place_words(), request.POST.get("half", "")[:40])
    except EnrolmentUnknown:
        raise
    except Refusal as refusal:
        return _page(request, found, refusal)
    return render(request, "frame/enrolled.html", {"found": found, "works": works})


def _page(request: HttpRequest, found: EnrolmentRow, refusal: Refusal | None) -> HttpResponse:
    seed = " ".join(found.seed[n : n + 4] for n in range(0, len(found.seed), 4))
    context = {
        "found": found, "seed": seed, "square": qr(found.uri, 4, "otpauth://totp/"), "refusal": refusal,
        "code": request.POST.get("code", "")[:10], "half": request.POST.get("half", "")[:40],
    }  # fmt: skip
    return render(request, "frame/enrol.html", context, status=refusal.status if refusal else 200)
