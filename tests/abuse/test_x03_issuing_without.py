"""X3, issuing without materials, review or fee.

Control: accepting and issuing ask for everything in the transaction that writes, the case and the thing of the register held to its end;
a document row cannot exist without review and bill (``cases/tests/test_case.py`` tries it by hand in SQL). Each rule by itself:
``cases/tests/test_renewal.py`` and ``test_mortgage.py``.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection

from tests.abuse.picture import as_it_was, count
from yitang.config.demo.vehicles import cars
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import row, rows
from yitang.platform.database.tests.races import until_others_wait
from yitang.processes.cases import operations
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.public import (
    FactsChanged,
    MortgageSeen,
    NotPaid,
    NotReviewed,
    PapersMissing,
    accept_case,
    issue,
    review,
)
from yitang.processes.cases.renewing import Renewal
from yitang.processes.cases.tests.test_case import FULL, RENEW
from yitang.processes.cases.tests.test_case import desk as renewal_desk
from yitang.processes.cases.tests.test_mortgage_case import AGENT, MORTGAGE, second, seen_of
from yitang.processes.cases.tests.test_mortgage_case import desk as mortgage_desk
from yitang.processes.payments.public import take_cash
from yitang.registers.drivers.public import history, record_fact

__all__ = ["mortgage_desk", "renewal_desk"]

# Each paper of a renewal taken away alone, and the material that the refusal must name.
WITHOUT: list[tuple[dict[str, Any], str]] = [
    ({"identity_shown": False}, "id_person"), ({"medical_on": None}, "medical"), ({"medical_on": date(2026, 1, 1)}, "medical"), ({"medical_fit": False}, ""),
    ({"holder_is_applicant": False, "agent_name": "代某", "agent_letter": True}, "id_agent"),
    ({"holder_is_applicant": False, "agent_name": "代某", "agent_identity": True}, "id_agent"),
]  # fmt: skip
WITHOUT_MORTGAGE: list[tuple[Callable[[MortgageSeen], MortgageSeen], str]] = [
    (lambda s: replace(s, certificate=""), "regcert"), (lambda s: replace(s, contract=""), "mcontract"),
    (lambda s: replace(s, owners=(replace(s.owners[0], valid=False),)), ""),
    (lambda s: replace(s, lender=replace(AGENT, agent_identity=False)), "id_agent"),
    (lambda s: replace(s, lender=replace(AGENT, agent_letter=False)), "id_agent"),
    (lambda s: replace(s, contract_signed=False), ""),
]  # fmt: skip


def test_each_single_paper_of_a_renewal_is_missed(renewal_desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li, number = renewal_desk["clerk"], renewal_desk["number"]
    for change, material in WITHOUT:
        with as_it_was(), pytest.raises(PapersMissing):
            accept_case(li, RENEW, number, replace(FULL, **change))
        _, found = operations.check(li, RENEW, number, replace(FULL, **change))
        assert {m.material for m in found.missing} == ({material} if material else set()), change
        assert len(found.said) == 1, "one thing is missing, one thing is said"
    with monkeypatch.context() as off:
        off.setattr(operations, "_findings", lambda *_: Findings((), (), {"years": "10", "from": "2026-12-01", "until": "2036-12-01"}))
        assert accept_case(li, RENEW, number, replace(FULL, medical_on=None)).state == "accepted", "without the check it goes through with nothing"


def test_each_single_paper_of_a_mortgage_is_missed(mortgage_desk: dict[str, Any]) -> None:
    full = seen_of(mortgage_desk)
    for change, material in WITHOUT_MORTGAGE:
        with as_it_was(), pytest.raises(PapersMissing):
            accept_case(mortgage_desk["clerk"], MORTGAGE, cars()["mortgage"].plate, change(full))
        _, found = operations.check(mortgage_desk["clerk"], MORTGAGE, cars()["mortgage"].plate, change(full))
        assert len(found.said) == 1
        assert not material or {m.material for m in found.missing} == {material}
    case = accept_case(mortgage_desk["clerk"], MORTGAGE, cars()["mortgage"].plate, full)
    with as_it_was(), pytest.raises(NotReviewed):
        issue(mortgage_desk["clerk"], case.id)
    review(second(mortgage_desk), case.id, "refuse", "合同有疑点")
    with as_it_was(), pytest.raises(NotReviewed):
        issue(mortgage_desk["clerk"], case.id)


def test_without_fee_nothing_is_issued_and_without_the_question_it_is(renewal_desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li = renewal_desk["clerk"]
    case = accept_case(li, RENEW, renewal_desk["number"], FULL)
    with as_it_was(), pytest.raises(NotReviewed):
        issue(li, case.id)
    review(li, case.id)
    with as_it_was(), pytest.raises(NotPaid):
        issue(li, case.id)
    bill = row("SELECT id FROM payments_bill")
    assert bill
    monkeypatch.setattr(operations, "is_settled", lambda _: bill["id"])
    issue(li, case.id)
    assert count("cases_document") == 1
    assert count("payments_payment") == 0, "without the question a document went out and no money came in"


@contextmanager
def halted(monkeypatch: pytest.MonkeyPatch, reached: threading.Event, go: threading.Event) -> Iterator[None]:
    """Issuing halts between its last check and its first entry, where somebody may come in between."""
    write = operations._write_document

    def slowly(*said: Any) -> None:
        reached.set()
        assert go.wait(20)
        write(*said)

    with monkeypatch.context() as patched:
        patched.setattr(operations, "_write_document", slowly)
        yield


def suspend(licence: Any) -> None:
    """The register hears that the licence is suspended: what the case rests on is withdrawn."""
    with act(Viewer.system(), "test.suspend") as this:
        record_fact(this, licence, "status", {"statuses": ["suspended"]}, clock.today())


@pytest.mark.parametrize("guard", ["off", "on"])
def test_what_is_withdrawn_while_it_is_issued_is_seen_or_comes_after_never_both(
    renewal_desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    li = renewal_desk["clerk"]
    case = accept_case(li, RENEW, renewal_desk["number"], FULL)
    review(li, case.id)
    take_cash(li, case.id, 1000)
    if guard == "off":
        monkeypatch.setattr(Renewal, "hold", lambda *_: None)
    reached, go, done = threading.Event(), threading.Event(), threading.Event()
    order: list[str] = []

    def run(name: str, do: Callable[[], None]) -> None:
        try:
            do()
            order.append(name)
        finally:
            connection.close()
            done.set()

    with halted(monkeypatch, reached, go):
        issuing = threading.Thread(target=run, args=("issued", lambda: issue(li, case.id)))
        issuing.start()
        assert reached.wait(20)
        done.clear()
        suspending = threading.Thread(target=run, args=("suspended", lambda: suspend(case.subject_id)))
        suspending.start()
        if guard == "on":
            until_others_wait(1)
            assert not done.is_set(), "it waits until the document is out"
        else:
            assert done.wait(20), "the licence was suspended after the last look and before the entry"
        go.set()
        issuing.join()
        suspending.join()
    facts = [f.kind for f in reversed(history(case.subject_id)) if f.kind in {"document", "status"} and f.true_from == clock.today()]
    if guard == "off":
        assert order == ["suspended", "issued"], "a suspended licence was renewed"
    else:
        assert facts == ["document", "status"], "issued, then suspended"


def test_what_is_withdrawn_before_it_is_issued_is_seen(renewal_desk: dict[str, Any]) -> None:
    li = renewal_desk["clerk"]
    case = accept_case(li, RENEW, renewal_desk["number"], FULL)
    review(li, case.id)
    take_cash(li, case.id, 1000)
    suspend(case.subject_id)
    with as_it_was(), pytest.raises(FactsChanged):
        issue(li, case.id)
    assert rows("SELECT 1 FROM cases_document") == []
