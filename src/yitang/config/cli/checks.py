"""What may be wrong with an installation: what, why it matters, and the command that mends it."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from yitang.platform.audit.public import BEHIND, clock_behind, standings
from yitang.platform.database.grants import append_only
from yitang.platform.jobs.public import failed
from yitang.platform.notices.public import NoGateway, sender
from yitang.platform.policy.public import unverified, value
from yitang.platform.uploads.public import can_decode


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding in both languages, with its number for good; ``bad`` makes the exit status 1, and in production mode nothing starts."""

    code: str
    bad: bool
    zh: str
    en: str
    why: str
    mend: str

    def words(self) -> str:
        """Three lines: what, why, and what mends it."""
        return f"{'✕' if self.bad else '!'} {self.code} {self.zh} / {self.en}\n  {self.why}\n  → {self.mend}"

    def as_dict(self) -> dict[str, str]:
        """The same for programs; ``level`` is ``E`` or ``W``."""
        return {"code": self.code, "level": "E" if self.bad else "W", "zh": self.zh, "en": self.en, "why": self.why, "mend": self.mend}


MIGRATE = "./yitang migrate"


def findings() -> list[Finding]:
    """Everything that was found, the bad first. A database without its tables is asked nothing more."""
    stale = _stale()
    found = [*stale, *_folders()] if stale else [*_role(), *_folders(), *_policy(), *_clock(), *_witnesses(), *_background(), *_uploads()]
    return sorted(found, key=lambda one: not one.bad)


def _stale() -> list[Finding]:
    try:
        call_command("migrate", database="owner", check_unapplied=True, verbosity=0)
    except (CommandError, SystemExit):
        why = "程序比数据库新，页面会出错 / the program is newer than its tables: pages will fail"
        return [Finding("Y020", True, "数据库结构不是最新", "the database is not up to date", why, MIGRATE)]
    return []


def _role() -> list[Finding]:
    found = []
    role, owner = (connections[alias].settings_dict["USER"] for alias in ("default", "owner"))
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        if cursor.fetchone()[0]:
            why = "表的主人能改删操作日志 / who owns a table may change the log"
            found.append(Finding("Y010", True, "运行角色拥有数据表", "the program's role owns tables", why, f'psql -c "REASSIGN OWNED BY {role} TO {owner}"'))
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            why = "超级用户什么都能改 / a superuser may change everything"
            found.append(Finding("Y011", True, "运行角色是超级用户", "the program's role is a superuser", why, f'psql -c "ALTER ROLE {role} NOSUPERUSER"'))
        for table in sorted(append_only()):
            cursor.execute("SELECT has_table_privilege(current_user, %s, 'DELETE') OR has_table_privilege(current_user, %s, 'UPDATE')", [table, table])
            if cursor.fetchone()[0]:
                why = "这张表只许增加 / rows of this table may only be added"
                found.append(Finding("Y012", True, f"运行角色能改删 {table}", f"the program's role may change {table}", why, MIGRATE))
    return found


def _folders() -> list[Finding]:
    found = []
    for name, folder in (("keys", settings.YITANG_KEYS), ("witness", settings.YITANG_WITNESS)):
        path = Path(folder)
        if not path.exists():
            why = f"程序要用 {path} / the program needs {path}"
            mend = f"从备份恢复 / bring back its copy; 新装 if this is new: mkdir -m 700 {path}"
            found.append(Finding("Y021", True, f"没有 {name} 文件夹", f"there is no folder for {name}", why, mend))
        elif path.stat().st_mode & 0o077 and name == "keys":
            why = "拿到密钥就能读证件号 / whoever has the keys reads ID numbers"
            found.append(Finding("Y014", True, "密钥文件夹别人也能读", "others can read the folder of keys", why, f"chmod 700 {path}"))
    return found


def _policy() -> list[Finding]:
    names = [row.name for row in unverified()]
    if not names:
        return []
    said = ", ".join(names)
    why = "没有读到原文，按这些数办事要自负 / nobody has read the text that says so"
    mend = "来源见 / sources: docs/reference/policy.md"
    return [Finding("Y103", False, f"未核实的参数：{said}", f"policy values that no primary text confirms: {said}", why, mend)]


def _clock() -> list[Finding]:
    behind = clock_behind()
    if behind <= BEHIND:
        return []
    said = round(behind.total_seconds())
    zh, en = f"时钟比最新的封存慢 {said} 秒，封存已停", f"the clock is {said} s behind the newest head: nothing is sealed"
    why = "往回走的封存时间谁也不会信 / nobody would believe heads whose time goes back"
    return [Finding("Y022", True, zh, en, why, "校准数据库主机的时间 / set the time of the database's host")]


def _witnesses() -> list[Finding]:
    found = []
    for one in standings():
        if one.kind == "silent":
            why = "它不在时，只有别的见证记得日志 / while it is away only the others remember the log"
            mend = f"看它为什么不应答，回来后自动补上 / see why; it is told the rest when it is back: {one.fault}"
            found.append(Finding("Y026", True, f"见证 {one.name} 不应答", f"the witness {one.name} does not answer", why, mend))
        elif one.kind == "behind":
            lacks = one.own - one.same
            why = "没送到的还改得动而不被它发现 / what it has not got could be changed without its seeing"
            mend = "封存程序会补送 / the sealer tells it: make run"
            found.append(Finding("Y113", False, f"见证 {one.name} 少 {lacks} 行", f"the witness {one.name} lacks {lacks} rows", why, mend))
        elif one.wrong:
            why = f"前 {one.same} 行相同，它记得 {one.size} 行 / the first {one.same} rows are the same, it remembers {one.size}"
            mend = "先查清再处理 / find out why first: ./yitang verify-audit"
            found.append(
                Finding("Y027", True, f"日志和见证 {one.name} 记得的不一样", f"the log is not the one that the witness {one.name} remembers", why, mend)
            )
    return found


def _background() -> list[Finding]:
    found = []
    gone = failed()
    if gone:
        said = ", ".join(sorted({one.name for one in gone}))
        why = "试了多次都不成，不再试 / each failed every time and is not tried again"
        mend = "看 make run 输出的原因 / read why in what make run printed"
        found.append(Finding("Y111", False, f"{len(gone)} 个后台任务已放弃：{said}", f"{len(gone)} jobs were given up: {said}", why, mend))
    try:
        sender()
    except NoGateway as fault:
        why = "验证码和通知发不出去 / neither codes nor notices reach a phone"
        found.append(Finding("Y112", True, "短信没有出口，通知都在排队", "notices stay queued: there is no gateway", why, str(fault)))
    if value("notices.sandbox") and not settings.YITANG_DEMO:
        why = "收件箱里谁都能看到验证码 / everybody reads the codes there"
        mend = "把参数 notices.sandbox 设为 false / set the policy value notices.sandbox to false"
        found.append(Finding("Y023", True, "这里不是演示，通知却进了演示收件箱", "this is no demo, but notices go to the demo's inbox", why, mend))
    return found


def _uploads() -> list[Finding]:
    found = []
    if not can_decode():
        why = "不在封闭的进程里就不看陌生人的文件，上传全部拒收 / no stranger's file is looked at but in a closed process: every upload is refused"
        mend = "允许 seccomp，或把参数 uploads.decoder_filter 设为 false / allow seccomp, or set the policy value uploads.decoder_filter to false"
        found.append(Finding("Y028", True, "上传文件的解码进程起不来", "the decoder of uploads cannot be closed off or started", why, mend))
    if not value("uploads.scanner") and not settings.YITANG_DEMO:
        why = "原件可能带毒，下载的人要自己当心 / an original may carry malware to whoever downloads it"
        mend = "装 clamd，把参数 uploads.scanner 设为 clamd / install clamd and set the policy value uploads.scanner to clamd"
        found.append(Finding("Y114", False, "没有接杀毒程序", "no virus scanner is connected", why, mend))
    return found
