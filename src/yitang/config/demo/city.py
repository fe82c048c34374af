"""The demo city: offices, staff and people, all synthetic, the same each time.

ID numbers use area code 990000, which no place has; phones begin with 100, which no mobile network has. Pages say 演示.
"""

import json
import os
import random
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from yitang.config.demo.vehicles import load_vehicles, two_numbers
from yitang.kernel import citizen_id, clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row, set_clock
from yitang.platform.identity.public import SIDES, create_account
from yitang.platform.policy.public import forget, load_defaults
from yitang.registers.drivers.public import register_licence
from yitang.registers.offices.public import halls, next_opening, opening
from yitang.registers.people.public import add_document, register_person

AREA = "990000"
SEED = 20261124
ELSEWHERE = "演示外市车辆管理所"
SINCE = date(2022, 5, 1)
YEAR = 2026
SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张"
GIVEN = "安宁和平文华明远静雅德诚思齐立言若水清扬知行"
WINDOWS = {"city": 20, "county": 6, "replay": 24}
# Without the days that the State Council moves each autumn; of 2027 by the regulation on public holidays as it is since 2025, before its announcement.
HOLIDAYS = [
    (date(2026, 1, 1), "元旦", "New Year"), (date(2026, 2, 17), "春节", "Spring Festival"), (date(2026, 4, 5), "清明节", "Qingming"),
    (date(2026, 5, 1), "劳动节", "Labour Day"), (date(2026, 6, 19), "端午节", "Dragon Boat"), (date(2026, 9, 25), "中秋节", "Mid-Autumn"),
    (date(2026, 10, 1), "国庆节", "National Day"), (date(2026, 10, 2), "国庆节", "National Day"), (date(2026, 10, 3), "国庆节", "National Day"),
    (date(2027, 1, 1), "元旦", "New Year"), *((date(2027, 2, n), "春节", "Spring Festival") for n in (5, 6, 7, 8)), (date(2027, 4, 5), "清明节", "Qingming"),
    (date(2027, 5, 1), "劳动节", "Labour Day"), (date(2027, 5, 2), "劳动节", "Labour Day"), (date(2027, 6, 9), "端午节", "Dragon Boat"),
    (date(2027, 9, 15), "中秋节", "Mid-Autumn"), *((date(2027, 10, n), "国庆节", "National Day") for n in (1, 2, 3)),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staff:
    """One of the demo's staff: sign-in name, post, whether police, at which office."""

    login: str
    post: str
    service: str
    office: str


STAFF = (
    *(Staff(f"c{n:02d}", "clerk", "police" if n % 3 == 0 else "auxiliary", "city") for n in range(1, 21)),
    *(Staff(f"x{n:02d}", "clerk", "auxiliary", "county") for n in range(1, 4)),
    *(Staff(f"r{n:02d}", "reviewer", "police", "city") for n in range(1, 3)),
    *(Staff(f"w{n:02d}", "clerk", "auxiliary", "replay") for n in range(1, 25)),
    Staff("g01", "guide", "auxiliary", "city"),
    Staff("chief", "chief", "police", "city"),
    Staff("chiefx", "chief", "police", "county"),
    Staff("admin", "admin", "police", "city"),
    # Lets in the devices of the replayed days, so that nobody else's one-time code is used up by them.
    Staff("replay", "chief", "police", "replay"),
    # With the system administrator above: three people, none of whom has another post.
    Staff("security", "security", "police", "city"),
    Staff("audit", "audit", "police", "city"),
)  # fmt: skip


def accounts_file() -> Path:
    """Where the demo's sign-ins lie, mode 0600."""
    return Path(settings.VAR) / "demo" / "accounts.json"


def load() -> bool:
    """Build the city if it is not there. Returns: whether it was built now."""
    load_defaults()
    forget()
    if row("SELECT 1 AS there FROM offices_office LIMIT 1"):
        return False
    with act(Viewer.system(), "demo.build_city") as this:
        places = _offices()
        _staff(this, places)
        _people(this, places)
        this.on("demo", "city")
    return True


def open_the_doors() -> None:
    """When the hall is closed by the shared clock (an evening, a Sunday at 3), the demo's clock goes to nine on the next working day."""
    hall = halls()[0].id
    now = clock.local(clock.now())
    if opening(hall, now.date()).open_at(now.time()):
        return
    following = next_opening(hall, now.date())
    on = now.date() if opening(hall, now.date()).works and now.time() < time(8, 30) else following[0] if following else now.date()
    set_clock(datetime.combine(on, time(9, 0), clock.LOCAL).astimezone(UTC), 1.0)


def _offices() -> dict[str, dict[str, UUID]]:
    """City and county office with a hall each, and the hall of the replayed days, which is open from early to late every day."""
    places: dict[str, dict[str, UUID]] = {}
    parent = None
    for kind, zh, en in (("city", "演示市车辆管理所", "Demo City Office"), ("county", "演示县车辆管理所", "Demo County Office")):
        office = new_id()
        execute(
            "INSERT INTO offices_office (id, code, kind, parent_id, name_zh, name_en, address, phone) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [office, f"DEMO-{kind}", kind, parent, zh, en, "演示路 1 号（虚构）", "000-1000000"],
        )
        places[kind] = {"office": office, "hall": _hall(office, 1, "1号厅", "Hall 1", WINDOWS[kind], (time(8, 30), time(17, 0)), range(1, 6))}
        parent = parent or office
    office = places["city"]["office"]
    hall = _hall(office, 9, "9号厅（回放）", "Hall 9 (replay)", WINDOWS["replay"], (time(6, 30), time(23, 59, 59)), range(1, 8))
    places["replay"] = {"office": office, "hall": hall}
    for on, zh, en in HOLIDAYS:
        execute(
            'INSERT INTO offices_special_day (hall_id, "on", works, name_zh, name_en, verified) VALUES (NULL, %s, false, %s, %s, false)',
            [on, zh, en],
        )
    return places


def _hall(office: UUID, number_: int, zh: str, en: str, windows: int, hours: tuple[time, time], weekdays: range) -> UUID:
    """One hall with its windows, hours and display."""
    hall = new_id()
    execute(
        "INSERT INTO offices_hall (id, office_id, number, name_zh, name_en, floor) VALUES (%s, %s, %s, %s, %s, %s)",
        [hall, office, number_, zh, en, "1楼"],
    )
    for n in range(1, windows + 1):
        execute("INSERT INTO offices_window (id, hall_id, number) VALUES (%s, %s, %s)", [new_id(), hall, n])
    for weekday in weekdays:
        execute(
            "INSERT INTO offices_opening (hall_id, weekday, opens, closes, effective_from) VALUES (%s, %s, %s, %s, %s)",
            [hall, weekday, *hours, SINCE],
        )
    execute("INSERT INTO offices_display (id, hall_id, diagonal_inch, farthest_seat_m) VALUES (%s, %s, 65, 8)", [new_id(), hall])
    return hall


def _staff(this: Act, places: dict[str, dict[str, UUID]]) -> None:
    chance = random.Random(SEED)  # noqa: S311 - names of a synthetic city
    kept: dict[str, dict[str, str]] = {}
    for n, one in enumerate(STAFF):
        name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
        person = register_person(this, "natural", name, number(chance, date(1985, 1, 1) + timedelta(days=n * 97), n), "", SINCE)
        password = secrets.token_urlsafe(9)
        place = places[one.office]
        hall = None if one.post in SIDES else place["hall"]
        create_account(one.login, name, person, password, one.post, one.service, place["office"], hall, SINCE)
        kept[one.login] = {"password": password, "post": one.post, "name": name, "office": one.office}
    file = accounts_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(kept, out, ensure_ascii=False, indent=1)


def number(chance: random.Random, born: date, n: int) -> str:
    """A number with a valid check digit in an area that does not exist."""
    body = f"{AREA}{born:%Y%m%d}{(n * 7 + chance.randrange(7)) % 1000:03d}"
    return body + citizen_id.check_digit(body)


def phone(n: int) -> str:
    """A phone number in a range that no network has."""
    return f"100{n:08d}"


@dataclass(frozen=True, slots=True)
class Cast:
    """A named person of the demo: who he is for, ID number, phone."""

    key: str
    zh: str
    name: str
    number: str
    phone: str


def _born(key_number: int, years: int) -> date:
    # A year of the demo's own: by the clock's, the cast would have other numbers after New Year than the register.
    return date(YEAR - years, 1 + key_number % 12, 1 + key_number % 27)


def cast() -> dict[str, Cast]:
    """The people that the trips are about, by key; the same in each demo."""
    found = {}
    for n, (key, zh, name, years) in enumerate(CAST):
        body = f"{AREA}{_born(n, years):%Y%m%d}{900 + n:03d}"
        number = two_numbers()[1] if key == "two_numbers" else body + citizen_id.check_digit(body)
        found[key] = Cast(key, zh, name, number, phone(90000 + n))
    return found


CAST = (
    ("renew", "驾照快到期", "林演一", 40),
    ("renew_kiosk", "在自助机取号", "何演二", 35),
    ("suspended", "驾照被暂扣", "高演三", 45),
    ("soldier", "现役军人", "罗演四", 24),
    ("early", "离到期还有一年", "梁演五", 50),
    ("expired", "过期超过一年", "宋演六", 48),
    ("violations", "有违法没处理", "唐演七", 33),
    ("leaver", "不交费就走", "许演八", 29),
    ("stranger", "被别人输入身份证号的人", "韩演九", 41),
    ("two_numbers", "有两个身份证号的人", "冯演十", 68),
    ("lost", "驾照丢了", "谢演十一", 36),
    ("seized", "驾照被扣押", "邓演十二", 39),
    ("issued_elsewhere", "驾照在外地核发", "曹演十三", 44),
)
# How the others of the city share the states of the first ten of the cast.
SHARES = (60, 10, 2, 2, 10, 2, 5, 5, 3, 1)


def _people(this: Act, places: dict[str, dict[str, UUID]]) -> None:
    """The cast, and others with licences in all states that renewal knows."""
    today = clock.today()
    known: dict[str, UUID] = {}
    for n, one in enumerate(cast().values()):
        person = register_person(this, "natural", one.name, one.number, one.phone, SINCE)
        known[one.key] = person
        register_licence(this, person, f"99{n:010d}", facts(one.key, today, n), today - timedelta(days=2000))
    add_document(this, known["two_numbers"], two_numbers()[0], date(1985, 1, 1), date(1999, 10, 1))
    others = []
    chance = random.Random(SEED + 1)  # noqa: S311 - a synthetic city
    keys = [key for key, *_ in CAST[: len(SHARES)]]
    for n in range(240):
        name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
        born = date(1960, 1, 1) + timedelta(days=chance.randrange(16000))
        person = register_person(this, "natural", name, number(chance, born, n), phone(n), SINCE)
        others.append(person)
        key = chance.choices(keys, weights=SHARES)[0]
        register_licence(this, person, f"98{n:010d}", facts(key, today, n), today - timedelta(days=2000))
    load_vehicles(this, known, others, "DEMO-city", today, SINCE)


def facts(key: str, today: date, n: int) -> dict[str, dict[str, Any]]:
    """The facts of a licence in one of the states of the cast; terms run from the day the city is built."""
    until = {"early": today + timedelta(days=400), "expired": today - timedelta(days=500)}.get(key, today + timedelta(days=40))
    start = until.replace(year=until.year - 6, day=min(until.day, 28))
    cycles = [{"start": start.replace(year=start.year + y).isoformat(), "points": (n + y) % 7, "studied": False} for y in range(6)]
    return {
        "classes": {"classes": ["C1"]},
        "term": {"from": start.isoformat(), "until": until.isoformat(), "years": 6, "office": ELSEWHERE if key == "issued_elsewhere" else "演示市车辆管理所"},
        "status": {"statuses": [key] if key in ("suspended", "seized") else []},
        "cycles": {"cycles": cycles},
        "open": {"violations": 2 if key == "violations" else 0, "accidents": 0},
        "document": {"serial": f"D{start:%Y%m%d}{n:06d}{key[:2]}"},
    }
