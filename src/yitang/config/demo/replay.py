"""A day of the real log, replayed on the shared clock through the public API by paired devices, ordinary phones and clerks.

Nothing here has a door of its own: kiosks sign, phones hold cookies, clerks have second factors. The report at the end is read
from what the office itself recorded.
"""

import json
import threading
from collections.abc import Callable
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
from yitang.config.demo.closing import report
from yitang.config.demo.log import LoggedVisit, by_server, duty, visits_of
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, set_clock
from yitang.platform.identity.public import approve_pairing, code_for, devices, revoke_device, sign_in, viewer_of
from yitang.platform.policy.public import set_value, value
from yitang.registers.offices.public import halls, windows

# People sign in while the clock runs as usual, this long before the first visit. It then jumps on and runs fast; every process has heard
# of that within half a second of real time, so nobody comes sooner than after two.
SIGN_IN_S, HEARD_S = 900, 2
FIRST_COME = {"version": 2, "classes": {"ordinary": {"start": 0, "rate": 1}, "green": {"start": 0, "rate": 1}}, "age_cap_minutes": 600}
KIOSKS = 4
MARK = "回放"
# Every third who was served rates, in these turns.
GRADES = (5, 4, 5, 3, 5, 4, 5, 2)


@dataclass(slots=True)
class Waiting:
    """A ticket of the replay: its visit, who holds it."""

    visit: LoggedVisit
    holder: Client


@dataclass(frozen=True, slots=True)
class Idle:
    """A clerk who waits for somebody to come: what the window takes (None = anything), and what wakes her."""

    takes: frozenset[str] | None
    woken: threading.Event


@dataclass(frozen=True, slots=True)
class Clerk:
    """A clerk at a window of her own: what it takes (None = anything), its second screen, stretches of duty in seconds of the day.

    The one who is there longest ``stays`` until nobody waits any more.
    """

    client: Client
    window: UUID
    takes: frozenset[str] | None
    screen: Client
    stretches: list[tuple[int, int]]
    stays: bool


@dataclass(slots=True)
class Replay:
    """One replayed day."""

    on: date
    port: int
    speed: float
    say: Any = click.echo
    tickets: dict[str, Waiting] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    guard: threading.Lock = field(default_factory=threading.Lock)
    came: int = 0
    idle: dict[UUID, Idle] = field(default_factory=dict)
    arrivals_over: bool = False
    later: list[threading.Timer] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    faults: list[str] = field(default_factory=list)
    start: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    hall: UUID = field(default_factory=lambda: UUID(int=0))

    def at(self, s: float) -> datetime:
        """The shared clock's instant of so many seconds after midnight of the replayed day."""
        return self.start + timedelta(seconds=s)

    def sleep_until(self, s: float) -> None:
        """Wait until the shared clock shows that time, or the replay is stopped."""
        left = (self.at(s) - clock.now()).total_seconds() / self.speed
        if left > 0:
            self.stop.wait(left)

    def run(self, until_s: int | None = None, first_come: bool = False, from_s: int = 0) -> dict[str, Any]:
        """Replay the day, or its visits between two times, under the rule in force or first come. Returns: the report."""
        visits = [v for v in visits_of(self.on) if from_s <= v.arrived_s and (until_s is None or v.arrived_s <= until_s)]
        if not visits:
            raise click.ClickException(f"日志里没有这一天 / the log has no such day: {self.on}")
        self.hall = next(h.id for h in halls() if h.number == 9)
        fast_from_s = visits[0].arrived_s - HEARD_S * self.speed
        self._set_clock(fast_from_s - SIGN_IN_S)
        if first_come:
            self._first_come()
        try:
            self._play(visits, lambda: set_clock(max(clock.now(), self.at(fast_from_s)), self.speed))
        finally:
            # Also when somebody cuts it off: nobody else's clock goes on running fast.
            set_clock(clock.now(), 1.0)
        own = {ticket for ticket, waiting in self.tickets.items() if waiting.visit.served}
        return report(self.hall, self.start, visits, own, self.faults)

    def follow(self) -> int:
        """Go along with the day as it is: the clock stays as it runs, whoever came earlier in the log is not there.

        Returns: how many came, or would have if nobody had stopped it.
        """
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

    def _play(self, visits: list[LoggedVisit], begin: Callable[[], None] = lambda: None) -> None:
        """The day; ``begin`` is done when everybody has signed in."""
        on_duty, served = duty(visits), by_server(visits)
        signed_in = self._clerks(sorted(on_duty))
        stays = max(on_duty, key=lambda name: on_duty[name][-1][1])
        takes = {name: None if name == stays else frozenset(visit.business for visit in served[name]) for name in signed_in}
        self._plan({window: takes[name] for name, (_, window) in signed_in.items()})
        kiosks, screens = self._devices(list(signed_in.values()))
        clerks = [Clerk(client, window, takes[name], screens[window], on_duty[name], name == stays) for name, (client, window) in signed_in.items()]
        begin()
        threads = [threading.Thread(target=self._work, args=(clerk,), daemon=True) for clerk in clerks]
        for thread in threads:
            thread.start()
        self._arrive(visits, kiosks)
        for thread in threads:
            thread.join()
        for timer in self.later:
            if self.stop.is_set():
                timer.cancel()
            timer.join()
        for client in self.clients:
            client.close()

    def _client(self) -> Client:
        """A client whose connection is let go with the day."""
        self.clients.append(Client(self.port))
        return self.clients[-1]

    def _set_clock(self, s: float) -> None:
        """The day of the replay is today's date by the shared clock, or tomorrow's when its beginning has passed: time never goes back."""
        today = clock.today()
        found = row("SELECT max(day) AS day FROM queue_visit WHERE hall_id = %s", [self.hall])
        day = max(today, found["day"] + timedelta(days=1)) if found and found["day"] else today + timedelta(days=1)
        self.start = datetime.combine(day, clock_time(), clock.LOCAL).astimezone(UTC)
        if self.at(s) < clock.now():
            self.start += timedelta(days=1)
        set_clock(self.at(s), 1.0)

    def _clerks(self, names: list[str]) -> dict[str, tuple[Client, UUID]]:
        """A clerk with a window for each server of the log, signed in with two factors."""
        found = {}
        for n, (name, window) in enumerate(zip(names, windows(self.hall, clock.today()), strict=False), start=1):
            client = self._client()
            client.renew = partial(sign_in_clerk, client, f"w{n:02d}", window.id)
            client.renew()
            found[name] = (client, window.id)
        return found

    def _plan(self, skills: dict[UUID, frozenset[str] | None]) -> None:
        """What each window takes on the replayed day: the businesses that its server had in the log; None = any."""
        day = clock.local(self.start).date()
        for window, businesses in skills.items():
            execute(
                "INSERT INTO offices_plan (window_id, effective_from, skills) VALUES (%s, %s, %s) "
                "ON CONFLICT (window_id, effective_from) DO UPDATE SET skills = EXCLUDED.skills",
                [window, day, sorted(businesses) if businesses is not None else None],
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
            device = self._client()
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
            if self.stop.is_set():
                break
            holder = kiosks[n % len(kiosks)]
            said = {"hall": str(self.hall), "businesses": [visit.business], "language": "en" if visit.english else "zh"}
            if visit.green:
                said |= {"klass": "green", "evidence": "age"}
            elif not visit.served:
                holder = self._client()
            try:
                if not visit.served and not visit.green:
                    holder.call("POST", "/api/v1/sessions/phone")
                ticket = holder.call("POST", "/api/v1/tickets", said)
            except ApiRefused as refusal:
                self.faults.append(f"visit {visit.number}: {refusal}")
                continue
            self._tell(ticket["id"], Waiting(visit, holder))
            if not visit.served:
                self._later(visit.wait_s, partial(self._give_up, ticket["id"]))
        with self.guard:
            self.arrivals_over = True
            for one in self.idle.values():
                one.woken.set()

    def _tell(self, ticket: str, waiting: Waiting) -> None:
        """Somebody waits: one idle clerk who takes it looks up."""
        with self.guard:
            self.tickets[ticket] = waiting
            self.came += 1
            fits = next((w for w, one in self.idle.items() if one.takes is None or waiting.visit.business in one.takes), None)
            if fits is not None:
                self.idle.pop(fits).woken.set()

    def _later(self, s: float, do: Callable[[], None]) -> None:
        """Do it after so many seconds of the shared clock, beside what goes on; the day is not over before."""
        timer = threading.Timer(s / self.speed, do)
        timer.daemon = True
        timer.start()
        self.later.append(timer)

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

    def _work(self, clerk: Clerk) -> None:
        """A clerk's day: in each stretch call, serve as long as in the log, finish; in the breaks between them the window is paused."""
        base = f"/api/v1/windows/{clerk.window}"
        try:
            for n, (begin, end) in enumerate(clerk.stretches):
                self.sleep_until(begin)
                if self.stop.is_set():
                    return
                clerk.client.call("POST", f"{base}/opening")
                self._stretch(clerk, base, end, last=clerk.stays and n == len(clerk.stretches) - 1)
                clerk.client.call("POST", f"{base}/pause")
        except ApiRefused as refusal:
            self.faults.append(f"window {clerk.window}: {refusal}")
        finally:
            connection.close()

    def _stretch(self, clerk: Clerk, base: str, end: int, last: bool) -> None:
        """Serve until the stretch is over; the last one of a day goes on while people wait."""
        free: datetime | None = None
        while not self.stop.is_set() and (last or clock.now() < self.at(end)):
            came, began = self.came, free or clock.now()
            ticket = self._call(clerk.client, base)
            if ticket is not None:
                free = self._serve(clerk, base, ticket, began)
            elif self._over(clerk, end, came, last):
                return
            else:
                free = None

    def _over(self, clerk: Clerk, end: int, came: int, last: bool) -> bool:
        """Wait for somebody to come, unless somebody came since ``came`` was read. Returns: whether this stretch is over.

        The last one of a day is over when nobody comes any more.
        """
        left = (self.at(end) - clock.now()).total_seconds() / self.speed
        woken = threading.Event()
        with self.guard:
            if self.came != came:
                return False
            if self.arrivals_over or (left <= 0 and not last):
                return True
            self.idle[clerk.window] = Idle(clerk.takes, woken)
        woken.wait(2.0 if last else min(2.0, max(0.02, left)))
        with self.guard:
            self.idle.pop(clerk.window, None)
        return False

    def _call(self, client: Client, base: str) -> str | None:
        """Call the next. Returns: the ticket, or nothing when nobody waits for this window."""
        while True:
            try:
                ticket: str = client.call("POST", f"{base}/call")["id"]
            except ApiRefused as refusal:
                if refusal.code == "window_busy":  # left behind by a replay that was cut off
                    client.call("POST", f"{base}/finish")
                elif refusal.code == "nobody_waits":
                    return None
                elif refusal.code != "ticket_moved_on":  # others were faster; the next may still wait
                    raise
                continue
            with self.guard:
                self.called.add(ticket)
            return ticket

    def _serve(self, clerk: Clerk, base: str, ticket: str, began: datetime) -> datetime | None:
        """From ``began``, when the clerk was free, the window is taken for as long as in the log: requests take nothing on top.

        Returns: when she is free again, which may be a request ago; nothing when nobody was served.
        """
        with self.guard:
            waiting = self.tickets.get(ticket)
        ends = began + timedelta(seconds=waiting.visit.takes_s if waiting else 0)
        try:
            clerk.client.call("POST", f"{base}/start")
            self.sleep_until((ends - self.start).total_seconds())
            clerk.client.call("POST", f"{base}/finish")
        except ApiRefused as refusal:
            if refusal.code != "window_idle":  # who was called gave up in the same moment
                raise
            return None
        if waiting is not None and waiting.visit.number % 3 == 0:
            self._later(0, partial(self._rate, clerk.screen, ticket, GRADES[waiting.visit.number // 3 % len(GRADES)]))
        return ends

    def _rate(self, screen: Client, ticket: str, grade: int) -> None:
        try:
            screen.call("POST", f"/api/v1/tickets/{ticket}/rating", {"grade": grade})
        except ApiRefused as refusal:
            self.faults.append(f"rating: {refusal}")


def password_of(login: str) -> str:
    """The password of a member of the demo's staff."""
    kept: dict[str, dict[str, str]] = json.loads(city.accounts_file().read_text(encoding="utf-8"))
    return kept[login]["password"]


def sign_in_clerk(client: Client, login: str, window: UUID) -> None:
    """A clerk signs in at a window with two factors.

    Raises: ApiRefused.
    """
    said = {"login": login, "password": password_of(login), "window": str(window), "take_over": True}
    try:
        client.call("POST", "/api/v1/sessions/staff", {**said, "code": code_for(login)})
    finally:
        connection.close()
