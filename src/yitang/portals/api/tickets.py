"""Numbers, for whoever gives one or asks how it was: a citizen's phone, a kiosk, the guide, the second screen."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yitang.portals.api.v1 import KEYED, WRITES, Said, viewer_of, write
from yitang.processes.feedback.public import rate
from yitang.processes.queue.public import TicketRow, issue_ticket

router = Router()


class TicketIn(Said):
    """What a number is for."""

    hall: UUID
    businesses: list[str] = Field(min_length=1, max_length=5)
    klass: Literal["ordinary", "green"] = "ordinary"
    evidence: str = Field("", max_length=20)
    language: Literal["zh", "en"] = "zh"


class TicketOut(Schema):
    """A number; ``reference`` is given once."""

    id: UUID
    label: str
    reference: str
    ahead: int
    low_s: float
    high_s: float
    unsure: bool


class Grade(Said):
    """1 to 5, 5 best."""

    grade: int


@router.post("tickets", response={**WRITES, 200: TicketOut}, openapi_extra=KEYED)
def new_ticket(request: HttpRequest, said: TicketIn) -> HttpResponse:
    """取号: a kiosk, a phone, a guide."""

    def do() -> dict[str, Any]:
        viewer = viewer_of(request)
        channel = {"citizen": "phone", "kiosk": "kiosk"}.get(viewer.post, "window")
        row = issue_ticket(viewer, said.hall, tuple(said.businesses), channel, said.klass, said.evidence, language=said.language)
        return ticket_out(row)

    return write(request, do)


def ticket_out(row: TicketRow) -> dict[str, Any]:
    """A number as the API answers it, field by field."""
    return {
        "id": str(row.id), "label": row.label, "reference": row.reference, "ahead": row.ahead, "low_s": row.low_s, "high_s": row.high_s,
        "unsure": row.unsure,
    }  # fmt: skip


@router.post("tickets/{ticket_id}/rating", response=WRITES, openapi_extra=KEYED)
def rate_visit(request: HttpRequest, ticket_id: UUID, said: Grade) -> HttpResponse:
    """评价, by the second screen or the own phone."""

    def do() -> dict[str, Any]:
        rate(viewer_of(request), ticket_id, said.grade)
        return {"done": True, "id": str(ticket_id)}

    return write(request, do)
