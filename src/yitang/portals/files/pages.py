"""An original by its one-time link: an attachment of no type that a browser would open. Cookies of the other hosts do not come here."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yitang.platform.uploads.public import take_original
from yitang.portals.frame.files import original


@require_GET
def fetch(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - who asks is in the link, not in the request
    """The bytes as they were sent, once."""
    return original(*take_original(token))
