"""Vehicles, banks and organisations of the demo city, all synthetic.

Plate numbers begin with 青Z, an authority that no province has given out; VINs begin with 000, which is no maker; credit codes name area 990000.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import citizen_id, credit_code, vin
from yitang.platform.audit.public import Act
from yitang.registers.people.public import register_person
from yitang.registers.vehicles.public import register_vehicle

MAKES = ("演示牌 YT100 轿车", "演示牌 YT200 客车", "演示牌 YT300 货车", "演示牌 YT400 轿车")
# How many mortgages stand on a named vehicle.
MORTGAGES = {"mortgaged": 1, "paid_off": 1, "pledge_sealed": 1, "twice": 2}
BANKS = ("演示市虚构银行", "演示市想象汽车金融有限公司")


@dataclass(frozen=True, slots=True)
class Car:
    """A named vehicle of the demo: what it is for, plate, VIN, serial of its registration certificate, whose (keys of the cast)."""

    key: str
    zh: str
    plate: str
    vin: str
    certificate: str
    owners: tuple[str, ...]


CARS = (
    ("mortgage", "办抵押的车", ("renew",)),
    ("joint", "两个人共有的车", ("renew_kiosk", "early")),
    ("sealed", "被法院查封的车", ("violations",)),
    ("mortgaged", "已有抵押的车", ("leaver",)),
    ("customs", "海关监管的车", ("soldier",)),
    ("scrap", "到了报废年限的车", ("expired",)),
    ("elsewhere", "在外地登记的车", ("stranger",)),
    ("paid_off", "贷款还清要解除抵押的车", ("renew",)),
    ("twice", "有两笔抵押的共有车", ("renew_kiosk", "early")),
    ("pledge_sealed", "抵押期间被查封的车", ("violations",)),
)


def vin_of(n: int) -> str:
    """A VIN of no maker, with its check digit."""
    number = f"000YT{n:04d}0{n:07d}"
    return number[:8] + vin.check_digit(number) + number[9:]


def cars() -> dict[str, Car]:
    """The vehicles that the trips are about, by key; the same in each demo."""
    return {key: Car(key, zh, f"青Z{n:02d}D{n:02d}", vin_of(n), f"99{n:010d}", owners) for n, (key, zh, owners) in enumerate(CARS, start=1)}


def banks() -> dict[str, str]:
    """Credit codes of the lenders by name."""
    found = {}
    for n, name in enumerate(BANKS, start=1):
        body = f"91{990000}MA0YT{n:04d}"
        found[name] = body + credit_code.check_sign(body)
    return found


def facts_of(car: Car, owners: list[UUID], office: str, lender: UUID, today: date) -> dict[str, dict[str, Any]]:
    """The facts of a vehicle in the state that its key names."""
    key = car.key
    entries = [
        {"lender": str(lender), "contract": f"演示-旧-{n}", "since": (today - timedelta(days=400 - 100 * n)).isoformat(), "serial": serial}
        for n, serial in ((1, f"M-{car.certificate}"), (2, f"M-{car.certificate}-2"))
    ]
    return {
        "make": {"name": MAKES[0], "large": False},
        "owners": {"owners": [str(owner) for owner in owners]},
        "registration": {"office": "ELSEWHERE" if key == "elsewhere" else office, "on": (today - timedelta(days=900)).isoformat()},
        "certificate": {"serial": car.certificate},
        "licence": {"serial": f"X-{car.certificate}"},
        "status": {"statuses": ["sealed"] if key in ("sealed", "pledge_sealed") else []},
        "scrap": {"on": today.isoformat() if key == "scrap" else None},
        "customs": {"supervised": key == "customs"},
        "mortgages": {"mortgages": entries[: MORTGAGES.get(key, 0)]},
    }


def load_vehicles(this: Act, cast: dict[str, UUID], others: list[UUID], office: str, today: date, since: date) -> None:
    """The named vehicles, two lenders, and three hundred others of ordinary people."""
    lenders = [register_person(this, "organisation", name, code, "", since) for name, code in banks().items()]
    for car in cars().values():
        facts = facts_of(car, [cast[key] for key in car.owners], office, lenders[0], today)
        register_vehicle(this, car.vin, ("small", car.plate), facts, since)
    chance = random.Random(99)  # noqa: S311 - a synthetic city
    for n in range(300):
        car = Car("", "", f"青Z{chance.choice('ABCDEFGH')}{n:04d}"[:7], vin_of(1000 + n), f"98{n:010d}", ())
        facts = facts_of(car, [chance.choice(others)], office, lenders[0], today)
        facts["make"] = {"name": chance.choice(MAKES), "large": False}
        register_vehicle(this, car.vin, ("small", car.plate), facts, since)


def two_numbers() -> tuple[str, str]:
    """The ID numbers of the man who has two: of the first generation, and the one that he carries now with another birthday."""
    body = "99000019580315977"
    return "990000580313977", body + citizen_id.check_digit(body)
