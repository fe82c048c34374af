"""A5: every operation of the API, with bodies made from its own description, as everybody; no fault, and no answer that the description does not know.

schemathesis makes the requests, right ones and wrong ones, and judges the answers. What exists in the office (windows, tickets, halls) and what
earlier answers named is put where an address has its place, so that an operation is reached and not only its refusal of a number that nobody has.
"""

import copy
import os
from collections import Counter
from typing import Any
from urllib.parse import quote

import pytest
import requests
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.proofs.people import Caller, Office, peopled
from yitang.portals.api.urls import api

EXAMPLES = 1000 if os.environ.get("YITANG_PROVE") else 8
WALKS = 2000 if os.environ.get("YITANG_PROVE") else 25
DESCRIBED: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [(method.upper(), path) for path, methods in DESCRIBED["paths"].items() for method in methods]
# What an answer's ``id`` names: where a later request of the same walk puts it.
NAMES = {"/api/v1/tickets": "ticket_id", "/api/v1/pairings": "pairing_id"}
ONE_USE = st.text(alphabet="0123456789abcdef", min_size=32, max_size=32)
HOW = settings(deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


class TakenBack(Exception):
    """Ends an example; everybody finds the office as it was."""


def cases(described: dict[str, Any], method: str, path: str) -> st.SearchStrategy[schemathesis.Case]:
    """Requests of an operation, right ones and wrong ones, as its description has them."""
    of = schemathesis.openapi.from_dict(described)[path][method]
    return st.one_of(*(of.as_strategy(generation_mode=mode) for mode in GenerationMode))


def real(office: Office, seen: dict[str, list[str]], case: schemathesis.Case, data: st.DataObject) -> None:
    """Put what there is where the address and the body name a thing, most of the time."""
    for name in case.path_parameters or {}:
        there = [*([office.things[name]] if name in office.things else []), *seen.get(name, [])]
        if there and data.draw(st.integers(0, 3)):
            case.path_parameters[name] = data.draw(st.sampled_from(there))
    if isinstance(case.body, dict) and "hall" in case.body and data.draw(st.booleans()):
        case.body |= {"hall": str(office.hall), "businesses": ["DRV-RENEW"]}


def ask(caller: Caller, case: schemathesis.Case, once: str) -> schemathesis.Response:
    """Send a made request as this caller, through all middleware. Returns: the answer as the checks take it."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    said = case.as_transport_kwargs(base_url="http://localhost")
    asked = requests.Request(case.method, "http://localhost" + path, json=said.get("json"), data=said.get("data"), params=case.query or {}).prepare()
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    headers = {**{name: str(value) for name, value in (case.headers or {}).items()}, "Idempotency-Key": once}
    found = caller.ask(case.method, asked.path_url, body, "application/json", **headers)
    return schemathesis.Response(found.status_code, {k: [v] for k, v in found.headers.items()}, found.content, asked, 0.0, verify=False)


def tried(office: Office, described: dict[str, Any], method: str, path: str, examples: int) -> Counter[int]:
    """Ask one operation so many times. Returns: how often each status was answered. Raises: FailureGroup of what the checks found."""
    statuses: Counter[int] = Counter()

    @settings(HOW, max_examples=examples)
    @given(cases(described, method, path), st.data(), st.sampled_from(sorted(office.callers)), ONE_USE)
    def example(case: schemathesis.Case, data: st.DataObject, name: str, once: str) -> None:
        real(office, {}, case, data)
        with pytest.raises(TakenBack), transaction.atomic():
            answer = ask(office.callers[name], case, once)
            statuses[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)
            raise TakenBack

    example()
    return statuses


@pytest.fixture
def office(city: dict[str, Any]) -> Office:
    return peopled(city)


def test_no_operation_has_a_fault_or_an_answer_that_is_not_described(office: Office) -> None:
    wrong = []
    for method, path in OPERATIONS:
        try:
            statuses = tried(office, DESCRIBED, method, path, EXAMPLES)
        except (FailureGroup, Failure) as found:
            wrong.append(f"{method} {path}: {found}")
        else:
            print(method, path, dict(sorted(statuses.items())))  # noqa: T201 - the figures of the proof
    assert not wrong, "\n\n".join(wrong)


def test_no_walk_over_the_operations_ends_in_a_fault(office: Office) -> None:
    """What one answer names is put into the next request: a number is taken, rated, given up, its window called and finished."""
    strategies = {(method, path): cases(DESCRIBED, method, path) for method, path in OPERATIONS}
    statuses: Counter[int] = Counter()

    @settings(HOW, max_examples=WALKS)
    @given(st.data(), st.lists(st.tuples(st.sampled_from(OPERATIONS), st.sampled_from(sorted(office.callers)), ONE_USE), min_size=3, max_size=8))
    def walk(data: st.DataObject, steps: list[tuple[tuple[str, str], str, str]]) -> None:
        seen: dict[str, list[str]] = {}
        with pytest.raises(TakenBack), transaction.atomic():
            for (method, path), name, once in steps:
                case = data.draw(strategies[method, path])
                real(office, seen, case, data)
                with transaction.atomic():
                    answer = ask(office.callers[name], case, once)
                statuses[answer.status_code] += 1
                case.validate_response(answer, checks=CHECKS)
                if answer.status_code == 200 and path in NAMES:
                    seen.setdefault(NAMES[path], []).append(answer.json()["id"])
            raise TakenBack

    walk()
    print("walks:", dict(sorted(statuses.items())))  # noqa: T201 - the figures of the proof
    assert statuses[200]


def test_the_proof_sees_an_answer_that_the_description_does_not_know(office: Office) -> None:
    """The guard taken away: the description forgets one answer of an operation."""
    forgetful = copy.deepcopy(DESCRIBED)
    forgotten = forgetful["paths"]["/api/v1/halls/{hall_id}/board"]["get"]["responses"]
    forgetful["paths"]["/api/v1/halls/{hall_id}/board"]["get"]["responses"] = {status: said for status, said in forgotten.items() if int(status) == 200}
    with pytest.raises(FailureGroup):
        tried(office, forgetful, "GET", "/api/v1/halls/{hall_id}/board", 20)
