"""Front door of requests."""

from yitang.processes.requests.domain import CORRECTED, FIELDS, GROUNDS, KINDS, REMEDY_EN, REMEDY_ZH, WORDS, PartCopy, RequestRow
from yitang.processes.requests.operations import answer, ask, ask_at_desk, correct, refuse, withdraw
from yitang.processes.requests.queries import copy_for, due_soon, held_of, own_requests, parts, request_for, requests_of_office

__all__ = [
    "CORRECTED", "FIELDS", "GROUNDS", "KINDS", "REMEDY_EN", "REMEDY_ZH", "WORDS", "PartCopy", "RequestRow", "answer", "ask", "ask_at_desk", "copy_for",
    "correct", "due_soon", "held_of", "own_requests", "parts", "refuse", "request_for", "requests_of_office", "withdraw",
]  # fmt: skip
