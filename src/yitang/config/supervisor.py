"""One machine, one command: database, pages, push, sealer and worker as one host; Ctrl-C stops what this started and nothing else."""

import contextlib
import ctypes
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from yitang.platform.database import launcher

READY_S = 40
GRACE_S = 8
QUICK_S = 10.0
SLOWEST_S = 2.0
PR_SET_PDEATHSIG = 1


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


def gather_static(var: Path) -> Path:
    """All files that pages ask for, in one folder that the server serves by itself."""
    from django.contrib.staticfiles import finders

    target = var / "static"
    target.mkdir(parents=True, exist_ok=True)
    for finder in finders.get_finders():
        for name, storage in finder.list(["*.md"]):
            source, place = Path(storage.path(name)), target / name
            if not place.exists() or place.stat().st_mtime_ns < source.stat().st_mtime_ns:
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, place)
    return target


def commands(port: int, static: Path) -> dict[str, list[str]]:
    """The processes of an office by name: pages and API, push, sealer."""
    granian = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--no-access-log", "--log-level", "warning"]
    return {
        "web": [*granian, "--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "8",
                "--static-path-route", "/static", "--static-path-mount", str(static), "yitang.config.wsgi:application"],
        "push": [*granian, "--interface", "asgi", "--port", str(port + 1), "--workers", "1", "yitang.config.push:app"],
        "sealer": [sys.executable, "-m", "yitang.config.sealer"],
        "worker": [sys.executable, "-m", "yitang.config.worker"],
    }  # fmt: skip


def _die_with_parent() -> None:
    """A child ends when its parent does, however that ended (Linux)."""
    with contextlib.suppress(OSError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


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
    port: int = field(default_factory=lambda: int(os.environ.get("YITANG_PORT") or 8000))
    children: list[Child] = field(default_factory=list)
    lock: IO[str] | None = None
    predecessor: dict[str, object] = field(default_factory=dict)
    stopping: bool = False

    def run(self, once: bool = False) -> int:
        """Run until Ctrl-C. Returns: exit status."""
        # A shell that starts this in the background has it ignore Ctrl-C; whoever sends the signal all the same means it.
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        self.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        trouble = self._second_copy() or self._taken_port()
        if trouble:
            print(trouble, file=sys.stderr)
            return 1
        had_database = launcher.running(self.var) and not self.predecessor.get("database")
        self._mark({"pid": os.getpid(), "database": not had_database})
        try:
            self._start()
            self._say()
            if once:
                return 0
            self._live()
            return self._watch()
        except launcher.NoDatabase as fault:
            print(fault, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 0
        finally:
            self._stop()
            if not had_database:
                launcher.stop(self.var)
            self._mark({})

    def _second_copy(self) -> str:
        """One line when another copy runs on the same data. The lock goes with its process; what a killed one left is taken over."""
        self.lock = (self.var / ".running").open("a+")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return f"已经有一个一趟在用 {self.var}，先停掉它 / another copy runs on {self.var}; stop it first"
        self.lock.seek(0)
        with contextlib.suppress(ValueError):
            self.predecessor = json.loads(self.lock.read() or "{}")
        if self.predecessor:
            said = f"上次的一趟（进程 {self.predecessor.get('pid')}）没有正常停止，接着用它的数据 / the last copy was killed; its data are taken over"
            print(said, file=sys.stderr, flush=True)
        return ""

    def _mark(self, said: dict[str, object]) -> None:
        """What the next copy finds if this one is killed; nothing after an orderly end."""
        if self.lock:
            self.lock.truncate(0)
            self.lock.write(json.dumps(said) if said else "")
            self.lock.flush()

    def _taken_port(self) -> str:
        """One line when somebody else has a port; processes of a killed copy are given the time to end."""
        until = time.monotonic() + (GRACE_S if self.predecessor else 0)
        for port in (self.port, self.port + 1):
            while not self._free(port):
                if time.monotonic() > until:
                    return f"端口 {port} 被别的程序占用；换一个：YITANG_PORT=8100 make run / port {port} is taken; use another"
                time.sleep(0.1)
        return ""

    @staticmethod
    def _free(port: int) -> bool:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
        return True

    def _start(self) -> None:
        os.environ.update(environment(self.var))
        os.environ["YITANG_PORT"] = str(self.port)
        import django

        django.setup()
        for name in ("KEYS", "FILES", "WITNESS"):
            from django.conf import settings

            Path(getattr(settings, f"YITANG_{name}")).mkdir(mode=0o700, parents=True, exist_ok=True)
        prepare(demo=True)
        static = gather_static(self.var)
        self.children = [Child(name, command) for name, command in commands(self.port, static).items()]
        for child in self.children:
            self._launch(child)
        self._until_ready()

    def _live(self) -> None:
        """People and clerks of the demo's hall 9, as clients of this program; not where the demo is switched off."""
        from django.conf import settings

        if settings.YITANG_DEMO:
            self.children.append(Child("demo", [sys.executable, "-m", "yitang", "demo", "live"]))
            self._launch(self.children[-1])

    def _launch(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = subprocess.Popen(child.command, preexec_fn=_die_with_parent, start_new_session=True)  # noqa: PLW1509, S603

    def _until_ready(self) -> None:
        for address in (f"http://127.0.0.1:{self.port}/", f"http://127.0.0.1:{self.port + 1}/live/health"):
            until = time.monotonic() + READY_S
            while not self._answers(address):
                if time.monotonic() > until:
                    raise launcher.NoDatabase(f"没有起来：{address} / did not start")
                time.sleep(0.1)

    @staticmethod
    def _answers(address: str) -> bool:
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers={"Host": "localhost"}), timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _say(self) -> None:
        base = f"http://localhost:{self.port}"
        accounts = self.var / "demo" / "accounts.json"
        said = json.loads(accounts.read_text(encoding="utf-8")) if accounts.exists() else {}
        print(f"""
一趟 已启动（演示数据，全部虚构）/ Yitang is running (demo, everybody in it is invented)

  手机 phone            {base}/
  自助机 kiosk           {base}/kiosk/
  大厅屏 hall display     {base}/hall/
  第二屏 second screen    {base}/window/screen
  工作人员 staff          {base}/sign-in

  账号 sign-ins（动态码 one-time code: yitang demo code NAME）""")
        for login in ("c01", "c02", "r01", "chief", "admin"):
            if login in said:
                print(f"    {login:8} {said[login]['password']:14} {said[login]['post']}")
        print("\n  Ctrl-C 停止 / stops it", flush=True)

    def _watch(self) -> int:
        while True:
            time.sleep(0.2)
            self._database()
            for child in self.children:
                if child.process is not None and child.process.poll() is not None:
                    self._again(child)

    def _database(self) -> None:
        """A server of ours that ended by itself is started again; its last processes may need a moment to be gone."""
        if os.environ.get("DATABASE_URL") or launcher.server_pid(self.var):
            return
        print("数据库停了，重新启动 / the database ended, starting again", file=sys.stderr, flush=True)
        with contextlib.suppress(launcher.NoDatabase):
            launcher.ensure(self.var)

    def _again(self, child: Child) -> None:
        """Start a process again that ended by itself; later each time it ended quickly, while the others are watched all the same."""
        now = time.monotonic()
        if not child.due:
            assert child.process is not None
            child.again = child.again + 1 if now - child.started < QUICK_S else 0
            child.due = now + min(0.1 * 2**child.again, SLOWEST_S)
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
        for child in self.children:
            self._end(child, signal.SIGTERM)
        until = time.monotonic() + GRACE_S
        for child in self.children:
            if child.process:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, until - time.monotonic()))
                self._end(child, signal.SIGKILL)
