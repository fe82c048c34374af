"""Papers of a pre-check: marked by a guide, listed once and for all, found again at the desk by the number; photos that do not stay."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.abuse.picture import as_it_was, count

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.files.public import FileMissing
from yitang.platform.identity.public import NotYours, PostMayNot, anonymous
from yitang.platform.uploads.public import SlotFull, UploadGone, original_of, upload_of, uploads_of
from yitang.platform.uploads.tests.factories import decoded
from yitang.processes.guidance import operations
from yitang.processes.guidance.public import (
    MarkUnknown,
    NothingMarked,
    PaperNotAsked,
    PrecheckOver,
    add_photo,
    can_photograph,
    give_slip,
    mark_papers,
    own_precheck,
    papers,
    precheck,
    precheck_of_ticket,
    remove_photo,
    slip,
    take_number,
    wipe_photos,
)
from yitang.processes.queue.public import EvidenceNeeded, HallClosed, call_next, give_up, open_window
from yitang.processes.queue.tests.test_queue import at, clerk, guide


def photo() -> Any:
    return decoded(into="precheck_paper", hints=("blur",))


def elsewhere(city: dict[str, Any]) -> Viewer:
    """A guide of the county's hall."""
    found = row("SELECT h.id, h.office_id FROM offices_hall h JOIN offices_office o ON o.id = h.office_id WHERE o.kind = 'county'")
    assert found
    return Viewer(uuid4(), uuid4(), "guide", found["office_id"], found["id"], level="two_factor")


def test_the_guide_marks_what_he_sees_and_the_latest_mark_counts(city: dict[str, Any]) -> None:
    wang = guide(city)
    found = precheck(wang, "DRV-RENEW", {"identity": True, "agent": True}, "guide")
    before = {line.key: line for line in papers(found)}
    assert [key for key, line in before.items() if line.to_bring] == ["medical", "id_agent", "id_agent.2"]
    assert not before["id_person"].to_bring
    mark_papers(wang, found.id, {"medical": "seen", "id_person": "doubtful", "id_agent": "seen"})
    after = {line.key: line for line in papers(found)}
    assert [key for key, line in after.items() if line.to_bring] == ["id_agent.2", "id_person"]
    mark_papers(wang, found.id, {"id_person": "seen", "id_agent.2": "seen", "medical": "seen"})
    assert not [line.key for line in papers(found) if line.to_bring]
    assert count("guidance_mark") == 5, "what is marked as before is not written again"


@pytest.mark.parametrize(("marks", "refusal"), [({"gold": "seen"}, PaperNotAsked), ({"medical": "bought"}, MarkUnknown), ({}, NothingMarked)])
def test_a_mark_that_means_nothing_is_refused_and_nothing_is_written(city: dict[str, Any], marks: dict[str, str], refusal: type[Exception]) -> None:
    found = precheck(guide(city), "DRV-RENEW", {}, "guide")
    with as_it_was(), pytest.raises(refusal):
        mark_papers(guide(city), found.id, {**({"id_person": "seen"} if marks else {}), **marks})


def test_the_database_knows_three_marks(city: dict[str, Any]) -> None:
    found = precheck(guide(city), "DRV-RENEW", {}, "guide")
    with pytest.raises(IntegrityError, match="mark_is_known"), transaction.atomic():
        execute("INSERT INTO guidance_mark VALUES (%s, 'medical', 'bought', %s, now(), %s)", [uuid4(), uuid4(), found.id])


def test_a_slip_says_everything_as_it_was_when_it_was_given_and_names_nobody(city: dict[str, Any]) -> None:
    wang = guide(city)
    found = precheck(wang, "DRV-RENEW", {"identity": True, "violations": True}, "guide")
    reference = give_slip(wang, found.id)
    mark_papers(wang, found.id, {"medical": "seen"})
    kept = slip(anonymous()[1], reference)
    assert [(one["zh"], one["article"]) for one in kept.lines] == [("身体条件证明", "R162 Art.63(2)")]
    assert [one["code"] for one in kept.grounds] == ["violations_open"]
    assert (kept.business, kept.hall_id) == ("DRV-RENEW", city["hall"])
    assert slip(anonymous()[1], give_slip(wang, found.id)).lines == (), "the next slip is of now"
    with pytest.raises(NotYours):
        slip(anonymous()[1], "x" * 22)


def test_what_a_guide_does_with_papers_is_his_halls_and_no_citizens(city: dict[str, Any]) -> None:
    found = precheck(guide(city), "DRV-RENEW", {}, "guide")
    _, phone = anonymous()
    own = precheck(phone, "DRV-RENEW", {}, "phone")
    with as_it_was():
        for do in (lambda v: mark_papers(v, found.id, {"medical": "seen"}), lambda v: give_slip(v, found.id)):
            with pytest.raises(NotYours):
                do(elsewhere(city))
            with pytest.raises(PostMayNot):
                do(phone)
        for viewer in (elsewhere(city), anonymous()[1]):
            with pytest.raises(NotYours):
                add_photo(viewer, found.id, "medical", "a.jpg", photo())
            with pytest.raises(NotYours):
                take_number(viewer, found.id, city["hall"], "window")
            assert not can_photograph(viewer, found.id)
        with pytest.raises(NotYours):
            own_precheck(guide(city), own.id)
    assert can_photograph(guide(city), found.id)


def test_the_desk_finds_papers_and_photos_by_the_number(city: dict[str, Any]) -> None:
    """08:25 the guide checks and photographs, 08:26 he gives the number, 08:30 window 3 calls and sees what he saw."""
    wang, li = guide(city), clerk(city, 3)
    found = precheck(wang, "DRV-RENEW", {"identity": True}, "guide")
    upload = add_photo(wang, found.id, "medical", "体检.jpg", photo())
    mark_papers(wang, found.id, {"medical": "seen"})
    given = take_number(wang, found.id, city["hall"], "window")
    assert given.trace_id == found.trace_id
    open_window(li, at(li))
    assert call_next(li, at(li)) == given.id
    seen = precheck_of_ticket(li, given.id)
    assert seen
    assert (seen.id, seen.ticket_id) == (found.id, given.id)
    assert [line.mark for line in papers(seen) if line.key == "medical"] == ["seen"]
    assert [(one.id, one.what, one.hints) for one in uploads_of(seen.id)] == [(upload, "medical", "blur")]
    with pytest.raises(NotYours):
        precheck_of_ticket(elsewhere(city), given.id)


def test_a_phones_own_check_is_the_halls_once_a_number_of_it_was_taken(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    first = precheck(phone, "DRV-RENEW", {"identity": True}, "phone")
    add_photo(phone, first.id, "medical", "体检.jpg", photo())
    given = take_number(phone, first.id, city["hall"], "phone")
    second = precheck(phone, "DRV-LOST", {"identity": True}, "phone")
    other = take_number(phone, second.id, city["hall"], "phone")
    assert own_precheck(guide(city), first.id) == own_precheck(phone, first.id)
    for ticket, check in ((given, first), (other, second)):
        found = precheck_of_ticket(clerk(city, 3), ticket.id)
        assert found
        assert found.id == check.id, "a second number of the same visit has its own papers"


def test_a_number_that_is_refused_leaves_no_thread(city: dict[str, Any]) -> None:
    wang = guide(city)
    found = precheck(wang, "DRV-RENEW", {}, "guide")
    with as_it_was(), pytest.raises(EvidenceNeeded):
        take_number(wang, found.id, city["hall"], "window", "friend")
    set_clock(clock.now() + timedelta(hours=12), 1.0)
    with as_it_was(), pytest.raises(HallClosed):
        take_number(wang, found.id, city["hall"], "window")


def test_a_cut_after_the_number_leaves_neither(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    wang = guide(city)
    found = precheck(wang, "DRV-RENEW", {}, "guide")
    with monkeypatch.context() as cut, as_it_was(), pytest.raises(OSError, match="cut"):
        cut.setattr(operations, "execute", lambda *_: (_ for _ in ()).throw(OSError("cut")))
        take_number(wang, found.id, city["hall"], "window")
    assert take_number(wang, found.id, city["hall"], "window").label == "A001"


def test_photos_that_led_to_nothing_are_wiped_and_those_of_a_live_number_stay(city: dict[str, Any]) -> None:
    (_, idle), (_, phone) = anonymous(), anonymous()
    nothing, live = (precheck(viewer, "DRV-RENEW", {}, "phone") for viewer in (idle, phone))
    gone, stays = add_photo(idle, nothing.id, "medical", "a.jpg", decoded(b"\xff\xd8\xff a", into="precheck_paper")), None
    gone_row = upload_of(nothing.id, gone)
    stays = add_photo(phone, live.id, "medical", "b.jpg", decoded(b"\xff\xd8\xff b", into="precheck_paper"))
    given = take_number(phone, live.id, city["hall"], "phone")
    set_clock(clock.now() + timedelta(hours=23), 1.0)
    assert wipe_photos() == 0
    set_clock(clock.now() + timedelta(hours=2), 1.0)
    assert wipe_photos() == 1
    with pytest.raises(UploadGone):
        upload_of(nothing.id, gone)
    with pytest.raises(FileMissing):
        original_of(gone_row)
    assert original_of(upload_of(live.id, stays))
    assert [r["thing_kind"] for r in rows("SELECT thing_kind FROM audit_row WHERE act = 'guidance.wipe_photos'")] == ["prechecks"]
    give_up(phone, given.id)
    assert (wipe_photos(), wipe_photos()) == (1, 0), "and once only"
    for viewer, check in ((idle, nothing), (phone, live)):
        with as_it_was(), pytest.raises(PrecheckOver):
            add_photo(viewer, check.id, "medical", "c.jpg", photo())


def test_a_removed_photo_is_gone_and_a_number_that_ended_takes_no_more(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    found = precheck(phone, "DRV-RENEW", {}, "phone")
    upload = add_photo(phone, found.id, "medical", "a.jpg", photo())
    remove_photo(phone, found.id, upload)
    assert uploads_of(found.id) == []
    with as_it_was():
        with pytest.raises(UploadGone):
            remove_photo(phone, found.id, upload)
        with pytest.raises(PaperNotAsked):
            add_photo(phone, found.id, "gold", "a.jpg", photo())
    for _ in range(12):
        add_photo(phone, found.id, "medical", "a.jpg", photo())
    with as_it_was(), pytest.raises(SlotFull):
        add_photo(phone, found.id, "medical", "a.jpg", photo())
    given = take_number(phone, found.id, city["hall"], "phone")
    give_up(phone, given.id)
    with as_it_was(), pytest.raises(PrecheckOver):
        remove_photo(phone, found.id, uploads_of(found.id)[0].id)
