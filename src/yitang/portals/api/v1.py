"""API version 1: devices sign each request, staff and phones come with their session; each write carries an Idempotency-Key."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import ConfigDict

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import Answer, once
from yitang.platform.identity.public import (
    SignInNeeded,
)

api = NinjaAPI(
    title="Yitang", version="1", docs_url=None, openapi_url="openapi.json", urls_namespace="api:api-v1", docs_decorator=require_GET
)  # fmt: skip


KEY = re.compile(r"[0-9A-Za-z-]{16,64}")
# How the description says it of each write.
KEYED: dict[str, Any] = {
    "parameters": [{"in": "header", "name": "Idempotency-Key", "required": True, "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"}}]
}


class FieldsInvalid(Refusal):
    """What was sent does not have the form that the API describes."""

    code = "fields_invalid"
    zh = "字段不对：{fields}"
    en = "These fields do not hold what they should: {fields}"
    cure_zh = "请按 openapi.json 的格式发送。"
    cure_en = "Send what openapi.json describes."


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:  # noqa: ARG001 - the form of a handler
    """Name the fields that are wrong, not what they held."""
    named = sorted({".".join(str(part) for part in one["loc"][1:] if len(str(part)) < 40) or "body" for one in fault.errors})
    refusal = FieldsInvalid(fields=", ".join(named)[:200])
    return JsonResponse(refusal.as_dict(), status=refusal.status)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:  # noqa: ARG001 - the form of a handler
    """A body that is no JSON."""
    refusal = FieldsInvalid(fields="body")
    return JsonResponse(refusal.as_dict(), status=fault.status_code)


class KeyNeeded(Refusal):
    """A write without an idempotency key."""

    code = "idempotency_key_needed"
    zh = "写操作要带 Idempotency-Key（16 到 64 位字母数字）。"
    en = "A write needs an Idempotency-Key of 16 to 64 letters and digits."
    status = 400


class Refused(Schema):
    """A refusal: code, both texts, article and cure."""

    code: str
    zh: str
    en: str
    article: str = ""
    cure_zh: str = ""
    cure_en: str = ""


class Said(Schema):
    """What is sent with a write: the fields that are described and no other, so that nothing is believed that nobody reads (X12)."""

    model_config = ConfigDict(extra="forbid")


class Done(Schema):
    """An act that has nothing to say but that it is done; ``id`` of what it was done to, where there is one."""

    done: bool = True
    id: UUID | None = None


# What any request may be answered: characters that cannot be kept, fields that do not hold what they should.
ANY: dict[Any, Any] = {400: Refused, 422: Refused}
WRITES: dict[Any, Any] = {200: Done, **ANY, 401: Refused, 403: Refused, 404: Refused, 409: Refused, 429: Refused}
READS: dict[Any, Any] = {**ANY, 401: Refused, 403: Refused, 404: Refused}


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def write(request: HttpRequest, do: Callable[[], dict[str, Any]]) -> HttpResponse:
    """Do a write once for its key; the same key again gets the same answer and has no effect.

    Raises: KeyNeeded, SignInNeeded, KeyUsedForSomethingElse, and what the act refuses.
    """
    viewer = viewer_of(request)
    if not (viewer.session_id or viewer.device_id):
        raise SignInNeeded
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise KeyNeeded
    principal = f"session:{viewer.session_id}" if viewer.session_id else f"device:{viewer.device_id}"
    answer = once(principal, key, f"{request.method} {request.path}", request.body, lambda: Answer(200, json.dumps(do())))
    return HttpResponse(answer.body, content_type="application/json", status=answer.status)
