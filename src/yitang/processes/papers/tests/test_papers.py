"""What the office prints of a case, what its code says afterwards, and that one paper is one paper."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connections

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.database.tests.races import together, until_others_wait
from yitang.platform.documents import operations as making
from yitang.platform.documents.errors import CopyNeedsReason, DocumentRevoked
from yitang.platform.documents.public import DocumentMadeAlready, document, printings_of, rendering
from yitang.platform.files.public import FileDamaged
from yitang.platform.identity.public import FreshFactorNeeded, NotYours, PostMayNot
from yitang.platform.identity.sessions import begin
from yitang.platform.numbering.public import draw
from yitang.portals.frame.sheets import drawn, link_of
from yitang.processes.cases.public import Seen, case_for, give_notice, issue, notice, review, withdraw
from yitang.processes.cases.tests.test_mortgage_case import accept, second
from yitang.processes.cases.tests.test_mortgage_case import desk as mortgage_desk
from yitang.processes.papers.errors import NotPrintable, UsePrintCopy
from yitang.processes.papers.public import KINDS, Sheet, own_papers, own_sheet, print_copy, print_paper, revoke_paper, sheet, verify_paper
from yitang.processes.payments.public import take_cash
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.payments.tests.test_codes import chief
from yitang.processes.queue.tests.test_queue import clerk

__all__ = ["mortgage_desk"]
TAGS = re.compile(r"<style>.*?</style>|<svg.*?</svg>|<[^>]+>", re.DOTALL)


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A renewal that is accepted and reviewed and waits for its money."""
    return unpaid(city)


def words(content: bytes) -> str:
    """The text of a paper, blanks as one."""
    return " ".join(TAGS.sub(" ", content.decode()).split())


def kept(said: list[Sheet]) -> Any:
    """The layout of the office, which also hands over what it was given."""

    def layout(one: Sheet) -> bytes:
        said.append(one)
        return drawn(one)

    return layout


def papers() -> list[dict[str, Any]]:
    return rows("SELECT kind, number, last4 FROM documents_document ORDER BY made_at")


def test_the_acceptance_slip_says_number_papers_and_promised_day(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], case_for(desk["clerk"], desk["case"])
    said: list[Sheet] = []
    paper = print_paper(li, "acceptance", case.id, kept(said))
    person = desk["cast"]["renew"]
    text = words(sheet(li, paper.id, 0))
    assert paper.number == "S2026-000001"
    assert case.due_on
    for part in ("演示 SPECIMEN", "受理凭证 Acceptance slip", person.name, person.number[-4:], case.number, case.due_on.isoformat(), "期满换证", paper.number):
        assert part in text, part
    assert person.number not in rendering(paper.id, 0).decode(), "the full number is not needed"
    assert text.index("受理凭证") < text.index("Acceptance slip"), "Chinese first"
    assert link_of(said[0]) == f"{settings.YITANG_ORIGIN}/d/{paper.statement}"
    verdict = verify_paper(paper.statement)
    assert (verdict.verdict, verdict.number, verdict.last4, verdict.until) == ("valid", paper.number, person.number[-4:], case.due_on.isoformat())
    assert row("SELECT act, thing_id FROM audit_row ORDER BY real_at DESC LIMIT 1") == {"act": "papers.print", "thing_id": str(paper.id)}


def test_a_paper_is_what_the_database_held_and_stays_the_same_bytes(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    paper = print_paper(li, "acceptance", desk["case"], drawn)
    before = rendering(paper.id, 0)
    execute("UPDATE cases_case SET due_on = '2027-01-01'")
    assert rendering(paper.id, 0) == before
    assert print_copy(li, paper.id, "群众遗失") == 1
    copy = rendering(paper.id, 1)
    mark = re.search(rb'<p class="copy-mark">.*?</p>', copy)
    assert mark
    assert "副本 第 1 次重印" in mark[0].decode()
    assert copy.replace(mark[0], b"<!--copy-->") == before, "nothing else in a copy is new"
    assert [(one.n, one.reason) for one in printings_of(paper.id)] == [(0, ""), (1, "群众遗失")]
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'papers.print_copy'") == {"n": 1}


def test_the_original_opens_for_a_short_time_and_a_copy_always(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    paper = print_paper(li, "acceptance", desk["case"], drawn)
    print_copy(li, paper.id, "打印机卡纸")
    set_clock(clock.now() + timedelta(minutes=16), 1.0)
    with pytest.raises(UsePrintCopy) as said:
        sheet(li, paper.id, 0)
    assert said.value.facts == {"minutes": 15}
    assert "副本" in words(sheet(li, paper.id, 1))


def test_a_changed_rendering_is_neither_shown_nor_copied(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    paper = print_paper(li, "acceptance", desk["case"], drawn)
    file, before = settings.YITANG_FILES / paper.digest[:2] / paper.digest, rendering(paper.id, 0)
    file.write_bytes(b"another paper")
    try:
        with pytest.raises(FileDamaged):
            sheet(li, paper.id, 0)
        with pytest.raises(FileDamaged):
            print_copy(li, paper.id, "群众遗失")
    finally:
        file.write_bytes(before)  # the same paper of another test has the same bytes
    assert len(printings_of(paper.id)) == 1


def test_a_second_original_is_refused_with_the_number_of_the_first(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    paper = print_paper(li, "acceptance", desk["case"], drawn)
    with pytest.raises(DocumentMadeAlready) as said:
        print_paper(li, "acceptance", desk["case"], drawn)
    assert said.value.facts == {"number": paper.number}
    assert row("SELECT last FROM numbering_series WHERE series = 'paper:S'") == {"last": 1}, "the number went back"


def test_two_who_print_at_once_make_one_paper_and_without_the_guards_two(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken away: the lock by name and, behind it, the constraint. The second waits at the counter of numbers, having seen no paper."""
    li, case = desk["clerk"], desk["case"]

    def press(n: int) -> Any:
        return print_paper(replace(li, trace_id=uuid4()), "acceptance", case, drawn).number

    with monkeypatch.context() as off, connections["owner"].cursor() as owner:

        def first_waits(*said: Any) -> Any:
            found = draw(*said)
            if found.number == 1:
                until_others_wait(1)
            return found

        off.setattr(making, "lock", lambda *_: None)
        off.setattr(making, "draw", first_waits)
        assert sorted(together(2, press)) == [IntegrityError.__name__, "S2026-000001"], "the constraint is the guarantee"
        owner.execute("TRUNCATE documents_document, documents_printing, documents_revocation, numbering_series")
        owner.execute("ALTER TABLE documents_document DROP CONSTRAINT one_document_of_a_kind_for_a_thing")
        try:
            assert sorted(together(2, press)) == ["S2026-000001", "S2026-000002"]
        finally:
            owner.execute("TRUNCATE documents_document, documents_printing, documents_revocation, numbering_series")
            owner.execute("ALTER TABLE documents_document ADD CONSTRAINT one_document_of_a_kind_for_a_thing UNIQUE (thing_id, kind)")
    assert sorted(together(2, press)) == ["S2026-000001", "document_made_already"]


def test_copies_at_once_are_numbered_one_after_another(desk: dict[str, Any]) -> None:
    paper = print_paper(desk["clerk"], "acceptance", desk["case"], drawn)
    assert sorted(together(3, lambda _: print_copy(desk["clerk"], paper.id, "卡纸了"))) == [1, 2, 3]


@pytest.mark.parametrize("reason", ["", " ", "x"])
def test_a_copy_says_why(desk: dict[str, Any], reason: str) -> None:
    paper = print_paper(desk["clerk"], "acceptance", desk["case"], drawn)
    with pytest.raises(CopyNeedsReason):
        print_copy(desk["clerk"], paper.id, reason)
    assert len(printings_of(paper.id)) == 1


def test_the_notice_lists_everything_with_article_and_cure(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    said = give_notice(li, "DRV-RENEW", desk["cast"]["soldier"].number, Seen(identity_shown=False))
    found = notice(li, said)["findings"]
    assert found["missing"]
    assert not found["grounds"]
    text = words(sheet(li, print_paper(li, "notice", said, drawn).id, 0))
    for one in found["missing"]:
        assert one["zh"] in text
        assert one["en"] in text
        assert one["cure_zh"] in text
    assert "公安部令第162号第三条" in text
    assert "行政复议" not in text
    with pytest.raises(NotPrintable):
        print_paper(li, "not_accepted", said, drawn)


def test_a_decision_not_to_accept_names_ground_article_and_remedy(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    said = give_notice(li, "DRV-RENEW", desk["cast"]["suspended"].number, Seen())
    ground = notice(li, said)["findings"]["grounds"][0]
    with pytest.raises(NotPrintable):
        print_paper(li, "notice", said, drawn)
    text = words(sheet(li, print_paper(li, "not_accepted", said, drawn).id, 0))
    for part in (
        "不予受理决定书",
        ground["zh"],
        ground["en"],
        "公安部令第162号 第",
        "行政许可法第三十二条",
        "60 日内向 本级人民政府 申请行政复议",
        "6 个月内向人民法院",
    ):
        assert part.replace(" ", "") in text.replace(" ", ""), part


def test_a_refusal_names_ground_and_remedy_and_is_printed_only_when_refused(mortgage_desk: dict[str, Any]) -> None:
    li, other = mortgage_desk["clerk"], second(mortgage_desk)
    case = accept(mortgage_desk)
    with pytest.raises(NotPrintable) as said:
        print_paper(li, "refusal", case.id, drawn)
    assert said.value.facts["why_zh"] == "业务没有被审核为不予办理"
    assert papers() == []
    review(other, case.id, "refuse", "合同和登记的车辆不一致 R164 Art.31")
    text = words(sheet(li, print_paper(li, "refusal", case.id, drawn).id, 0)).replace(" ", "")
    for part in ("不予办理决定书", "合同和登记的车辆不一致公安部令第164号第31条", "60日内", "6个月内向人民法院提起行政诉讼", "行政许可法第三十八条"):
        assert part in text, part
    assert [k for k in ("acceptance", "certificate") if not _refused(li, k, case.id)] == []


def _refused(viewer: Viewer, kind: str, thing: Any) -> bool:
    with pytest.raises(NotPrintable):
        print_paper(viewer, kind, thing, drawn)
    return True


def test_the_licence_is_of_its_size_and_its_code_is_the_licences_own(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    _refused(li, "driving_licence", desk["case"])
    take_cash(li, desk["case"], 1000)
    issue(li, desk["case"])
    _refused(li, "vehicle_licence", desk["case"])
    said: list[Sheet] = []
    paper = print_paper(li, "driving_licence", desk["case"], kept(said))
    html, held = rendering(paper.id, 0).decode(), row("SELECT statement, serial FROM cases_document")
    assert held
    assert "@page { size: 88mm 60mm; margin: 0 }" in html
    assert link_of(said[0]) == f"{settings.YITANG_ORIGIN}/v/{held['statement']}"
    person = desk["cast"]["renew"]
    text = words(html.encode())
    for part in (person.name, person.number, "准驾车型", held["serial"]):
        assert part in text, part


def test_the_cover_names_the_file_and_its_pages(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    _refused(li, "cover", desk["case"])
    take_cash(li, desk["case"], 1000)
    issue(li, desk["case"])
    text = words(sheet(li, print_paper(li, "cover", desk["case"], drawn).id, 0))
    file = row("SELECT number FROM archives_file")
    assert file
    assert file["number"] in text
    for page in rows("SELECT title, digest FROM archives_page"):
        assert page["title"] in text
        assert page["digest"][:16] in text


def test_the_certificate_of_a_mortgage(mortgage_desk: dict[str, Any]) -> None:
    li, other = mortgage_desk["clerk"], second(mortgage_desk)
    case = accept(mortgage_desk)
    review(other, case.id)
    issue(li, case.id)
    paper = print_paper(li, "certificate", case.id, drawn)
    text = words(sheet(li, paper.id, 0))
    assert "抵押登记" in text
    assert "130mm 187mm" in rendering(paper.id, 0).decode()
    assert document(paper.id).last4 == row("SELECT right(vin, 4) AS v FROM vehicles_vehicle WHERE id = %s", [case.subject_id])["v"]  # type: ignore[index]


def test_a_revoked_paper_says_so_and_is_not_printed_again(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    paper, head = print_paper(li, "acceptance", desk["case"], drawn), chief(desk)
    head = replace(head, session_id=begin("two_factor", head.account_id)[1])
    with pytest.raises(PostMayNot):
        revoke_paper(li, paper.id, "印错了")
    execute("UPDATE identity_session SET factor_at = factor_at - interval '1 hour' WHERE id = %s", [head.session_id])
    with pytest.raises(FreshFactorNeeded):
        revoke_paper(head, paper.id, "印错了")
    execute("UPDATE identity_session SET factor_at = now() WHERE id = %s", [head.session_id])
    assert verify_paper(paper.statement).good
    revoke_paper(head, paper.id, "印错了")
    assert verify_paper(paper.statement).verdict == "revoked"
    for again in (lambda: revoke_paper(head, paper.id, "再一次"), lambda: print_copy(li, paper.id, "再一次")):
        with pytest.raises(DocumentRevoked):
            again()
    assert own_papers(li, case_for(li, desk["case"])) == []


def test_a_slip_of_a_withdrawn_case_holds_no_more(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    paper = print_paper(li, "acceptance", desk["case"], drawn)
    withdraw(li, desk["case"], "applicant")
    assert verify_paper(paper.statement).verdict == "withdrawn"


def test_a_code_that_was_changed_copied_or_never_ours(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    paper = print_paper(li, "acceptance", desk["case"], drawn)
    body, key, signature = paper.statement.split(".")
    for forged in (
        "",
        "x",
        f"{body}.{key}",
        f"{body[:-4]}AAAA.{key}.{signature}",
        f"{body}.{key}.{signature[:-4]}AAAA",
        f"{body}.sign-head~1.{signature}",
        "é" * 700,
    ):
        assert verify_paper(forged).verdict == "forged", forged
    issued = desk["cast"]["renew"].number[-4:]
    assert verify_paper(paper.statement, issued).good
    assert verify_paper(paper.statement, "0000" if issued != "0000" else "1111").verdict == "other_holder"
    with connections["owner"].cursor() as owner:
        owner.execute("TRUNCATE documents_document, documents_printing, documents_revocation")
    assert verify_paper(paper.statement).verdict == "unknown"


def test_another_office_prints_and_sees_nothing_and_the_words_are_those_of_nothing_there(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    paper = print_paper(li, "acceptance", desk["case"], drawn)
    stranger = replace(clerk(desk, 4), office_id=uuid4(), hall_id=uuid4())
    for act in (
        lambda: print_paper(stranger, "cover", desk["case"], drawn), lambda: print_copy(stranger, paper.id, "看一看"), lambda: sheet(stranger, paper.id, 0),
        lambda: print_paper(li, "nonsense", desk["case"], drawn), lambda: print_copy(li, uuid4(), "看一看"),
    ):  # fmt: skip
        with pytest.raises(NotYours):
            act()
    assert len(printings_of(paper.id)) == 1
    assert len(papers()) == 1


def test_the_citizen_finds_the_own_papers_marked_as_electronic(desk: dict[str, Any]) -> None:
    li, phone = desk["clerk"], desk["phone"]
    paper = print_paper(li, "acceptance", desk["case"], drawn)
    assert [one.id for one in own_papers(phone, case_for(phone, desk["case"]))] == [paper.id]
    assert "电子件 Electronic copy" in words(own_sheet(phone, desk["case"], paper.id))
    with pytest.raises(NotYours):
        own_sheet(replace(phone, session_id=uuid4()), desk["case"], paper.id)
    with pytest.raises(NotYours):
        own_sheet(phone, desk["case"], uuid4())


def test_every_kind_has_a_letter_of_its_own() -> None:
    letters = [kind.letter for kind in KINDS.values()]
    assert len(set(letters)) == len(letters)
