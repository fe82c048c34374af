"""Runs the installation guide as it stands, command by command, on a machine to throw away, and looks whether an office came of it.

``python3 -m tests.runs.guide docs/how-to/install-one-hall.md`` as root on an empty Debian 12 with nothing but git, make and Python. It makes users,
a database and folders of the system, so it wants ``YITANG_GUIDE=throw-away``. Without a running systemd the units are carried out by their own
words: user, group, settings, credentials and command of each; what systemd alone can do (the sandbox, restarts, timers) is then not tried.
"""

import os
import pwd
import re
import shlex
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "ADDRESS-OF-THIS-REPOSITORY"
STARTED: dict[str, "subprocess.Popen[bytes]"] = {}
# Who must not read what.
CLOSED = (
    ("yitang", "/etc/yitang/sealer-keys/sign-head.1"),
    ("yitang", "/etc/yitang/authority/authority.key"),
    ("yitang", "/etc/yitang/secrets/yitang-owner-url"),
    ("yitang-sealer", "/etc/yitang/keys/data.1"),
    ("yitang-sealer", "/etc/yitang/tls/current/server.key"),
)
SYSTEMD = Path("/run/systemd/system").exists()


def blocks(guide: Path) -> list[str]:
    """The commands of a guide, block by block."""
    return [found.replace(ADDRESS, str(ROOT)) for found in BLOCK.findall(guide.read_text(encoding="utf-8"))]


def settings(unit: Path) -> dict[str, list[str]]:
    """The settings of a unit by name."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, words = line.partition("=")
            found.setdefault(name, []).append(words)
    return found


def command(name: str) -> list[str]:
    """A unit's command as its user, with its settings and credentials."""
    unit = settings(Path(f"/etc/systemd/system/{name}.service"))
    user, group = unit["User"][0], unit["Group"][0]
    said = dict(line.split("=", 1) for line in Path(unit["EnvironmentFile"][0]).read_text().splitlines() if "=" in line and line[0] != "#")
    said |= dict(word.split("=", 1) for line in unit.get("Environment", []) for word in line.split())
    credentials = Path(f"/run/credentials-{name}")
    subprocess.run(["install", "-d", "-m", "0500", "-o", user, str(credentials)], check=True)
    for line in unit.get("LoadCredential", []):
        known, file = line.split(":", 1)
        subprocess.run(["install", "-m", "0400", "-o", user, file, str(credentials / known)], check=True)
    inner = ["env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", f"CREDENTIALS_DIRECTORY={credentials}", *(f"{key}={value}" for key, value in said.items())]
    limits = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs"]
    if unit["CapabilityBoundingSet"] == ["CAP_NET_BIND_SERVICE"]:
        limits += ["--inh-caps=-all,+net_bind_service", "--ambient-caps=-all,+net_bind_service", "--bounding-set=-all,+net_bind_service"]
    else:
        limits += ["--inh-caps=-all", "--bounding-set=-all"]
    return [*limits, *inner, *shlex.split(unit["ExecStart"][0])]


def systemctl(words: list[str]) -> None:
    """What the guide asks of systemd, on a machine without it."""
    names = [word for word in words if not word.startswith("-")]
    if names[:2] == ["enable", "postgresql"]:
        subprocess.run("pg_lsclusters -h | while read -r v n rest; do pg_ctlcluster $v $n start; done", shell=True, check=True)
    elif names[0] == "enable" and "yitang.target" in names:
        subprocess.run(command("yitang-prepare"), check=True, cwd="/opt/yitang")
        wanted = settings(Path("/etc/systemd/system/yitang.target"))["Wants"][0].split()
        for name in (one.removesuffix(".service") for one in wanted):
            with Path(f"/var/log/{name}.log").open("wb") as log:
                STARTED[name] = subprocess.Popen(command(name), cwd="/opt/yitang", stdout=log, stderr=log)
    else:
        assert names[0] == "daemon-reload", words


def run(block: str) -> None:
    """One block in one shell; ``systemctl`` is ours where there is no systemd."""
    parts: list[list[str]] = [[]]
    for line in block.splitlines():
        if line.startswith("systemctl ") and not SYSTEMD:
            parts += [[line], []]
        else:
            parts[-1].append(line)
    for part in parts:
        if part and part[0].startswith("systemctl "):
            print(f"+ {part[0]}", flush=True)
            systemctl(shlex.split(part[0])[1:])
        elif part:
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(["bash", "-eux", "-o", "pipefail", "-c", "\n".join(part)], check=True, env=environment)


def asked(words: str) -> "subprocess.CompletedProcess[str]":
    """A question to the machine."""
    return subprocess.run(["bash", "-c", words], text=True, capture_output=True, check=False)


def running() -> list[str]:
    """Every process by its user and command, as the kernel has them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, KeyError):
            found.append(f"{pwd.getpwuid(entry.stat().st_uid).pw_name} {(entry / 'cmdline').read_bytes().decode().replace(chr(0), ' ')}")
    return found


def look() -> None:
    """The office is there: pages over TLS by its authority, processes apart, keys closed, the log sealed by the sealer's key and verified by the others."""
    page = "curl -sS --max-time 20 --cacert /etc/yitang/authority/authority.crt --resolve hall.lan:443:127.0.0.1 -o /dev/null -D - https://hall.lan"
    until = time.monotonic() + 120
    while (said := asked(f"{page}/")).returncode and time.monotonic() < until:
        time.sleep(1)
    logs = "".join(f"--- {name}\n{Path(f'/var/log/{name}.log').read_text()[-1500:]}" for name in STARTED)
    assert re.match(r"HTTP/\S+ 200", said.stdout), said.stdout + said.stderr + logs
    assert "max-age=31536000" in said.stdout
    assert re.match(r"HTTP/\S+ 200", asked(f"{page}/sign-in").stdout)
    assert asked("curl -sS --max-time 5 https://127.0.0.1/").returncode == 60, "whoever does not trust the authority is not let in"
    owners = "\n".join(running())
    assert re.search(r"^yitang-sealer .*config\.sealer", owners, re.MULTILINE), owners
    for part in ("config.worker", "config.wsgi", "config.push"):
        assert re.search(rf"^yitang .*{re.escape(part)}", owners, re.MULTILINE), owners
    for user, file in CLOSED:
        assert asked(f"test -e {file} && setpriv --reuid={user} --regid=yitang --clear-groups cat {file}").returncode == 1, f"{user} reads {file}"
    assert not Path("/etc/yitang/keys/sign-head.1").exists()
    until = time.monotonic() + 30
    while not Path("/var/lib/yitang-witness/heads.jsonl").exists() and time.monotonic() < until:
        time.sleep(0.5)
    sealed = asked("office verify-audit")
    assert (sealed.returncode, "nothing was changed" in sealed.stdout) == (0, True), sealed.stdout + sealed.stderr + logs
    found = asked("office check --deploy --json")
    print("check --deploy:", sorted(set(re.findall(r'"code": "(\S+)"', found.stdout))), flush=True)
    errors = set(re.findall(r'"code": "(Y0\d\d)"', found.stdout))
    assert errors <= {"Y002", "Y023", "Y112"}, found.stdout


def main() -> None:
    """Run the guide, look, stop what was started."""
    if os.environ.get("YITANG_GUIDE") != "throw-away" or os.geteuid() != 0:
        sys.exit("as root, on a machine to throw away: YITANG_GUIDE=throw-away")
    subprocess.run(["git", "config", "--global", "--add", "safe.directory", "*"], check=True)
    try:
        for block in blocks(Path(sys.argv[1])):
            run(block)
        look()
        print("the guide holds", flush=True)
    finally:
        for process in STARTED.values():
            process.terminate()
        for process in STARTED.values():
            process.wait(20)


if __name__ == "__main__":
    main()
