"""What the registers say, in few words beside the person: what a clerk looks at before accepting."""

from dataclasses import dataclass

from yitang.kernel import clock, plate_number
from yitang.processes.cases.public import Matter
from yitang.registers.drivers.public import LicenceRow
from yitang.registers.vehicles.public import VehicleRow

STATUSES = {
    "suspended": "暂扣", "seized": "扣押", "revoked": "吊销", "withdrawn": "撤销", "cancelled": "注销", "sealed": "查封", "stolen": "被盗抢",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a register. ``kind``: ``ok`` or ``bad`` where it decides something, else nothing."""

    word: str
    said: str
    kind: str = ""


def facts_of(matter: Matter) -> list[Fact]:
    """The facts of the licence or vehicle of a matter."""
    subject = matter.subject
    if isinstance(subject, LicenceRow):
        return _of_licence(subject)
    return _of_vehicle(subject) if isinstance(subject, VehicleRow) else []


def _state(statuses: frozenset[str]) -> Fact:
    words = "、".join(STATUSES.get(status, status) for status in sorted(statuses))
    return Fact("状态", words or "正常", "bad" if statuses else "ok")


def _count(word: str, n: int, unit: str) -> Fact:
    return Fact(word, f"{n} {unit}" if n else "无", "bad" if n else "ok")


def _of_licence(licence: LicenceRow) -> list[Fact]:
    until = licence.valid_until
    over = until is not None and until < clock.today()
    points = max((cycle.points for cycle in licence.cycles), default=0)
    return [
        Fact("准驾车型", " ".join(licence.classes)),
        Fact("有效期至", f"{until}{' 已过' if over else ''}" if until else "长期", "bad" if over else ""),
        _state(licence.statuses), _count("违法未处理", licence.open_violations, "起"), Fact("记分", f"{points} 分"),
        Fact("体检联网", f"{licence.medical_on}" if licence.medical_on else "没有"),
    ]  # fmt: skip


def _of_vehicle(vehicle: VehicleRow) -> list[Fact]:
    return [
        Fact("车型", vehicle.make), Fact("车架号", f"尾号 {vehicle.vin[-6:]}"), _state(vehicle.statuses),
        Fact("抵押", f"{len(vehicle.mortgages)} 笔" if vehicle.mortgages else "无"),
        Fact("海关监管", "是" if vehicle.under_customs else "否", "bad" if vehicle.under_customs else ""),
    ]  # fmt: skip


def plate_of(matter: Matter) -> plate_number.PlateNumber | None:
    """The plate of the vehicle of a matter, to be drawn; nothing for one whose number has no form that could be drawn."""
    if not isinstance(matter.subject, VehicleRow):
        return None
    try:
        return plate_number.parse(matter.subject.plate, matter.subject.large)
    except plate_number.PlateNumberInvalid:
        return None
