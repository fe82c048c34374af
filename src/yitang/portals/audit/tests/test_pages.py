"""The auditor's pages: from the empty form to the acts, what a refusal keeps, what is on paper, and that a number stands in no address."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from tests.trials.people import Sender, staff

from yitang.platform.audit.public import FolderWitness, check_proof, own_keys, read_keys, seal_once
from yitang.platform.database.public import rows
from yitang.processes.payments.tests.factories import unpaid

ASKED = {"begins": "case", "said": "", "purpose": "complaint"}


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A case was accepted and reviewed, and the log is sealed so far."""
    found = unpaid(city) | {"auditor": staff(city, "audit"), "number": rows("SELECT number FROM cases_case")[0]["number"]}
    seal_once(FolderWitness(Path(settings.YITANG_WITNESS)))
    return found


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_a_case_to_the_proof_of_one_act(desk: dict[str, Any]) -> None:
    auditor: Sender = desk["auditor"]
    assert "还没有查" in text(auditor.get("/audit/"))
    page = text(auditor.get("/audit/", {**ASKED, "said": desk["number"]}))
    for words in ("取号", "叫号", "受理", "审核", "3 号窗", "已封存，树头", "窗口"):
        assert words in page, words
    accept: UUID = rows("SELECT id FROM audit_row WHERE act = 'cases.accept'")[0]["id"]
    one = text(auditor.get(f"/audit/row/{accept}"))
    assert "与封存时一致" in one
    assert "前后都做了什么" in one
    answer = auditor.get(f"/audit/row/{accept}/proof")
    assert answer["Content-Disposition"] == f'attachment; filename="yitang-proof-{accept}.json"'
    assert check_proof(answer.content, read_keys(own_keys())).row["thing_kind"] == "case"  # type: ignore[index]
    for number in (desk["cast"]["renew"].number, desk["cast"]["renew"].name):
        assert number not in page + one


def test_a_refusal_keeps_what_was_typed_and_says_what_to_do(desk: dict[str, Any]) -> None:
    auditor: Sender = desk["auditor"]
    answer = auditor.get("/audit/", {**ASKED, "said": "261124-99999"})
    page = text(answer)
    assert (answer.status_code, "找不到业务号“261124-99999”" in page, 'value="261124-99999"' in page, "核对种类和写法" in page) == (404, True, True, True)
    assert auditor.get("/audit/", {**ASKED, "purpose": ""}).status_code == 422
    assert auditor.get("/audit/", {**ASKED, "from_on": "yesterday"}).status_code == 422
    empty = text(auditor.get("/audit/", {**ASKED, "said": desk["number"], "result": "refused"}))
    assert "没有符合的记录" in empty


def test_a_number_is_typed_in_a_form_and_stands_in_no_address(desk: dict[str, Any]) -> None:
    auditor: Sender = desk["auditor"]
    number = desk["cast"]["renew"].number
    answer = auditor.form("/audit/person", {"number": number, "purpose": "complaint"})
    assert answer.status_code == 303
    assert number not in answer["Location"]
    page = text(auditor.get(answer["Location"]))
    assert ("受理 A" in page, number in page) == (True, False)
    wrong = auditor.form("/audit/person", {"number": number[:-1] + "0", "purpose": "complaint"})
    assert (wrong.status_code, f'value="{number[:-1]}0"' in text(wrong)) == (422, True)


def test_lists_of_a_day_say_when_there_is_nothing(desk: dict[str, Any]) -> None:
    auditor: Sender = desk["auditor"]
    assert "这天没有差评" in text(auditor.get("/audit/faults"))
    assert "这天的查看都有业务" in text(auditor.get("/audit/looks"))
    assert auditor.get("/audit/looks", {"on": "x"}).status_code == 422
    rates = text(auditor.get("/audit/rates"))
    assert "平常" in rates
    assert "这些天没有这类操作" in text(auditor.get("/audit/rates", {"kind": "pairs"}))
