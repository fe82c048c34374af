"""Refusals and faults as pages: a title that says so, words in both languages, the way on; legal sources as a citizen reads them."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.portals.frame.middleware import broken, refused
from yitang.portals.frame.templatetags.frame import iso_day, law


class Sealed(Refusal):
    """A refusal with a source and a cure."""

    code = "sealed"
    zh = "车被查封。"
    en = "The vehicle is sealed."
    article = "R164 Art.15(7)"
    cure_zh = "请查封的法院解除。"
    cure_en = "Ask the court to lift the seal."


@pytest.mark.parametrize(
    ("cited", "read"),
    [
        ("R162 Art.63(2)", "公安部令第162号 第63条(2)"),
        ("R164 Art.31-32,35", "公安部令第164号 第31-32条、第35条"),
        ("GB 7258", "GB 7258"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_source_is_read_as_an_order_and_its_articles(cited: str | None, read: str) -> None:
    assert law(cited) == read


def test_a_date_that_is_none_stays_as_it_is() -> None:
    assert [iso_day(one) for one in ("2026-11-23", "长期", "", None)] == ["2026年11月23日", "长期", "", ""]


@pytest.mark.django_db
def test_a_refusal_says_what_happened_what_to_do_and_by_which_article() -> None:
    answer = refused(RequestFactory().get("/b/x"), Sealed()).content.decode()
    assert "<title>错误: 车被查封。</title>" in answer
    for words in ("请查封的法院解除。", "Ask the court to lift the seal.", "公安部令第164号 第15条(7)", 'href="/"', 'class="phone light"'):
        assert words in answer


@pytest.mark.django_db
def test_a_clerk_is_led_back_to_his_console_and_not_to_the_citizens_first_page() -> None:
    request = RequestFactory().get("/window/x")
    request.viewer = Viewer(post="clerk")  # type: ignore[attr-defined]
    answer = refused(request, Sealed()).content.decode()
    assert 'href="/window/"' in answer
    assert 'class="desk light"' in answer


def test_a_fault_is_a_page_in_words_and_needs_no_database() -> None:
    answer = broken(RequestFactory().get("/t/x"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "<title>错误: 系统出了问题</title>" in page
    assert 'lang="en"' in page
    assert broken(RequestFactory().get("/api/v1/x"))["Content-Type"] == "application/json"


def test_an_error_summary_leads_to_its_field() -> None:
    box = render_to_string("frame/_summary.html", {"refusal": Sealed(), "field": "number"})
    assert 'href="#number"' in box
    assert 'role="alert"' in box


@pytest.mark.django_db
@pytest.mark.parametrize("called", ["application/json", "text/plain", "application/vnd.api+json"])
def test_text_that_cannot_be_kept_is_named_whatever_the_request_calls_itself(called: str) -> None:
    answer = Client(raise_request_exception=False).post("/api/v1/sessions/staff", '{"login": "a\\u0000", "password": "x", "code": "1"}', content_type=called)
    assert (answer.status_code, answer.json()["code"]) == (400, "character_refused")


@pytest.mark.django_db
def test_an_address_that_takes_a_form_opened_by_itself_is_a_page_with_the_way_on() -> None:
    answer = Client().get("/t/01a20d7f-48e3-765b-a766-a51ec40a8827/back")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert "<title>错误: 这一步要在页面上按按钮" in page
    assert 'href="/"' in page


def test_staff_who_cannot_sign_in_are_told_why_and_what_to_do_in_both_languages() -> None:
    wrong = render_to_string("frame/sign_in.html", {"refusal": Sealed()})
    for words in ("Ask the court to lift the seal.", "Look again at badge, password and code"):
        assert f'<span class="en" lang="en">{words}</span>' in wrong
    elsewhere = render_to_string("frame/sign_in.html", {"refusal": Sealed(), "elsewhere": True})
    assert elsewhere.count('<span class="en" lang="en">End the other session and go on here</span>') == 1
