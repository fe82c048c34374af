"""The page behind the sandbox's pay code: the citizen "pays" in the demo. A real provider has its own page, elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yitang.platform.identity.public import NotYours
from yitang.portals.frame.forms import submit
from yitang.portals.phone.pages import session
from yitang.processes.payments.public import Sandbox, settle_callback

SANDBOX = Sandbox()


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """演示付款: how much, until when, one button; afterwards what became of it."""
    order = SANDBOX.look(token)
    if order is None:
        raise NotYours
    if request.method == "GET":
        return session(request, lambda _: render(request, "phone/pay.html", {"order": order, "token": token}))

    def do() -> str:
        settle_callback(SANDBOX.pay(order.order_id))
        return reverse("phone:pay", args=[token])

    return submit(request, do)
