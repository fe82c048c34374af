"""One machine, one command: database, pages, push, sealer and worker as one host; Ctrl-C stops what this started and nothing else."""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from yitang.config import guard, obstacles
from yitang.config.serving import Place, commands, fresh_counts, gather_static, trusting
from yitang.platform.database import launcher

READY_S = 40
GRACE_S = 8
QUICK_S = 10.0
SLOWEST_S = 2.0
DOUBLINGS = 10
PR_SET_PDEATHSIG = 1
STEADY_S = 1.0
LIBC = ctypes.CDLL(None)
FIRST = ("web", "push")


class Asked(Exception):
    """Somebody asked this program to stop while it was starting."""


def environment(var: Path) -> dict[str, str]:
    """The environment of every process of this installation; starts the database if it does not run."""
    urls = launcher.ensure(var)
    return {"YITANG_VAR": str(var), "YITANG_OWNER_URL": urls.owner_url, "YITANG_APP_URL": urls.app_url, "DJANGO_SETTINGS_MODULE": "yitang.config.settings"}


def prepare(demo: bool) -> None:
    """Migrate as the owner, grant the program its rights, load what comes with it, and the demo city."""
    from django.core.management import call_command
    from django.db import connections

    from yitang.config.demo import city
    from yitang.platform.database.grants import grant
    from yitang.platform.policy.public import load_defaults

    call_command("migrate", database="owner", verbosity=0)
    grant(connections["default"].settings_dict["USER"])
    load_defaults()
    if demo:
        city.load()
        city.open_the_doors()


def prepare_office() -> None:
    """Tables, rights and values; the demo city unless the office is open to the public, which it is only when nothing keeps it from that.

    Raises: LogRefused before anything is written: what is not the log that the witnesses remember gets no new rows; Obstacle, with every
    error of ``check --deploy``.
    """
    from django.conf import settings

    prepare(demo=False)
    guard.refuse_another_log()
    if settings.YITANG_DEMO and not settings.YITANG_PRODUCTION:
        prepare(demo=True)
    if settings.YITANG_PRODUCTION:
        from yitang.config.cli.deploy import deploy_findings

        errors = [one.words() for one in deploy_findings() if one.bad]
        if errors:
            said = "这些改好之前不对外开放（YITANG_PRODUCTION=1）/ the office does not open to the public until these are mended"
            raise obstacles.Obstacle("\n".join([said, *errors]))


def _die_with_parent() -> None:
    """A child ends when its parent does, however that ended (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """One process: its name, command, how often it was started again, and when it is due to be."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    again: int = 0
    due: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Starts, watches, starts again, stops."""

    var: Path
    port: int = 0
    children: list[Child] = field(default_factory=list)
    mark: IO[str] | None = None
    stopping: bool = False
    fallen: bool = False
    own_database: bool = False

    def run(self, once: bool = False) -> int:
        """Run until Ctrl-C. Returns: exit status."""
        # A shell that starts this in the background has it ignore Ctrl-C; whoever sends the signal all the same means it.
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, self._ask)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._ask)
        try:
            self.port = obstacles.port()
            self.mark = obstacles.alone(self.var)
            obstacles.half_restored(self.var)
            before = obstacles.left_behind(self.mark)
            obstacles.end_left_behind(self.var, before.get("children", []))
            obstacles.ports_free(self.port)
        except obstacles.Obstacle as obstacle:
            print(obstacle, file=sys.stderr)
            return 1
        had_database = launcher.running(self.var) and not before.get("database")
        print("正在启动，第一次要久一些 / starting; the first time takes longer", flush=True)
        self.own_database = not had_database
        self._note()
        try:
            self._start()
            if once:
                return self._all_run()
            self._say()
            self._live()
            return self._watch()
        except (launcher.NoDatabase, obstacles.Obstacle, guard.LogRefused) as fault:
            print(fault, file=sys.stderr)
            return 1
        except Asked:
            return 0
        finally:
            self._stop()
            if self.own_database:
                launcher.stop(self.var)
            obstacles.leave(self.mark, {})

    def _ask(self, number: int, frame: FrameType | None) -> None:
        """Note that somebody wants this to stop. Nothing is raised: an exception that comes while a process is being forked is lost."""
        if not self.stopping:
            self.stopping = True
            with contextlib.suppress(OSError):  # the terminal may be what has gone
                os.write(2, "\n正在停止 / stopping ...\n".encode())

    def _note(self) -> None:
        """What the next copy must know if this one is killed."""
        assert self.mark is not None
        pids = [child.process.pid for child in self.children if child.process]
        obstacles.leave(self.mark, {"pid": os.getpid(), "database": self.own_database, "children": pids})

    def _unless_asked(self) -> None:
        if self.stopping:
            raise Asked

    def _start(self) -> None:
        os.environ.update(environment(self.var))
        self._unless_asked()
        os.environ["YITANG_PORT"] = str(self.port)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.var / "metrics")
        fresh_counts(self.var)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.var / "metrics")
        shutil.rmtree(self.var / "metrics", ignore_errors=True)
        (self.var / "metrics").mkdir(mode=0o700, parents=True)
        import django

        django.setup()
        for name in ("KEYS", "FILES", "WITNESS"):
            from django.conf import settings

            Path(getattr(settings, f"YITANG_{name}")).mkdir(mode=0o700, parents=True, exist_ok=True)
        prepare_office()
        static = gather_static(self.var)
        self._unless_asked()
        place = Place.configured()
        obstacles.not_wider(place.bind, settings.YITANG_DEMO)
        self.children = [Child(name, command) for name, command in commands(self.port, static, place).items()]
        # Whoever waits for the first page does not wait for the others to load.
        for child in self.children:
            if child.name in FIRST:
                self._launch(child)
        self._until_ready()
        for child in self.children:
            if child.name not in FIRST:
                self._launch(child)

    def _all_run(self) -> int:
        """Whether every process is still there after a moment; one line for each that is not. Returns: exit status."""
        time.sleep(STEADY_S)
        gone = [child.name for child in self.children if child.process is None or child.process.poll() is not None]
        if gone:
            print(f"没有起来：{'、'.join(gone)} / did not start: {', '.join(gone)}", file=sys.stderr)
            return 1
        print(f"一趟 起来了，都在应答 / everything started and answers: http://localhost:{self.port}/")
        return 0

    def _live(self) -> None:
        """People and clerks of the demo's hall 9, as clients of this program; not where the demo is switched off."""
        from django.conf import settings

        if settings.YITANG_DEMO:
            self.children.append(Child("demo", [sys.executable, "-m", "yitang", "demo", "live"]))
            self._launch(self.children[-1])

    def _launch(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = subprocess.Popen(child.command, preexec_fn=_die_with_parent, start_new_session=True)  # noqa: PLW1509, S603
        self._note()

    def _until_ready(self) -> None:
        place = Place.configured()
        for address in (f"{place.scheme}://{place.own}:{self.port}/", f"{place.scheme}://{place.own}:{self.port + 1}/live/health"):
            until = time.monotonic() + READY_S
            while not self._answers(address, place.tls):
                self._unless_asked()
                if time.monotonic() > until:
                    raise launcher.NoDatabase(f"没有起来：{address} / did not start")
                time.sleep(0.1)

    @staticmethod
    def _answers(address: str, tls: Path | None = None) -> bool:
        try:
            # By its number, which is allowed whatever name the office has (YITANG_HOST).
            with urllib.request.urlopen(address, timeout=5, context=trusting(tls)) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _say(self) -> None:
        from django.conf import settings

        base = settings.YITANG_ORIGIN if settings.YITANG_TLS else f"http://localhost:{self.port}"
        accounts = self.var / "demo" / "accounts.json"
        said = json.loads(accounts.read_text(encoding="utf-8")) if accounts.exists() else {}
        print(f"""
一趟 已启动（演示数据，全部虚构）/ Yitang is running (demo, everybody in it is invented)

  手机 phone            {base}/
  自助机 kiosk           {base}/kiosk/
  大厅屏 hall display     {base}/hall/
  第二屏 second screen    {base}/window/screen
  工作人员 staff          {base}/sign-in

  账号 sign-ins（动态码 one-time code: ./yitang demo code NAME）""")
        for login in ("c01", "c02", "r01", "chief", "admin", "security", "audit"):
            if login in said:
                print(f"    {login:8} {said[login]['password']:14} {said[login]['post']}")
        print("\n  Ctrl-C 停止 / stops it", flush=True)

    def _watch(self) -> int:
        while not self.stopping:
            time.sleep(0.2)
            self._database()
            for child in self.children:
                if child.process is not None and child.process.poll() is not None:
                    self._again(child)
        return 0

    def _database(self) -> None:
        """A server of ours that ended by itself is set going again; its last processes may need a moment to be gone."""
        if os.environ.get("DATABASE_URL") or launcher.server_pid(self.var):
            self.fallen = False
            return
        if not self.fallen:
            print("数据库停了，重新启动 / the database ended, starting again", file=sys.stderr, flush=True)
        self.fallen = True
        launcher.rise(self.var)

    def _again(self, child: Child) -> None:
        """Start a process again that ended by itself; later each time it ended quickly, while the others are watched all the same."""
        now = time.monotonic()
        if not child.due:
            assert child.process is not None
            child.again = child.again + 1 if now - child.started < QUICK_S else 0
            child.due = now + min(0.1 * 2 ** min(child.again, DOUBLINGS), SLOWEST_S)
            # What a killed server has left behind (its workers) would go on answering with its port.
            self._end(child, signal.SIGKILL)
            print(f"{child.name} 停了（{child.process.returncode}），重新启动 / ended, starting again", file=sys.stderr, flush=True)
        if now >= child.due:
            child.due = 0.0
            self._launch(child)

    @staticmethod
    def _end(child: Child, how: signal.Signals) -> None:
        """Send a signal to a child and to everything that it started."""
        if child.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.process.pid, how)

    def _stop(self) -> None:
        # Each is asked alone and ends what it started: a server whose workers end while it is being asked may wait for itself for ever.
        for child in self.children:
            if child.process:
                child.process.terminate()
        until = time.monotonic() + GRACE_S
        for child in self.children:
            if child.process:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, until - time.monotonic()))
                self._end(child, signal.SIGKILL)
