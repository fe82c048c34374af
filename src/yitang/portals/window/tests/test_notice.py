"""The notice of everything missing, as a citizen takes it home: each thing with its article in words, and the order that asks for the notice."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from yitang.kernel import clock
from yitang.portals.window.tests.test_bar import serving
from yitang.registers.catalogue.public import business


def test_a_notice_names_articles_as_a_citizen_reads_them(city: dict[str, Any]) -> None:
    desk = serving(city)
    answer = desk.form("/window/check", {"number": city["cast"]["suspended"].number, "identity": "yes", "do": "notice"})
    page = desk.get(answer["Location"]).content.decode()
    assert "身体条件证明" in page
    assert page.count("（公安部令第162号 第") == page.count("<li>") == 2
    assert "R162" not in page
    assert "（）" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "order"), [("DRV-RENEW", "162"), ("VEH-MORTGAGE", "164"), ("VEH-PLATE-DUP", "164")])
def test_the_notice_is_asked_for_by_the_order_of_its_business(code: str, order: str) -> None:
    said = {"findings": {"missing": [{"zh": "甲", "cure_zh": "乙", "article": ""}], "grounds": []}, "at": clock.now()}
    page = render_to_string("window/notice.html", {"notice": said, "b": business(code)})
    assert f"依据：公安部令第{order}号第三条" in page
    assert "（）" not in page
