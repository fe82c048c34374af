"""Files over HTTP: which addresses take one, and how copies and originals leave the house."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.http import content_disposition_header

from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import NotYours
from yitang.platform.uploads.public import COPY, Decoded, UploadRow, download_name, look_at
from yitang.portals.frame.forms import on_the_page, submit

MOST_NAME = 255
# What is shown by itself in a browser's window must do nothing there: no script, no form, no frame, nothing of elsewhere.
NOTHING = "default-src 'none'; sandbox; frame-ancestors 'none'"


def with_file(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """This page's form may carry one file; the bodies of all others are bounded by ``DATA_UPLOAD_MAX_MEMORY_SIZE``."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def takes_file(request: HttpRequest) -> bool:
    """Whether this is a form with a file, sent to a page that takes one."""
    if request.method != "POST" or request.content_type != "multipart/form-data":
        return False
    try:
        return bool(getattr(resolve(request.path_info).func, "takes_file", False))
    except Http404:
        return False


def asked_from_here(request: HttpRequest) -> None:
    """Papers of people are not drawn into the pages of others (ASVS 3.5.8).

    Raises: NotYours.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise NotYours


@dataclass(frozen=True, slots=True)
class Sent:
    """One file that came with a form: for which paper, what its sender called it, and what the decoder made of it."""

    material: str
    name: str
    looked: Decoded


def receive_file(
    request: HttpRequest, slot: str, may: Callable[[str], object], keep: Callable[[Sent], str], page: Callable[[Refusal, str], HttpResponse]
) -> HttpResponse:
    """Whether this paper may be sent at all, then the decoder, then ``keep`` once, which returns where to go.

    A refusal shows on the ``page`` itself, with the paper that was chosen.

    Raises: SignInNeeded, NotYours, PostMayNot.
    """
    material, file = request.POST.get("material", "")[:20], request.FILES.get("file")
    content = file.read() if file else b""

    def attempt() -> HttpResponse:
        may(material)
        sent = Sent(material, (file.name or "")[:MOST_NAME] if file else "", look_at(slot, content))
        return submit(request, lambda: keep(sent), content)

    return on_the_page(attempt, lambda refusal: page(refusal, material))


def _bare(content: bytes, media: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media)
    answer["Content-Security-Policy"] = NOTHING
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def copy(request: HttpRequest, content: bytes) -> HttpResponse:
    """A clean copy, to be shown on a page.

    Raises: NotYours when another site's page asks.
    """
    asked_from_here(request)
    return _bare(content, COPY)


def original(upload: UploadRow, content: bytes) -> HttpResponse:
    """The bytes as they were sent: an attachment of no type that a browser would open, under the sent name (RFC 6266); never shown."""
    answer = _bare(content, "application/octet-stream")
    name: Any = content_disposition_header(True, download_name(upload))
    answer["Content-Disposition"] = name
    return answer
