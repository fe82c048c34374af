"""What each paper says, read from the rooms whose it is: nothing that the paper does not need."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.policy.public import value
from yitang.processes.archives.public import file_of
from yitang.processes.cases.public import CaseRow, case_for, document_of, notice, papers_of, review_of, withdrawal_of
from yitang.processes.papers.domain import ENDED, KINDS, OF_DOCUMENT, Fact, Item, Kind, Remedy
from yitang.processes.papers.errors import NotPrintable
from yitang.registers.catalogue.public import BusinessRow, business
from yitang.registers.drivers.public import licence_of
from yitang.registers.people.public import clear, people, person
from yitang.registers.vehicles.public import VehicleRow, vehicle

ORDER = {"driver": "公安部令第162号", "vehicle": "公安部令第164号"}


@dataclass(frozen=True, slots=True)
class Content:
    """A paper before it has a number. ``offices``: those that answer for it, the first issues it; ``statement``: of the document that it shows."""

    offices: tuple[UUID, ...]
    last4: str
    to: str
    business: BusinessRow
    facts: tuple[Fact, ...]
    until: date | None = None
    statement: str = ""
    items: tuple[Item, ...] = ()
    pages: tuple[tuple[int, str, str], ...] = ()
    remedy: Remedy | None = None
    rests_on: tuple[str, ...] = ()
    trace_id: UUID | None = None


def no(kind: Kind, why_zh: str, why_en: str) -> NotPrintable:
    """That a paper cannot be printed now, and why."""
    return NotPrintable(paper_zh=kind.zh, paper_en=kind.en, why_zh=why_zh, why_en=why_en)


def remedy() -> Remedy:
    """Reconsideration and lawsuit, with the terms that hold today."""
    body_zh, body_en = value("papers.reconsideration_body")
    return Remedy(value("papers.reconsideration_days"), body_zh, body_en, value("papers.lawsuit_months"))


def of_thing(viewer: Viewer, kind: Kind, thing_id: UUID) -> Content:
    """What the paper of a case or a notice says now.

    Raises: NotPrintable, NotYours, PostMayNot.
    """
    if kind.code in ("notice", "not_accepted"):
        return _notice(kind, notice(viewer, thing_id))
    case = case_for(viewer, thing_id)
    maker = {"acceptance": _acceptance, "refusal": _refusal, "cover": _cover}.get(kind.code, _document)
    return maker(kind, case)


def _of_case(case: CaseRow, facts: tuple[Fact, ...], **more: Any) -> Content:
    """A paper about a case: the applicant by name, his number by its ending."""
    who, what = person(case.applicant_id), business(case.business)
    head = (Fact("业务", "Business", what.zh, what.en), Fact("业务号", "Case no.", case.number))
    ending = more.pop("last4", who.last4)
    return Content(
        (case.accepting_office, case.managing_office), ending, clear(who.id, "name"), what, (*head, *facts), trace_id=case.trace_id, **more
    )  # fmt: skip


def _when(case: CaseRow) -> str:
    return f"{clock.local(case.accepted_at):%Y-%m-%d %H:%M}"


def _acceptance(kind: Kind, case: CaseRow) -> Content:
    if case.state not in ("accepted", "reviewed"):
        raise no(kind, "业务已经办结或撤回", "the case has ended")
    names = {m.id: (m.zh, m.en) for m in business(case.business).materials}
    taken = [names.get(material, (material, material)) for material, _ in papers_of(case)]
    due = case.due_on.isoformat() if case.due_on else ""
    facts = (
        Fact("申请人证件尾号", "ID ends in", person(case.applicant_id).last4), Fact("受理时间", "Accepted", _when(case)),
        Fact("收取材料", "Papers taken", "、".join(zh for zh, _ in taken), ", ".join(en for _, en in taken)),
        Fact("承诺办结", "Promised by", due or "当场", "" if due else "at once"),
    )  # fmt: skip
    return _of_case(case, facts, until=case.due_on)


def _notice(kind: Kind, found: dict[str, Any]) -> Content:
    missing, grounds = found["findings"]["missing"], found["findings"]["grounds"]
    if bool(grounds) is not (kind.code == "not_accepted"):
        if grounds:
            raise no(kind, "这份告知里有不予办理的情形，要出不予受理决定书", "grounds stand against it")
        raise no(kind, "没有不予受理的情形", "no ground stands against it")
    items = tuple(Item(one["zh"], one["en"], one["article"], one["cure_zh"], one["cure_en"]) for one in (*grounds, *missing))
    who, what = people([found["applicant_id"]])[found["applicant_id"]], business(found["business"])
    facts = (
        Fact("业务", "Business", what.zh, what.en), Fact("申请人证件尾号", "ID ends in", who.last4),
        Fact("告知时间", "Said", f"{clock.local(found['at']):%Y-%m-%d %H:%M}"),
    )  # fmt: skip
    law = (f"{ORDER['driver' if what.category == 'driver' else 'vehicle']}第三条",)
    rests = ("行政许可法第三十二条", *law) if grounds else law
    return Content(
        (found["office_id"],), who.last4, clear(who.id, "name"), what, facts, items=items, remedy=remedy() if grounds else None, rests_on=rests
    )  # fmt: skip


def _refusal(kind: Kind, case: CaseRow) -> Content:
    said = review_of(case)
    if case.state != "refused" or said is None:
        raise no(kind, "业务没有被审核为不予办理", "the review did not refuse it")
    facts = (Fact("申请人证件尾号", "ID ends in", person(case.applicant_id).last4), Fact("受理时间", "Accepted", _when(case)),
             Fact("决定日期", "Decided", f"{clock.local(said.at):%Y-%m-%d}"))  # fmt: skip
    return _of_case(case, facts, items=(Item(said.ground, "", ""),), remedy=remedy(), rests_on=("行政许可法第三十八条", business(case.business).basis))


def _cover(kind: Kind, case: CaseRow) -> Content:
    file = file_of(case.id)
    if case.state not in ENDED or file is None:
        raise no(kind, "业务还在办", "the case is under way")
    ended = withdrawal_of(case)
    outcome = case.state_zh if ended is None else f"{case.state_zh}（{ended.zh}）"
    facts = (
        Fact("档案号", "File no.", file.number), Fact("证件尾号", "ID ends in", person(case.applicant_id).last4), Fact("受理时间", "Accepted", _when(case)),
        Fact("结果", "Outcome", outcome, case.state_en), Fact("归档", "Closed", f"{clock.local(file.closed_at):%Y-%m-%d}" if file.closed_at else "未归档"),
        Fact("页数", "Pages", str(len(file.pages))),
    )  # fmt: skip
    return _of_case(case, facts, pages=tuple((page.n, page.title, page.digest[:16]) for page in file.pages))


def _document(kind: Kind, case: CaseRow) -> Content:
    document = document_of(case)
    if document is None:
        raise no(kind, "还没有出证", "nothing has been issued yet")
    if OF_DOCUMENT.get(document.kind) != kind.code:
        right = KINDS[OF_DOCUMENT[document.kind]]
        raise no(kind, f"这件业务发的是{right.zh}", f"what was issued is: {right.en}")
    serial = Fact("证件编号", "Serial no.", document.serial)
    issued = Fact("发证日期", "Issued", f"{clock.local(document.issued_at):%Y-%m-%d}")
    if kind.code == "driving_licence":
        return _driving_licence(case, serial, issued, document.statement)
    found = vehicle(case.subject_id)
    return _of_case(case, (*_vehicle(kind, case, found), serial, issued), last4=found.vin[-4:], statement=document.statement)


def _driving_licence(case: CaseRow, serial: Fact, issued: Fact, statement: str) -> Content:
    """The face of a licence: its holder's name and number stand on it in full, since that is what it is for."""
    licence = licence_of(case.applicant_id)
    until = licence.valid_until.isoformat() if licence.valid_until else "长期"
    facts = (
        Fact("证号", "Licence no.", clear(case.applicant_id, "number")), Fact("准驾车型", "Class", " ".join(licence.classes)),
        Fact("有效期限", "Valid", f"{licence.valid_from.isoformat()} 至 {until}"), serial, issued,
    )  # fmt: skip
    return _of_case(case, facts, statement=statement, until=licence.valid_until)


def _vehicle(kind: Kind, case: CaseRow, found: VehicleRow) -> tuple[Fact, ...]:
    plate = Fact("号牌号码", "Plate no.", found.plate)
    if kind.code == "filing":
        return (plate, Fact("以后的通知", "Notices from now on", "发到新的联系电话", "go to the new phone"))
    number = Fact("车辆识别代号", "VIN", found.vin)
    if kind.code == "vehicle_licence":
        return (plate, Fact("品牌型号", "Model", found.make), number)
    entry = case.grant
    if "since" in entry:
        return (plate, number, Fact("签注", "Entry", "解除抵押登记", "Release of a mortgage"), Fact("解除的抵押", "Ended", entry["since"]))
    return (plate, number, Fact("签注", "Entry", "抵押登记", "Mortgage"), Fact("顺位", "Rank", entry.get("rank", "")))
