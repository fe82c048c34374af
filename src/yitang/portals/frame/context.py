"""What every template knows without its page saying so."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yitang.kernel import clock

SIZES = ("standard", "large", "largest")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Viewer, text size, push address, the shared clock, the demo mark, and which portals this process serves."""
    size = request.COOKIES.get("yitang_size", "standard")
    return {
        "viewer": getattr(request, "viewer", None),
        "size": size if size in SIZES else "standard",
        "push_url": f"{settings.YITANG_PUSH_ORIGIN}/live/stream",
        "nonce": getattr(request, "csp_nonce", ""),
        "now": clock.local(clock.now()),
        "demo": settings.YITANG_DEMO,
        "portals": settings.YITANG_PORTALS,
    }
