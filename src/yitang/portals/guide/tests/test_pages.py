"""The guide's pages: found in plain words, looked at and photographed, listed once, and found again at the window by the number."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from tests.abuse.picture import as_it_was, count
from tests.trials.people import Sender, phone, staff

from yitang.kernel import clock
from yitang.platform.database.public import row, rows, set_clock
from yitang.platform.uploads.tests.factories import decoded
from yitang.processes.queue.public import open_window
from yitang.processes.queue.tests.test_queue import at, clerk

RENEW = "DRV-RENEW"


def text(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def chosen(page: str) -> set[str]:
    """What is chosen on the page."""
    return {value for value, rest in re.findall(r'<input type="radio" name="[^"]+" value="([^"]*)"([^>]*)>', page) if " checked" in rest}


def checked(desk: Sender, **answers: str) -> str:
    """A pre-check through its form. Returns: its address."""
    answer = desk.form(f"/guide/b/{RENEW}", answers)
    assert answer.status_code == 303
    address: str = answer.headers["Location"]
    return address


def photographed(desk: Sender, address: str, material: str = "medical", content: bytes = b"\xff\xd8\xff x") -> Any:
    sent = {"once": str(uuid4()), "material": material, "file": SimpleUploadedFile("体检.jpg", content)}
    return desk.send("POST", address, encode_multipart(BOUNDARY, sent), MULTIPART_CONTENT)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoder's process is tested where it is built; here every photo is a little out of focus."""
    monkeypatch.setattr("yitang.portals.frame.files.look_at", lambda *_: decoded(into="precheck_paper", hints=("blur",)))


def test_what_somebody_wants_is_found_in_his_words_and_by_picture(city: dict[str, Any]) -> None:
    desk = staff(city, "g01")
    assert "期满换证" in text(desk.get("/guide/", {"q": "驾照到期"}))
    assert "没有找到" in text(desk.get("/guide/", {"q": "qqqqq"}))
    plates = text(desk.get("/guide/", {"c": "plate"}))
    assert 'aria-current="page"' in plates
    away = text(desk.get("/guide/b/VEH-TRANSFER"))
    assert "本厅不取号" in away
    assert "要带什么" in away
    assert desk.get("/guide/b/NOTHING").status_code == 404


def test_the_old_address_leads_to_the_new_one(city: dict[str, Any]) -> None:
    answer = staff(city, "g01").get("/window/guide")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/guide/")
    assert 'href="/guide/"' in text(staff(city, "c03", 3).get("/window/"))


def test_from_the_question_to_the_window_in_one_trip(city: dict[str, Any], looked: None) -> None:
    """08:25 asked and looked at, 08:27 photographed, 08:28 a number, 08:30 window 3 sees it without asking again."""
    desk, window, li = staff(city, "g01"), staff(city, "c03", 3), clerk(city, 3)
    at_ = checked(desk, identity="yes")
    page = text(desk.get(at_))
    assert "还缺</span> <b>1</b> 样" in page
    assert page.count('capture="environment"') == 3, "each paper opens the device's camera"
    assert desk.form(at_, {"paper-id_person": "seen", "paper-medical": "doubtful"}).status_code == 303
    assert photographed(desk, f"{at_}/photo").status_code == 303
    page = text(desk.get(at_))
    assert chosen(page) >= {"seen", "doubtful"}
    assert "可能没对准焦" in page
    given = desk.form("/guide/number", {"checked": at_.rpartition("/")[2], "evidence": "veteran"})
    assert given.status_code == 303
    assert "优先号" in text(desk.get(given.headers["Location"]))
    open_window(li, at(li))
    assert window.form("/window/act/call", {}).status_code == 303
    console = text(window.get("/window/"))
    assert "首问" in console
    assert "有疑问" in console
    assert "可能没对准焦" in console
    assert "军人" not in console, "why somebody is first is not the window's to know"
    picture = re.search(r"/window/prechecked/[^\"]+", console)
    assert picture
    assert window.get(picture[0]).headers["Content-Type"] == "image/jpeg"
    found = desk.get("/guide/ticket", {"label": "f001"})
    assert (found.status_code, found.headers["Location"]) == (302, at_)


def test_a_number_is_found_without_papers_and_what_is_none_is_said(city: dict[str, Any]) -> None:
    desk = staff(city, "g01")
    desk.form("/guide/number", {"business": RENEW, "evidence": ""})
    assert "没有做过预检" in text(desk.get("/guide/ticket", {"label": "A001"}))
    for label in ("A002", "F001", "甲001", "A", "A99999999", "A-1", "x"):
        answer = desk.get("/guide/ticket", {"label": label})
        assert answer.status_code == 404
        assert f"本厅今天没有 {label[:8]} 这个号" in text(answer)


def test_what_was_chosen_is_kept_when_the_number_is_refused(city: dict[str, Any]) -> None:
    desk = staff(city, "g01")
    assert chosen(text(desk.get(f"/guide/b/{RENEW}"))) == {""}
    at_ = checked(desk)
    set_clock(clock.now() + timedelta(hours=12), 1.0)
    for fields in ({"business": "VEH-MORTGAGE", "evidence": "soldier"}, {"checked": at_.rpartition("/")[2], "evidence": "soldier"}):
        with as_it_was():
            answer = desk.form("/guide/number", fields)
        assert answer.status_code == 409
        assert "soldier" in chosen(text(answer))
        assert "<title>错误" in text(answer)


def test_a_hall_without_a_window_that_calls_promises_nothing(city: dict[str, Any]) -> None:
    desk = staff(city, "g01")
    assert "取号：还没有窗口叫号" in text(desk.get(f"/guide/b/{RENEW}"))
    li = clerk(city, 3)
    open_window(li, at(li))
    assert "还没有窗口叫号" not in text(desk.get(f"/guide/b/{RENEW}"))


def test_green_without_evidence_is_refused_by_name_and_no_row_changes(city: dict[str, Any]) -> None:
    desk, clerk_too = staff(city, "g01"), staff(city, "c03", 3)
    at_ = checked(desk)
    for fields in ({"business": RENEW, "evidence": "friend"}, {"checked": at_.rpartition("/")[2], "evidence": "friend"}):
        with as_it_was():
            answer = desk.form("/guide/number", fields)
        assert answer.status_code == 422
        assert "不在本所认可的依据里" in text(answer)
    with as_it_was():
        assert clerk_too.form("/guide/number", {"business": RENEW, "evidence": ""}).status_code == 403, "an ordinary number is the guide's to give"


def test_a_mark_that_is_refused_keeps_what_was_marked(city: dict[str, Any]) -> None:
    desk = staff(city, "g01")
    at_ = checked(desk)
    with as_it_was():
        answer = desk.form(at_, {"paper-medical": "seen", "paper-gold": "seen"})
    assert answer.status_code == 404
    assert "seen" in chosen(text(answer))
    with as_it_was():
        assert "还没有标任何一样材料" in text(desk.form(at_, {}))


def test_a_photo_that_is_none_is_refused_on_the_page_and_may_be_taken_away(city: dict[str, Any]) -> None:
    desk = staff(city, "g01")
    at_ = checked(desk)
    with as_it_was():
        for content, status in ((b"hello", 415), (b"", 422)):
            answer = photographed(desk, f"{at_}/photo", content=content)
            assert answer.status_code == status
            assert "材料预检" not in text(answer)
            assert 'class="summary"' in text(answer)
        assert photographed(desk, f"{at_}/photo", "gold").status_code == 404


def test_a_photo_is_taken_away_and_its_bytes_are_let_go(city: dict[str, Any], looked: None) -> None:
    desk = staff(city, "g01")
    at_ = checked(desk)
    photographed(desk, f"{at_}/photo")
    shown = re.search(r'src="(/guide/check/[^"]+/photo/([^/]+)/1)"', text(desk.get(at_)))
    assert shown
    assert desk.get(shown[1]).headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert desk.form(f"{at_}/photo/{shown[2]}/remove", {}).status_code == 303
    assert desk.get(shown[1]).status_code == 404
    assert count("uploads_file", "let_go_at IS NOT NULL") == 1


def test_the_slip_is_kept_as_it_was_given_and_read_on_any_phone(city: dict[str, Any]) -> None:
    desk, citizen = staff(city, "g01"), phone()
    at_ = checked(desk, identity="yes", violations="yes")
    given = desk.form(f"{at_}/slip", {})
    assert given.status_code == 303
    page = text(desk.get(given.headers["Location"]))
    link = re.search(r"/c/([\w-]+)", page)
    assert link
    told = text(citizen.get(link[0]))
    for words in ("身体条件证明", "公安部令第162号 第63条", "先处理", "再来一趟"):
        assert words in told
    assert citizen.get("/c/nothing").status_code == 404
    assert [r["account_id"] is not None for r in rows("SELECT account_id FROM guidance_slip")] == [True]
    desk.form(at_, {"paper-medical": "seen"})
    assert "身体条件证明" in text(citizen.get(link[0])), "as it was given then"


def test_a_citizens_own_photos_are_on_the_desk_with_the_number(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yitang.portals.frame.files.look_at", lambda *_: decoded(into="precheck_paper", hints=("dark",)))
    citizen, other, window, li = phone(), phone(), staff(city, "c03", 3), clerk(city, 3)
    own = citizen.form(f"/b/{RENEW}/check", {"identity": "yes"}).headers["Location"]
    assert "先拍好材料照片" in text(citizen.get(own))
    assert photographed(citizen, f"{own}/papers").status_code == 303
    page = text(citizen.get(f"{own}/papers"))
    assert "可能太暗" in page
    assert "capture" not in page, "on the own phone a photo or PDF that is there already may be chosen too"
    with as_it_was():
        assert photographed(other, f"{own}/papers").status_code == 404
        assert photographed(citizen, f"{own}/papers", "gold").status_code == 404
    citizen.form(f"/b/{RENEW}/ticket", {"hall": str(city["hall"]), "precheck": own.rpartition("/")[2], "language": "zh"})
    open_window(li, at(li))
    window.form("/window/act/call", {})
    assert "群众自查" in text(window.get("/window/"))
    assert "可能太暗" in text(window.get("/window/"))
    assert staff(city, "g01").get(f"/guide/check/{own.rpartition('/')[2]}").status_code == 200


def test_everybody_reads_who_is_called_first_and_nobody_is_named(city: dict[str, Any]) -> None:
    desk = staff(city, "g01")
    desk.form("/guide/number", {"business": RENEW, "evidence": "disabled"})
    desk.form("/guide/number", {"business": RENEW, "evidence": ""})
    page = text(phone().get("/order"))
    for words in ('按 <b class="num">10</b> 分钟算', '等满 <b class="num">60</b> 分钟', "残疾人证", "2 个号，优先 1 个，占 50%"):
        assert words in page
    assert "F001" not in page
    ticket = row("SELECT id FROM queue_ticket")
    assert ticket
