"""What every template knows without its page saying so."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yitang.kernel import clock
from yitang.platform.policy.public import value
from yitang.portals.frame.middleware import staff_sit_here

SIZES = ("standard", "large", "largest")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Viewer, text size, push address, the shared clock, the demo mark, and which portals this process serves."""
    viewer = getattr(request, "viewer", None)
    at_window = staff_sit_here() and viewer is not None and viewer.account_id is not None and viewer.window_id is not None
    size = request.COOKIES.get("yitang_size", "standard")
    return {
        "viewer": viewer,
        "size": size if size in SIZES else "standard",
        "push_url": f"{settings.YITANG_PUSH_ORIGIN}/live/stream",
        "nonce": getattr(request, "csp_nonce", ""),
        "now": clock.local(clock.now()),
        "lock_after_s": value("session.window_lock_s") if at_window else 0,
        "demo": settings.YITANG_DEMO,
        "portals": settings.YITANG_PORTALS,
    }
