"""Headers that every answer carries, and the page that a refusal becomes."""

import json
import logging
import secrets
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string

from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import PasswordOver, WindowLocked
from yitang.portals.frame.fields import CharacterRefused, OnlyPosted, PageNotThere, RequestUnreadable, TooLarge, unkeepable
from yitang.portals.frame.files import takes_file
from yitang.portals.frame.forms import fields_of

# Where each post of the staff begins; everybody else begins at the citizen's first page.
HOME_OF_POST = {
    "clerk": "/window/", "chief": "/chief/", "reviewer": "/window/review", "guide": "/guide/", "admin": "/admin/", "security": "/admin/waiting",
    "audit": "/admin/grants",
}  # fmt: skip
OF_STAFF = frozenset({"window", "guide", "chief", "admin"})
# All that a locked window answers.
OPEN_WHEN_LOCKED = ("/unlock", "/sign-out", "/api/v1/sessions/unlocking")
# Where somebody whose password is too old may go until it is changed, and the page where he changes it.
CHANGE_IT = "/me/password"
OPEN_TO_CHANGERS = (CHANGE_IT, "/me/keys/challenge", "/sign-in", "/sign-in/key", "/sign-out")
log = logging.getLogger(__name__)
Next = Callable[[HttpRequest], HttpResponse]


def staff_sit_here() -> bool:
    """Whether this process serves a portal of the staff (B1)."""
    return bool(OF_STAFF & set(settings.YITANG_PORTALS))


def home_of(post: str) -> str:
    """Where somebody with this post begins; nobody begins as a citizen, or where there is none, by signing in."""
    return HOME_OF_POST.get(post, "/" if "phone" in settings.YITANG_PORTALS or not staff_sit_here() else "/sign-in")


def policy(nonce: str) -> str:
    """Content security policy (ASVS 3.4.3): nothing from elsewhere, scripts by nonce, the push host for streams."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'self'; worker-src 'self'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; media-src 'self'; manifest-src 'self'; "
        f"connect-src 'self' {settings.YITANG_PUSH_ORIGIN}; "
        "base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Adds the policy and forbids keeping pages: what a page shows belongs to whoever is signed in now."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and add the headers."""
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", policy(request.csp_nonce))  # type: ignore[attr-defined]
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        if settings.SECURE_HSTS_SECONDS:
            response.setdefault("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}")
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a refused request: JSON for the API, else a page with what happened, the article and the cure."""
    if request.path.startswith("/api/"):
        return JsonResponse(refusal.as_dict(), status=refusal.status)
    fragment = request.headers.get("HX-Request") == "true" or request.headers.get("X-Yitang-Fragment") == "1"
    if isinstance(refusal, WindowLocked) and not fragment and staff_sit_here():
        sent = request.method == "POST"
        return locked_page(request, None, request.get_full_path() if sent else "", fields_of(request) if sent else [])
    template = "frame/_refusal.html" if fragment else "frame/refusal.html"
    post = getattr(getattr(request, "viewer", None), "post", "")
    context = {"refusal": refusal, "alone": True, "staff": post in HOME_OF_POST, "home": home_of(post)}
    return render(request, template, context, status=refusal.status)


def locked_page(request: HttpRequest, refusal: Refusal | None = None, to: str = "", kept: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    """The page that unlocks a window. ``to`` and ``kept``: the form that met the lock, which goes on afterwards; nothing of it is shown."""
    return render(request, "frame/locked.html", {"refusal": refusal, "to": to, "kept": kept}, status=(refusal or WindowLocked()).status)


def fault_of(request: HttpRequest) -> Refusal | None:
    """Why a request is not even looked at: meant for another host, too large, unreadable, or text that cannot be kept."""
    try:
        request.get_host()
        if takes_file(request):
            if int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
                return TooLarge()
            body = b""  # its parts are read one by one, below
        else:
            body = request.body
        json_only = request.content_type == "application/json"
        said = [] if json_only else [(key, request.POST.getlist(key)) for key in request.POST]
    except (RequestDataTooBig, TooManyFieldsSent):
        return TooLarge()
    except (DisallowedHost, MultiPartParserError, UnicodeDecodeError):
        return RequestUnreadable()
    if unkeepable([(key, request.GET.getlist(key)) for key in request.GET]) or unkeepable(said) or unkeepable(request.path):
        return CharacterRefused()
    # The API reads JSON whatever the request calls it.
    if (json_only or request.path.startswith("/api/")) and (b"\\u" in body or b"\0" in body):
        try:
            return CharacterRefused() if unkeepable(json.loads(body)) else None
        except (ValueError, RecursionError):
            return RequestUnreadable()
    return None


class CleanInput:
    """What no store can keep is refused at the door, in the same way for every form."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, or say what is wrong."""
        fault = fault_of(request)
        return refused(request, fault) if fault else self.get_response(request)


def page_not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's form of a 404 view
    """The answer to an address that no page has."""
    return refused(request, PageNotThere())


def unreadable(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's form
    """The answer to a request that Django itself turned away, also for a missing form token."""
    return refused(request, RequestUnreadable())


def broken(request: HttpRequest) -> HttpResponse:
    """The answer to a fault of ours, in words; drawn without the database, since that may be what broke."""
    if request.path.startswith("/api/"):
        return JsonResponse({"code": "fault", "zh": "系统出了问题。", "en": "Something broke here."}, status=500)
    return HttpResponse(render_to_string("frame/fault.html", {"size": "standard"}), status=500)


class RefusalPages:
    """A refusal by rule is a page, not a crash (look.md §4, error summary)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; refusals come back through ``process_exception``. A refused device gets that answer and no other, and so does a locked window."""
        fault = getattr(request, "device_fault", None)
        if fault is None and getattr(request, "locked", None) and request.path not in OPEN_WHEN_LOCKED:
            fault = WindowLocked()
        if fault is not None:
            return refused(request, fault)
        if getattr(request, "changer", None) is not None and staff_sit_here() and request.path not in OPEN_TO_CHANGERS:
            leads = request.method == "GET" and not request.path.startswith("/api/")
            return HttpResponseRedirect(CHANGE_IT, status=303) if leads else refused(request, PasswordOver())
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed) and not answer.content:
            page = refused(request, OnlyPosted())
            page["Allow"] = answer["Allow"]
            return page
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a named refusal into its answer; anything else is a fault and goes to the log."""
        if isinstance(error, Refusal):
            return refused(request, error)
        log.error("fault", exc_info=error, extra={"request": request})
        return None
