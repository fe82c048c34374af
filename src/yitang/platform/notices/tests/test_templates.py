"""What a notice says: both languages, the sentence about money, and nothing that a value brings along."""

from uuid import uuid4

import pytest

from yitang.platform.notices.domain import MOST_VALUE, NEVER_EN, NEVER_ZH, fill, pause_s, plain, read_answer
from yitang.platform.notices.public import AnswerWrong, NumberRefused, Template, TemplateWrong, templates


def test_each_template_says_in_both_languages_that_nobody_asks_for_money() -> None:
    assert set(templates()) == {
        "sign_in_code",
        "number_called",
        "case_issued",
        "case_withdrawn",
        "case_suspended", "case_released", "case_rejected",
        "paper_due", "case_lapsed", "correction_decided", "contact_changed",
        "papers_missing",
        "staff_account",
        "fee_waived", "refund_to_fetch", "refunded_cash", "refunded_code",
        "data_request",
    }  # fmt: skip
    for kind in templates().values():
        text = fill(kind, dict.fromkeys(kind.values, "一二三"))
        assert NEVER_ZH in text
        assert NEVER_EN in text
        assert "{" not in text


@pytest.mark.parametrize(
    ("zh", "en", "values"),
    [
        ("您好。", f"Hello. {NEVER_EN}.", ()),
        (f"您好。{NEVER_ZH}。", "Hello.", ()),
        (f"{{name}}您好。{NEVER_ZH}。", f"Hello. {NEVER_EN}.", ()),
        (f"您好。{NEVER_ZH}。", f"Hello. {NEVER_EN}.", ("name",)),
        (f"{{code.__class__}}。{NEVER_ZH}。", f"{{code}} {NEVER_EN}.", ("code",)),
    ],
)
def test_a_template_without_the_sentence_or_with_other_placeholders_does_not_load(zh: str, en: str, values: tuple[str, ...]) -> None:
    with pytest.raises(TemplateWrong):
        Template("x", "名", "Name", zh, en, frozenset(values), 60)


def test_values_are_asked_for_by_name() -> None:
    kind = templates()["number_called"]
    for values in ({}, {"label": "A001", "window": 3}, {"label": "A001", "window": 3, "minutes": 3, "more": 1}):
        with pytest.raises(TemplateWrong):
            fill(kind, values)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("A012", "A012"),
        ("两\r\n行\t字", "两 行 字"),
        ("去 https://bad.example 付款", "去 bad.example 付款"),
        ("WWW.bad.example", "bad.example"),
        ("\u202e反\u2066向\x00\x1b[2J", "反向[2J"),
        ("{code}", "{code}"),
        ("字" * 999, "字" * (MOST_VALUE - 1) + "…"),
    ],
)
def test_a_value_is_one_visible_line_without_links(given: str, kept: str) -> None:
    assert plain(given) == kept
    text = fill(templates()["number_called"], {"label": given, "window": 3, "minutes": 3})
    assert text.count("\n") == 1, "Chinese half, English half"


def test_an_answer_is_believed_in_one_form_only() -> None:
    key = uuid4()
    good = f'{{"status": "taken", "key": "{key}", "reference": "gw-1"}}'
    assert read_answer(key, good.encode()).reference == "gw-1"
    with pytest.raises(NumberRefused):
        read_answer(key, good.replace("taken", "refused").encode())
    wrong = (
        "",
        "null",
        "{}",
        "[1]",
        good.replace("taken", "ok"),
        good.replace(str(key), str(uuid4())),
        good.replace("gw-1", "a b"),
        good.replace("gw-1", "x" * 61),
    )
    for answer in wrong:
        with pytest.raises(AnswerWrong):
            read_answer(key, answer.encode())


def test_pauses_double_up_to_a_limit() -> None:
    assert [pause_s(n, 5, 600) for n in (0, 1, 2, 3, 8, 500)] == [5, 5, 10, 20, 600, 600]
