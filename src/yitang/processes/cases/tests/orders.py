"""What the tests of every business ask of its table: words that stand in the order, policies that exist, and a balance of grants and refusals."""

from collections.abc import Iterable

from yitang.platform.policy.public import forget, load_defaults, value
from yitang.processes.cases.businesses.findings import Basis, Findings
from yitang.registers.catalogue.public import order_articles


def stands_in_its_order(basis: Basis) -> bool:
    """Whether the quoted words are those of the article, or the policy row that it names exists."""
    if basis.article.startswith("policy "):
        load_defaults()
        forget()
        return value(basis.article.removeprefix("policy ")) is not None
    order, article = basis.article.split(" Art.")
    return bool(basis.quote) and basis.quote in order_articles(order[1:])[int(article.split("(")[0])].replace("\n", "")


def said_of(found: Findings) -> tuple[list[str], list[str]]:
    """The materials that are missing and the codes of the grounds; each said in both languages, with its cure."""
    for said in found.said:
        assert all((said.zh, said.en, said.cure_zh, said.cure_en)), said
    return [m.material for m in found.missing], [g.code for g in found.grounds]


def in_balance(grants: Iterable[object], refusals: Iterable[object], least: int = 25) -> bool:
    """Whether there are enough cases, and about as many grants as refusals."""
    yes, no = len(list(grants)), len(list(refusals))
    return yes + no >= least and 0.4 <= yes / (yes + no) <= 0.6
