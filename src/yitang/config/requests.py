"""The number of a request: one for each, made here, in every line of the log that the request causes and in its answer, so that both are found together."""

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yitang.config.figures import answered
from yitang.config.numbers import NUMBER

log = logging.getLogger("yitang.requests")
Next = Callable[[HttpRequest], HttpResponse]


class Numbered:
    """Gives each request its number, counts it by its route, and says so in the log at INFO: no address of a page, no person, no cookie.

    A number that came with the request is not taken: it would let whoever asks write into the log, and mix its lines.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        began, number = time.perf_counter(), secrets.token_hex(8)
        kept = NUMBER.set(number)
        try:
            response = self.get_response(request)
            spent = time.perf_counter() - began
            match = request.resolver_match
            answered(match.route if match else "", request.method or "", response.status_code, spent)
            log.info("answered", extra={"request": request, "answer": response.status_code, "spent_ms": round(spent * 1000)})
        finally:
            NUMBER.reset(kept)
        response["X-Request-ID"] = number
        return response
