"""Each of the 59 through search, page, papers and refusal; no paper that no order names."""

import pytest

from yitang.registers.catalogue.domain import articles, cited, number
from yitang.registers.catalogue.public import BusinessRow, NoSuchBusiness, NotYetHere, business, businesses, offered, order_articles, search

ALL = pytest.mark.parametrize("b", businesses(), ids=lambda b: b.code)


def test_there_are_59_businesses() -> None:
    assert len(businesses()) == len({b.code for b in businesses()}) == 59


def test_both_orders_are_read_by_article() -> None:
    assert (len(order_articles("164")), len(order_articles("162"))) == (93, 111)
    assert "抵押合同" in order_articles("164")[32]
    assert "有效期满前九十日内" in order_articles("162")[63]


@pytest.mark.parametrize(("numeral", "value"), [("九", 9), ("十", 10), ("十五", 15), ("六十三", 63), ("一百零五", 105), ("一百一十", 110)])
def test_numerals_of_articles(numeral: str, value: int) -> None:
    assert number(numeral) == value


def test_a_legal_basis_is_read_as_articles() -> None:
    assert cited("R164 Art.31-32,35; R162 Art.6") == [("164", 31), ("164", 32), ("164", 35), ("162", 6)]


def test_a_heading_ends_an_article() -> None:
    assert articles("第一条 甲\n\n## 第二章\n\n第二条 乙") == {1: "第一条 甲", 2: "第二条 乙"}


@ALL
def test_each_business_is_found_by_its_name_and_by_each_everyday_word(b: BusinessRow) -> None:
    assert search(b.zh)[0].business.code == b.code
    for word in b.everyday:
        assert b.code in [hit.business.code for hit in search(word, 4)], word


@ALL
def test_each_business_has_all_that_its_page_shows_in_both_languages(b: BusinessRow) -> None:
    for text in (b.zh, b.en, b.basis, b.where_zh, b.where_en, *(s.zh for s in b.steps), *(s.en for s in b.steps)):
        assert text.strip()
    assert b.materials
    for m in b.materials:
        assert m.zh
        assert m.en
        assert m.required or (m.when_zh and m.when_en)


@ALL
def test_no_paper_is_asked_for_that_no_cited_article_names(b: BusinessRow) -> None:
    outside = "materials" in b.unverified or not cited(b.basis)
    for m in b.materials:
        assert m.article or outside, (b.code, m.id, b.basis)


@ALL
def test_a_business_that_is_not_offered_is_refused_before_a_ticket(b: BusinessRow) -> None:
    if b.offered:
        assert offered(b.code) == b
        return
    with pytest.raises(NotYetHere) as refusal:
        offered(b.code)
    assert b.zh in refusal.value.zh_text
    assert b.en in refusal.value.en_text


def test_a_code_that_names_nothing_is_refused() -> None:
    with pytest.raises(NoSuchBusiness):
        business("DRV-FLY")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("驾照到期", "DRV-RENEW"), ("驾照到期了怎么办", "DRV-RENEW"), ("jiazhaodaoqi", "DRV-RENEW"), ("jzdq", "DRV-RENEW"),
        ("换驾照", "DRV-RENEW"), ("按揭", "VEH-MORTGAGE"), ("还清车贷", "VEH-MORTGAGE-REL"), ("过户", "VEH-TRANSFER"),
        ("车丢了", "VEH-LOST"), ("丢了行驶证", "VEH-LIC-DUP"), ("审车", "INS-MARK"), ("renewal", "DRV-RENEW"),
    ],
)  # fmt: skip
def test_everyday_words_pinyin_and_initials_find_what_people_mean(asked: str, code: str) -> None:
    assert search(asked)[0].business.code == code


def test_nothing_is_found_for_nothing_and_for_nonsense() -> None:
    assert search("  ") == []
    assert search("量子纠缠") == []


def test_fees_are_sums_in_fen() -> None:
    assert business("DRV-RENEW").fee_fen == 1000
    assert business("VEH-MORTGAGE").fee_fen == 0


def test_what_no_agent_can_apply_for_is_what_article_86_says() -> None:
    alone = {b.code: b.in_person for b in businesses() if b.in_person}
    assert set(alone) == {"VEH-LOST", "VEH-CHG-COOWN", "VEH-CERT-DUP"}
    text = order_articles("164")[86]
    for said in alone.values():
        assert said.article == "R164 Art.86"
        assert said.words in text
        assert said.unless_words in text
        assert all((said.zh, said.en, said.unless_zh, said.unless_en))
    assert {business(code).agent for code in alone} == {"no", "exchange_only"}
    assert not business("VEH-LOST").offered
    vehicles = {b.code for b in businesses() if b.basis.startswith("R164") and b.category == "vehicle" and b.agent != "yes"}
    assert vehicles == set(alone), "whoever is told that an agent cannot come is told why"
