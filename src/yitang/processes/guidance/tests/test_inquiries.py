"""Questions: who was asked first answers, a colleague takes over by his own word alone, and nothing of a person is in a note."""

from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.abuse.picture import as_it_was, count

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, new_id, row, set_clock
from yitang.platform.database.tests.races import together
from yitang.platform.identity.public import NotYours, PostMayNot, anonymous
from yitang.processes.guidance import inquiries as acts
from yitang.processes.guidance.domain import names_somebody
from yitang.processes.guidance.public import (
    Asked,
    HandOnOver,
    HandOnWaits,
    InquiryAnswered,
    InquiryOfAnother,
    NoSuchColleague,
    accept,
    answer,
    ask_first,
    asked_often,
    hand_on,
    in_hand,
    inquiries,
    inquiry,
    late_inquiries,
    precheck,
    remind,
    take_number,
)
from yitang.processes.queue.tests.test_queue import guide

PAPERS = Asked("hall", "papers", "DRV-RENEW")


def of(city: dict[str, Any], login: str, post: str) -> Viewer:
    """A member of staff of the hall."""
    found = row("SELECT id, person_id FROM identity_account WHERE login = %s", [login])
    assert found
    return Viewer(found["id"], found["person_id"], post, city["office"], city["hall"], level="two_factor")


@pytest.fixture
def wang(city: dict[str, Any]) -> Viewer:
    return of(city, "g01", "guide")


@pytest.fixture
def li(city: dict[str, Any]) -> Viewer:
    return of(city, "c03", "clerk")


def test_who_was_asked_first_answers_and_it_is_kept_with_its_article_and_time(city: dict[str, Any], wang: Viewer) -> None:
    """08:25 asked, 08:31 answered with the article of the order."""
    asked = ask_first(wang, PAPERS)
    assert (in_hand(wang).open, in_hand(wang).late) == (1, 0)
    set_clock(clock.now() + timedelta(minutes=6), 1.0)
    answer(wang, asked, "bring", "DRV-RENEW")
    found = inquiry(wang, asked)
    assert (found.state, found.outcome, found.pointed_to, found.first_id, found.owner_id) == (
        "answered",
        "bring",
        "DRV-RENEW",
        wang.account_id,
        wang.account_id,
    )
    assert found.took_s == pytest.approx(360, abs=5)
    assert in_hand(wang).open == 0
    with as_it_was(), pytest.raises(InquiryAnswered):
        answer(wang, asked, "answered")


def test_a_question_answered_on_the_spot_is_one_act_and_leads_to_its_number(city: dict[str, Any], wang: Viewer) -> None:
    checked = precheck(wang, "DRV-RENEW", {"identity": True, "medical": True}, "guide")
    asked = ask_first(wang, Asked("phone", "where", "DRV-RENEW", "问周六开不开门", checked.id, "number", "DRV-RENEW"))
    given = take_number(wang, checked.id, city["hall"], "window")
    found = inquiry(wang, asked)
    assert (found.trace_id, found.ticket_id, found.state, found.took_s) == (checked.trace_id, given.id, "answered", 0.0)


def test_a_colleague_takes_over_by_his_own_word_and_the_first_stays_known(city: dict[str, Any], wang: Viewer, li: Viewer) -> None:
    asked = ask_first(wang, PAPERS)
    hand_on(wang, asked, li.account_id or UUID(int=0))
    assert inquiry(li, asked).owner_id == wang.account_id, "until he accepts it is still the first one's"
    assert (in_hand(wang).open, in_hand(li).offered) == (1, 1)
    with as_it_was():
        with pytest.raises(HandOnWaits):
            hand_on(wang, asked, of(city, "c05", "clerk").account_id or UUID(int=0))
        with pytest.raises(HandOnOver):
            accept(of(city, "c05", "clerk"), asked, True)
        with pytest.raises(InquiryOfAnother):
            answer(li, asked, "answered")
    accept(li, asked, False)
    assert inquiry(li, asked).owner_id == wang.account_id
    hand_on(wang, asked, li.account_id or UUID(int=0))
    accept(li, asked, True)
    assert (inquiry(li, asked).owner_id, inquiry(li, asked).first_id) == (li.account_id, wang.account_id)
    with as_it_was():
        with pytest.raises(InquiryOfAnother):
            answer(wang, asked, "answered")
        with pytest.raises(HandOnOver):
            accept(li, asked, True)
    answer(li, asked, "answered")


def test_it_is_handed_on_to_a_colleague_of_the_office_alone_and_an_answer_takes_the_offer_back(city: dict[str, Any], wang: Viewer, li: Viewer) -> None:
    asked = ask_first(wang, PAPERS)
    for nobody in (wang.account_id, uuid4(), of(city, "x01", "clerk").account_id, of(city, "admin", "admin").account_id):
        with as_it_was(), pytest.raises(NoSuchColleague):
            hand_on(wang, asked, nobody or UUID(int=0))
    hand_on(wang, asked, li.account_id or UUID(int=0))
    answer(wang, asked, "answered")
    with as_it_was(), pytest.raises(InquiryAnswered):
        accept(li, asked, True)
    assert in_hand(li).offered == 0


WRONG = {
    "topic_unknown": (Asked("hall", "gossip"), Asked("letter", "papers")),
    "no_such_business": (Asked("hall", "papers", "NOTHING"),),
    "outcome_unknown": (Asked("hall", "papers", outcome="bought"),),
    "pointed_elsewhere": (
        Asked("hall", "papers", "DRV-RENEW", outcome="answered", pointed_to="VEH-REG"), Asked("hall", "papers", outcome="answered", pointed_to="x"),
    ),
    "note_too_long": (Asked("hall", "papers", note="长" * 121),),
    "note_names_somebody": tuple(
        Asked("hall", "papers", note=note) for note in ("证号110101199003070011", "电话 138-0013-8000", "川S12345 的车", "51302119900307001X")
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_what_does_not_fit_is_refused_by_name_and_nothing_is_kept(city: dict[str, Any], wang: Viewer, code: str) -> None:
    for asked in WRONG[code]:
        with as_it_was(), pytest.raises(Refusal) as refusal:
            ask_first(wang, asked)
        assert refusal.value.code == code


def test_a_note_of_what_was_asked_is_no_name() -> None:
    for note in ("2026年11月24日来过", "工本费 10.00 元，8:30-17:00", "A012 问号牌", "要 6 个月以内的", "R162 第63条"):
        assert not names_somebody(note), note


def test_what_is_late_is_marked_once_and_seen_by_the_head(city: dict[str, Any], wang: Viewer) -> None:
    chief = of(city, "chief", "chief")
    first, second = ask_first(wang, PAPERS), ask_first(wang, Asked("phone", "fee"))
    assert (remind(), late_inquiries(chief)) == (0, [])
    set_clock(clock.now() + timedelta(minutes=31), 1.0)
    assert (remind(), remind()) == (1, 0)
    assert [one.id for one in late_inquiries(chief)] == [first]
    assert (in_hand(wang).open, in_hand(wang).late) == (2, 1)
    assert [one.id for one in inquiries(wang)] == [first, second]
    with pytest.raises(PostMayNot):
        late_inquiries(wang)


def test_the_head_sees_what_is_asked_most_and_what_makes_people_come_again(city: dict[str, Any], wang: Viewer) -> None:
    since = clock.now()
    for outcome in ("bring", "bring", "answered"):
        ask_first(wang, Asked("hall", "papers", "DRV-RENEW", outcome=outcome))
    ask_first(wang, Asked("hall", "fee", "DRV-RENEW", outcome="answered"))
    found = asked_often(of(city, "chief", "chief"), since)
    assert [(one.topic, one.n, one.again, one.again_percent) for one in found] == [("papers", 3, 2, 67), ("fee", 1, 0, 0)]
    assert asked_often(of(city, "chief", "chief"), clock.now() + timedelta(hours=1)) == []


def test_questions_are_the_halls_and_no_citizens(city: dict[str, Any], wang: Viewer) -> None:
    asked = ask_first(wang, PAPERS)
    county = row("SELECT h.id, h.office_id FROM offices_hall h JOIN offices_office o ON o.id = h.office_id WHERE o.kind = 'county'")
    assert county
    stranger = Viewer(uuid4(), uuid4(), "guide", county["office_id"], county["id"], level="two_factor")
    with as_it_was():
        for do in (lambda v: inquiry(v, asked), lambda v: answer(v, asked, "answered"), lambda v: accept(v, asked, True), lambda v: hand_on(v, asked, uuid4())):
            with pytest.raises(NotYours):
                do(stranger)
            with pytest.raises(PostMayNot):
                do(anonymous()[1])
    assert inquiries(stranger) == []


def test_the_database_keeps_the_rules_by_itself(city: dict[str, Any], wang: Viewer) -> None:
    asked = ask_first(wang, PAPERS)
    for sql, name in (
        ("UPDATE guidance_inquiry SET state = 'answered'", "an_answered_inquiry_says_how"),
        ("UPDATE guidance_inquiry SET outcome = 'bring'", "an_answered_inquiry_says_how"),
        ("UPDATE guidance_inquiry SET channel = 'air'", "inquiry_channel_is_known"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            execute(sql)
    one, two = uuid4(), uuid4()
    put = "INSERT INTO guidance_hand_on (id, inquiry_id, from_account, to_account, at, decided_at, accepted) VALUES (%s, %s, %s, %s, now(), %s, %s)"
    with pytest.raises(IntegrityError, match="nobody_hands_on_to_himself"), transaction.atomic():
        execute(put, [new_id(), asked, one, one, None, None])
    with pytest.raises(IntegrityError, match="a_decided_hand_on_says_how"), transaction.atomic():
        execute(put, [new_id(), asked, one, two, None, True])
    execute(put, [new_id(), asked, one, two, None, None])
    with pytest.raises(IntegrityError, match="one_waiting_hand_on_of_an_inquiry"), transaction.atomic():
        execute(put, [new_id(), asked, one, two, None, None])


@pytest.mark.parametrize("guarded", [False, True])
def test_an_answer_and_an_acceptance_at_once_leave_one_of_them(
    city: dict[str, Any], wang: Viewer, li: Viewer, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """The owner answers while his colleague takes over. Without the row's lock both succeed, and one answers what is not his any more."""
    asked = ask_first(wang, PAPERS)
    hand_on(wang, asked, li.account_id or UUID(int=0))
    read, accepted, held = Event(), Event(), acts._held

    def held_and_slow(viewer: Viewer, act: str, inquiry_id: UUID) -> Any:
        found = held(viewer, act, inquiry_id)
        if viewer is wang:
            read.set()
            accepted.wait(20)
        return found

    def take_over() -> None:
        if not guarded:
            read.wait(20)
        accept(li, asked, True)
        accepted.set()

    if not guarded:
        monkeypatch.setattr(acts, "LOCKED", acts.LOCKED.replace(" FOR UPDATE", ""))
        monkeypatch.setattr(acts, "_held", held_and_slow)
    done = together(2, lambda n: answer(wang, asked, "answered") if n else take_over())
    found = inquiry(guide(city), asked)
    both = done == [None, None]
    assert both is not guarded, done
    if guarded:
        assert (found.state, found.owner_id) in (("answered", wang.account_id), ("open", li.account_id))
    assert count("guidance_hand_on", "decided_at IS NULL") == 0
