"""A day of the real log, replayed on the shared clock through the public API by paired devices, ordinary phones and clerks.

Nothing here has a door of its own: kiosks sign, phones hold cookies, clerks have second factors. The report at the end is read
from what the office itself recorded.
"""

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from typing import Any
from uuid import UUID

import click
from django.db import connection

from yitang.config.demo import city
from yitang.config.demo.client import ApiRefused, Client
from yitang.config.demo.log import LoggedVisit, duty, visits_of
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.identity.public import approve_pairing, code_for, devices, revoke_device, sign_in, viewer_of
from yitang.platform.policy.public import set_value, value
from yitang.registers.offices.public import halls, windows

# The stock exchange desk of the log, which not every server works at, is the second business; the others are the first.
BUSINESSES = {"NE": "VEH-MORTGAGE"}
ORDINARY = "DRV-RENEW"
LEAD_S = 120
FIRST_COME = {"version": 2, "classes": {"ordinary": {"start": 0, "rate": 1}, "green": {"start": 0, "rate": 1}}, "age_cap_minutes": 600}
KIOSKS = 4
MARK = "回放"


@dataclass(slots=True)
class Waiting:
    """A ticket of the replay: its visit, who holds it."""

    visit: LoggedVisit
    holder: Client


@dataclass(slots=True)
class Replay:
    """One replayed day."""

    on: date
    port: int
    speed: float
    say: Any = click.echo
    tickets: dict[str, Waiting] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    guard: threading.Condition = field(default_factory=threading.Condition)
    arrivals_over: bool = False
    faults: list[str] = field(default_factory=list)
    start: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    hall: UUID = field(default_factory=lambda: UUID(int=0))

    def at(self, s: float) -> datetime:
        """The shared clock's instant of so many seconds after midnight of the replayed day."""
        return self.start + timedelta(seconds=s)

    def sleep_until(self, s: float) -> None:
        """Wait until the shared clock shows that time."""
        left = (self.at(s) - clock.now()).total_seconds() / self.speed
        if left > 0:
            time.sleep(left)

    def run(self, until_s: int | None = None, first_come: bool = False) -> dict[str, Any]:
        """Replay the day, or its visits up to a time, under the rule in force or first come. Returns: the report."""
        visits = [v for v in visits_of(self.on) if until_s is None or v.arrived_s <= until_s]
        if not visits:
            raise click.ClickException(f"日志里没有这一天 / the log has no such day: {self.on}")
        self.hall = next(h.id for h in halls() if h.number == 9)
        self._set_clock(visits[0].arrived_s - LEAD_S)
        if first_come:
            self._first_come()
        self._play(visits)
        set_clock(clock.now(), 1.0)
        return self.report(visits)

    def follow(self) -> int:
        """Go along with the day as it is: the clock stays as it runs, whoever came earlier in the log is not there. Returns: how many came."""
        self.hall = next(h.id for h in halls() if h.number == 9)
        self.start = datetime.combine(clock.today(), clock_time(), clock.LOCAL).astimezone(UTC)
        now_s = (clock.now() - self.start).total_seconds()
        visits = [v for v in visits_of(self.on) if v.arrived_s >= now_s]
        if visits:
            self._play(visits)
        return len(visits)

    def _first_come(self) -> None:
        """The rule of the replayed day alone: every class grows at the same rate."""
        day = clock.local(self.start).date()
        with act(Viewer.system(), "demo.first_come") as this:
            set_value("queue.rule", FIRST_COME, day, "replay under first-come order")
            set_value("queue.rule", value("queue.rule", day - timedelta(days=1)), day + timedelta(days=1), "the rule before the replay")
            this.on("policy", "queue.rule")

    def _play(self, visits: list[LoggedVisit]) -> None:
        on_duty = duty(visits)
        clerks = self._clerks(sorted(on_duty))
        stays = max(on_duty, key=lambda name: on_duty[name][-1][1])
        took = {name: sorted({business_of(v) for v in visits if v.server == name}) for name in clerks}
        self._plan({window: took[name] if name != stays else None for name, (_, window) in clerks.items()})
        kiosks, screens = self._devices(list(clerks.values()))
        threads = [
            threading.Thread(target=self._work, args=(*clerks[name], screens.get(clerks[name][1]), on_duty[name], name == stays), daemon=True)
            for name in clerks
        ]
        for thread in threads:
            thread.start()
        self._arrive(visits, kiosks)
        for thread in threads:
            thread.join()

    def _set_clock(self, s: int) -> None:
        """The day of the replay is today's date by the shared clock, or tomorrow's when that has passed: dates never go back."""
        today = clock.today()
        found = row("SELECT max(day) AS day FROM queue_visit WHERE hall_id = %s", [self.hall])
        day = max(today, found["day"] + timedelta(days=1)) if found and found["day"] else today + timedelta(days=1)
        self.start = datetime.combine(day, clock_time(), clock.LOCAL).astimezone(UTC)
        set_clock(self.at(s), self.speed)

    def _clerks(self, names: list[str]) -> dict[str, tuple[Client, UUID]]:
        """A clerk with a window for each server of the log, signed in with two factors."""
        found = {}
        for n, (name, window) in enumerate(zip(names, windows(self.hall, clock.today()), strict=False), start=1):
            client = Client(self.port)
            client.renew = partial(sign_in_clerk, client, f"w{n:02d}", window.id)
            client.renew()
            found[name] = (client, window.id)
        return found

    def _plan(self, skills: dict[UUID, list[str] | None]) -> None:
        """What each window takes on the replayed day: the businesses that its server had in the log; None = any."""
        day = clock.local(self.start).date()
        for window, businesses in skills.items():
            execute(
                "INSERT INTO offices_plan (window_id, effective_from, skills) VALUES (%s, %s, %s) "
                "ON CONFLICT (window_id, effective_from) DO UPDATE SET skills = EXCLUDED.skills",
                [window, day, businesses],
            )

    def _devices(self, clerks: list[tuple[Client, UUID]]) -> tuple[list[Client], dict[UUID, Client]]:
        """Kiosks of the hall and a second screen for each window, let in by the head of the office."""
        token = sign_in("replay", password_of("replay"), code_for("replay"), "127.0.0.1")
        chief = viewer_of(token)
        assert chief is not None
        assert chief.office_id is not None

        # The devices of an earlier replay are gone with their keys: they are shut out.
        for gone in devices(chief):
            if gone.name.startswith(MARK) and not gone.revoked:
                revoke_device(chief, gone.id)

        def pair(kind: str, name: str, window: UUID | None) -> Client:
            device = Client(self.port)
            pairing, code = device.begin_pairing(kind)
            assert chief.office_id is not None
            approve_pairing(chief, code, name, chief.office_id, self.hall, window)
            device.finish_pairing(pairing)
            return device

        kiosks = [pair("kiosk", f"{MARK}自助机 {n}", None) for n in range(1, KIOSKS + 1)]
        return kiosks, {window: pair("screen", f"{MARK}第二屏", window) for _, window in clerks}

    def _arrive(self, visits: list[LoggedVisit], kiosks: list[Client]) -> None:
        """Everybody comes when they came: those who gave up in the log hold a phone, the others go to a kiosk."""
        for n, visit in enumerate(visits):
            self.sleep_until(visit.arrived_s)
            holder = kiosks[n % len(kiosks)]
            said = {"hall": str(self.hall), "businesses": [business_of(visit)], "language": "en" if visit.english else "zh"}
            if visit.green:
                said |= {"klass": "green", "evidence": "age"}
            elif not visit.served:
                holder = Client(self.port)
            try:
                if not visit.served and not visit.green:
                    holder.call("POST", "/api/v1/sessions/phone")
                ticket = holder.call("POST", "/api/v1/tickets", said)
            except ApiRefused as refusal:
                self.faults.append(f"visit {visit.number}: {refusal}")
                continue
            with self.guard:
                self.tickets[ticket["id"]] = Waiting(visit, holder)
                self.guard.notify()
            if not visit.served:
                threading.Timer(visit.wait_s / self.speed, self._give_up, args=(ticket["id"],)).start()
        with self.guard:
            self.arrivals_over = True
            self.guard.notify_all()

    def _give_up(self, ticket: str) -> None:
        with self.guard:
            waiting = self.tickets.get(ticket)
            if waiting is None or ticket in self.called or waiting.visit.green:
                return
        try:
            waiting.holder.call("POST", f"/api/v1/tickets/{ticket}/leaving")
        except ApiRefused as refusal:
            if refusal.code != "ticket_moved_on":
                self.faults.append(f"leaving: {refusal}")

    def _work(self, client: Client, window: UUID, screen: Client | None, spells: list[tuple[int, int]], stays: bool) -> None:
        """A clerk's day: in each spell call, serve as long as in the log, finish; between them the window is paused.

        The one who is there longest ``stays`` until nobody waits any more.
        """
        base = f"/api/v1/windows/{window}"
        try:
            for n, (begin, end) in enumerate(spells):
                self.sleep_until(begin)
                client.call("POST", f"{base}/opening")
                self._spell(client, base, screen, end, last=stays and n == len(spells) - 1)
                client.call("POST", f"{base}/pause")
        except ApiRefused as refusal:
            self.faults.append(f"window {window}: {refusal}")
        finally:
            connection.close()

    def _spell(self, client: Client, base: str, screen: Client | None, end: int, last: bool) -> None:
        """Serve until the spell is over; the last spell of a day goes on while people wait."""
        while last or clock.now() < self.at(end):
            ticket = self._call(client, base)
            if ticket is not None:
                self._serve(client, base, screen, ticket)
            elif self._over(end):
                return

    def _over(self, end: int) -> bool:
        """Wait for somebody to come. Returns: whether this spell is over."""
        with self.guard:
            left = (self.at(end) - clock.now()).total_seconds() / self.speed
            if left <= 0 or self.arrivals_over:
                return True
            self.guard.wait(min(2.0, max(0.02, left)))
            return False

    def _call(self, client: Client, base: str) -> str | None:
        try:
            ticket: str = client.call("POST", f"{base}/call")["id"]
        except ApiRefused as refusal:
            if refusal.code == "window_busy":  # left behind by a replay that was cut off
                client.call("POST", f"{base}/finish")
            elif refusal.code not in ("nobody_waits", "ticket_moved_on"):
                raise
            return None
        with self.guard:
            self.called.add(ticket)
        return ticket

    def _serve(self, client: Client, base: str, screen: Client | None, ticket: str) -> None:
        with self.guard:
            waiting = self.tickets.get(ticket)
        try:
            client.call("POST", f"{base}/start")
            if waiting is not None:
                time.sleep(max(waiting.visit.service_s, 1) / self.speed)
            client.call("POST", f"{base}/finish")
        except ApiRefused as refusal:
            if refusal.code != "window_idle":  # who was called gave up in the same moment
                raise
            return
        number = waiting.visit.number if waiting else 0
        if screen is not None and number % 3 == 0:
            try:
                screen.call("POST", f"/api/v1/tickets/{ticket}/rating", {"grade": (5, 4, 5, 3, 5, 4, 5, 2)[number // 3 % 8]})
            except ApiRefused as refusal:
                self.faults.append(f"rating: {refusal}")

    def report(self, visits: list[LoggedVisit]) -> dict[str, Any]:
        """What the office recorded of the day, beside what the log says of it."""
        day = clock.local(self.start).date()
        waits = rows(
            "SELECT klass, count(*) AS n, avg(extract(epoch FROM called_at - issued_at))::float AS mean, "
            "percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM called_at - issued_at))::float AS p90 "
            "FROM queue_ticket WHERE hall_id = %s AND day = %s AND state = 'done' GROUP BY klass ORDER BY klass DESC",
            [self.hall, day],
        )
        estimate = row(
            "SELECT count(*) AS n, avg(abs(extract(epoch FROM called_at - issued_at) - (estimate_low_s + estimate_high_s) / 2))::float AS error, "
            "avg((extract(epoch FROM called_at - issued_at) BETWEEN estimate_low_s - 1 AND estimate_high_s + 1)::int)::float AS inside "
            "FROM queue_ticket WHERE hall_id = %s AND day = %s AND state = 'done' AND estimate_high_s IS NOT NULL",
            [self.hall, day],
        )
        left = row("SELECT count(*) AS n FROM queue_ticket WHERE hall_id = %s AND day = %s AND state = 'left'", [self.hall, day])
        # Who gave up in the log may have been served here before that; means are compared over those whom both served.
        logged = [v.wait_s for v in visits if v.served]
        both = [ticket for ticket, waiting in self.tickets.items() if waiting.visit.served]
        mean = row("SELECT avg(extract(epoch FROM called_at - issued_at))::float AS s FROM queue_ticket WHERE id = ANY(%s) AND state = 'done'", [both])
        said = rows(
            "SELECT r.grade, count(*) AS n FROM feedback_rating r JOIN feedback_invitation i ON i.id = r.invitation_id "
            "WHERE i.hall_id = %s AND r.at >= %s GROUP BY 1 ORDER BY 1 DESC",
            [self.hall, self.start],
        )
        sealed = row("SELECT count(*) AS n FROM audit_leaf")
        served = sum(r["n"] for r in waits)
        return {
            "log_served": len(logged), "served": served, "left": left["n"] if left else 0, "log_mean_wait_s": sum(logged) / max(1, len(logged)),
            "mean_wait_s": (mean and mean["s"]) or 0.0, "waits": waits, "estimate": estimate, "ratings": {r["grade"]: r["n"] for r in said},
            "sealed": sealed["n"] if sealed else 0, "faults": self.faults,
        }  # fmt: skip


def business_of(visit: LoggedVisit) -> str:
    """The business that a kind of service of the log stands for."""
    return BUSINESSES.get(visit.kind, ORDINARY)


def password_of(login: str) -> str:
    """The password of a member of the demo's staff."""
    kept: dict[str, dict[str, str]] = json.loads(city.accounts_file().read_text(encoding="utf-8"))
    return kept[login]["password"]


def sign_in_clerk(client: Client, login: str, window: UUID) -> None:
    """A clerk signs in at a window with two factors. A one-time code counts once: who came a moment ago waits for the next.

    Raises: ApiRefused.
    """
    said = {"login": login, "password": password_of(login), "window": str(window), "take_over": True}
    try:
        client.call("POST", "/api/v1/sessions/staff", {**said, "code": code_for(login)})
    except ApiRefused as refusal:
        if refusal.code != "sign_in_failed":
            raise
        time.sleep(31)
        client.call("POST", "/api/v1/sessions/staff", {**said, "code": code_for(login)})
    finally:
        connection.close()


def words(said: dict[str, Any]) -> str:
    """The report as a table."""
    lines = [
        f"办结 served            {said['served']:6}   日志 log {said['log_served']}",
        f"中途离开 given up       {said['left']:6}",
        f"平均等候 mean wait      {said['mean_wait_s']:6.0f} s 日志 log {said['log_mean_wait_s']:.0f} s",
    ]
    lines += [f"  {w['klass']:10} {w['n']:5}  平均 mean {w['mean']:5.0f} s  九成 P90 {w['p90']:5.0f} s" for w in said["waits"]]
    estimate = said["estimate"]
    if estimate and estimate["n"]:
        lines.append(f"预计 estimate           {estimate['n']:6}   误差 error {estimate['error']:.0f} s  落在范围 inside {estimate['inside']:.0%}")
    lines.append(f"评价 ratings            {sum(said['ratings'].values()):6}   {said['ratings']}")
    lines.append(f"已封存 acts sealed       {said['sealed']:6}")
    lines += [f"! {fault}" for fault in said["faults"][:10]]
    return "\n".join(lines)
