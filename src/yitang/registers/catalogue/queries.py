"""Reading the catalogue: loaded once from the data that come with the program."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from yitang.registers.catalogue.domain import (
    BusinessRow,
    FeeRow,
    Hit,
    InPerson,
    MaterialRow,
    Step,
    articles,
    plain,
    score,
    source_of,
)
from yitang.registers.catalogue.errors import NoSuchBusiness, NotYetHere

DATA = Path(__file__).parent / "data"
ENOUGH = 0.3
CATEGORIES = {
    "driver": ("驾驶证", "Driving licence"),
    "vehicle": ("机动车", "Vehicle"),
    "plate": ("号牌", "Plates"),
    "inspection": ("检验", "Inspection"),
    "exam": ("考试", "Exams"),
    "violation": ("违法", "Violations"),
}
NOT_A_SUM = ("plate_by_kind", "prov")


@lru_cache(maxsize=2)
def order_articles(order: str) -> dict[int, str]:
    """The text of order 162 or 164 by article."""
    return articles((DATA / "orders" / f"{order}.md").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _all() -> dict[str, BusinessRow]:
    data = yaml.load((DATA / "catalogue.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # noqa: S506 - the safe loader, ten times as fast
    fees = {code: FeeRow(code=code, **fee) for code, fee in data["fees"].items()}
    alone = {code: InPerson(**said, **{f"unless_{word}": text for word, text in data["unless"].items()}) for code, said in data["in_person"].items()}
    return {b["code"]: _business(b, data["materials"], fees, alone.get(b["code"])) for b in data["businesses"]}


def _business(b: dict[str, Any], materials: dict[str, Any], fees: dict[str, FeeRow], in_person: InPerson | None) -> BusinessRow:
    return BusinessRow(
        code=b["code"], zh=b["zh"], en=b["en"], category=b["category"], basis=b["basis"],
        materials=tuple(_material(m, materials[m["id"]], b["basis"]) for m in b["materials"]),
        steps=_steps(b), fees=tuple(fees[f] for f in b["fees"] if f not in NOT_A_SUM),
        plate_fees=tuple(fee for code, fee in fees.items() if code.startswith("plate_")) if "plate_by_kind" in b["fees"] else (),
        provincial_fee="prov" in b["fees"],
        limit_days=b["limit_days"], issued=tuple(b["issued"]), agent=b["agent"], online=b["online"],
        vehicle_shown=b["vehicle_shown"], where_zh=b["where_zh"], where_en=b["where_en"],
        conditions=tuple(Step(c["zh"], c["en"]) for c in b["conditions"]), everyday=tuple(b["everyday"]),
        unverified=tuple(b["unverified"]), offered=b["offered"], note=b.get("note", ""), in_person=in_person,
    )  # fmt: skip


def _material(in_business: dict[str, Any], m: dict[str, Any], basis: str) -> MaterialRow:
    orders = {order: order_articles(order) for order in ("162", "164")}
    return MaterialRow(
        id=in_business["id"], zh=m["zh"], en=m["en"], required=in_business["required"],
        when_zh=in_business.get("when_zh", ""), when_en=in_business.get("when_en", ""),
        e_replaceable=m["e_replaceable"], deferrable=m["deferrable"], verified=m["verified"],
        article=source_of(m["words"], basis, orders), where_zh=m["where_zh"], where_en=m["where_en"], minutes=m["minutes"],
    )  # fmt: skip


def _steps(b: dict[str, Any]) -> tuple[Step, ...]:
    steps = [Step("受理：交材料，窗口核对，当场告知是否齐全", "Accept: hand over the papers, checked at the window")]
    if b["vehicle_shown"] in ("yes", "conditional"):
        steps.insert(0, Step("查验：把车开到查验区", "Verification: bring the vehicle to the yard"))
    pay = "审核并缴费" if b["fees"] else "审核"
    steps.append(Step(f"{pay}", "Review and pay" if b["fees"] else "Review"))
    steps.append(Step(f"领取：{'、'.join(b['issued'])}", "Receive what is issued"))
    return tuple(steps)


def businesses() -> tuple[BusinessRow, ...]:
    """All businesses in the order of the catalogue."""
    return tuple(_all().values())


def business(code: str) -> BusinessRow:
    """One business.

    Raises: NoSuchBusiness.
    """
    found = _all().get(code)
    if found is None:
        raise NoSuchBusiness
    return found


def offered(code: str) -> BusinessRow:
    """One business that this office carries through.

    Raises: NoSuchBusiness, NotYetHere.
    """
    found = business(code)
    if not found.offered:
        raise NotYetHere(zh=found.zh, en=found.en)
    return found


@lru_cache(maxsize=256)
def _spoken(code: str) -> tuple[str, ...]:
    """The names of a business in pinyin, whole and by initials."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a third of a second, and who does not search needs none

    names = (business(code).zh, *business(code).everyday)
    return tuple("".join(lazy_pinyin(name, style=style)) for style in (Style.NORMAL, Style.FIRST_LETTER) for name in names)


def search(text: str, limit: int = 8) -> list[Hit]:
    """Businesses that answer to everyday words, Chinese, pinyin or initials; best first."""
    asked = plain(text)[:40]
    if not asked:
        return []
    found = [Hit(b, why, points) for b in businesses() for points, why in [score(asked, b, _spoken(b.code))] if points >= ENOUGH]
    return sorted(found, key=lambda hit: (-hit.score, not hit.business.offered, hit.business.code))[:limit]
