"""What may be wrong with an installation, each with the command that mends it."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from yitang.platform.audit.public import BEHIND, clock_behind
from yitang.platform.database.grants import append_only
from yitang.platform.jobs.public import failed
from yitang.platform.notices.public import NoGateway, sender
from yitang.platform.policy.public import unverified, value


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``bad`` makes the exit status 1."""

    bad: bool
    zh: str
    en: str
    mend: str


def findings() -> list[Finding]:
    """Everything that was found, the bad first."""
    found = [*_database(), *_folders(), *_policy(), *_clock(), *_background()]
    return sorted(found, key=lambda one: not one.bad)


def _database() -> list[Finding]:
    found = []
    try:
        call_command("migrate", database="owner", check_unapplied=True, verbosity=0)
    except (CommandError, SystemExit):
        found.append(Finding(True, "数据库结构不是最新", "the database is not up to date", "yitang migrate"))
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        if cursor.fetchone()[0]:
            found.append(Finding(True, "运行角色拥有数据表", "the program's role owns tables", "用另一个角色运行 / run as the other role"))
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            found.append(Finding(True, "运行角色是超级用户", "the program's role is a superuser", "用另一个角色运行 / run as the other role"))
        for table in sorted(append_only()):
            cursor.execute("SELECT has_table_privilege(current_user, %s, 'DELETE') OR has_table_privilege(current_user, %s, 'UPDATE')", [table, table])
            if cursor.fetchone()[0]:
                found.append(Finding(True, f"运行角色能改删 {table}", f"the program's role may change {table}", "yitang migrate"))
    return found


def _folders() -> list[Finding]:
    found = []
    for name, folder in (("keys", settings.YITANG_KEYS), ("witness", settings.YITANG_WITNESS)):
        path = Path(folder)
        if not path.exists():
            found.append(Finding(True, f"没有 {name} 文件夹", f"there is no folder for {name}", "yitang run"))
        elif path.stat().st_mode & 0o077 and name == "keys":
            found.append(Finding(True, "密钥文件夹别人也能读", "others can read the folder of keys", f"chmod 700 {path}"))
    return found


def _policy() -> list[Finding]:
    names = [row.name for row in unverified()]
    if not names:
        return []
    said = ", ".join(names)
    return [Finding(False, f"未核实的参数：{said}", f"policy values that no primary text confirms: {said}", "核实后改 verified / verify, then set them")]


def _clock() -> list[Finding]:
    behind = clock_behind()
    if behind <= BEHIND:
        return []
    said = round(behind.total_seconds())
    zh, en = f"时钟比最新的封存慢 {said} 秒，封存已停", f"the clock is {said} s behind the newest head: nothing is sealed"
    return [Finding(True, zh, en, "校准数据库主机的时间 / set the time of the database's host")]


def _background() -> list[Finding]:
    found = []
    gone = failed()
    if gone:
        said = ", ".join(sorted({one.name for one in gone}))
        found.append(Finding(False, f"{len(gone)} 个后台任务已放弃：{said}", f"{len(gone)} jobs were given up: {said}", "看日志 / read the worker's log"))
    try:
        sender()
    except NoGateway as fault:
        found.append(Finding(True, "短信没有出口，通知都在排队", "notices stay queued: there is no gateway", str(fault)))
    if value("notices.sandbox") and not settings.YITANG_DEMO:
        mend = "notices.sandbox = false"
        found.append(Finding(True, "这里不是演示，通知却进了演示收件箱", "this is no demo, but notices go to the demo's inbox", mend))
    return found
