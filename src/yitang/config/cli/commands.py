"""Commands that a stranger understands: Chinese first, English beside it."""

import atexit
import contextlib
import json
import os
import re
import shutil
import socket
import sys
from datetime import date
from pathlib import Path

import click

from yitang.config.cli.accounts import accounts
from yitang.config.seats import PortalUnknown, chosen
from yitang.config.secret import secret

# What the demo makes below its folder, beside its database; all of it goes together, or keys and data would not fit each other.
MADE = ("demo", "files", "keys", "witness", "slips")


def var_folder() -> Path:
    """Where this installation keeps what it makes."""
    return Path(os.environ.get("YITANG_VAR") or Path(__file__).resolve().parents[4] / "var").absolute()


def connect(first: bool = False) -> None:
    """Find the database of this installation and make Django ready for a command; ``first`` where it may not have been run yet.

    What ``make run`` starts is told where the database is, and leaves its start and end to who started it.
    """
    if not secret("YITANG_APP_URL"):
        if not first and _nothing_yet():
            raise click.ClickException(f"{var_folder()} 里还没有数据，先运行 make run / nothing is there yet: make run first")
        _borrow_database()
    settings()


def settings() -> None:
    """Make Django ready for a command that asks no database."""
    os.environ["YITANG_POOL"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yitang.config.settings")
    import django

    django.setup()


def _nothing_yet() -> bool:
    """Whether nothing was ever run here, or what was has been reset: a command must not make a new, empty database in its place."""
    from yitang.platform.database import launcher

    if not (var_folder() / ".running").exists():
        return True
    if os.environ.get("DATABASE_URL"):
        return False
    with contextlib.suppress(launcher.NoDatabase):
        return not any((home / "data").exists() for home in launcher.folders(var_folder()))
    return False


def _borrow_database() -> None:
    """Start the database for one command if it does not run; it is stopped again unless ``make run`` has come to need it."""
    from yitang.config import obstacles
    from yitang.config.supervisor import environment
    from yitang.platform.database import launcher

    def give_back() -> None:
        with contextlib.suppress(obstacles.Obstacle), obstacles.alone(var_folder()):
            launcher.stop(var_folder())

    ran = launcher.running(var_folder())
    try:
        os.environ.update(environment(var_folder()))
    except (launcher.NoDatabase, OSError) as fault:
        raise click.ClickException(str(fault)) from fault
    if not ran:
        atexit.register(give_back)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """一趟 Yitang：车管所的叫号、办理与监督。Calling, cases and oversight for a vehicle administration office.

    \b
    先运行 make run，在另一个窗口用这些命令。Start with make run; use these commands in another terminal.
    例如 for example: ./yitang demo code chief

    \b
    YITANG_VAR   数据放在哪里 / where the data lie; 默认 default: var
    YITANG_PORT  第一个端口 / the first port; 默认 default: 8000
    DATABASE_URL 用别的 PostgreSQL / another PostgreSQL
    YITANG_PROXIES 前面的代理，空格隔开 / proxies in front, whose X-Forwarded-For is believed
    PORTALS      网页进程只服务这些门户 / portals that a web process serves; 默认 default: 全部 all
    """
    try:
        chosen(os.environ.get("PORTALS") or "")
    except PortalUnknown as fault:
        raise click.ClickException(str(fault)) from fault


@main.command()
@click.option("--once", is_flag=True, help="启动、检查、停止 / start, look whether all answers, stop")
def run(once: bool) -> None:
    """启动演示，Ctrl-C 停止。Start the demo; Ctrl-C stops it.

    同 make run。数据库、网页、推送、封存、后台任务、演示。The same as make run: database, pages, push, sealer, worker, living demo.
    """
    from yitang.config.supervisor import Supervisor

    sys.exit(Supervisor(var_folder()).run(once=once))


@main.command()
def migrate() -> None:
    """更新数据库结构。Bring the database up to date.

    并给运行角色授权。And gives the program its rights. 数据不会丢；make run 每次都会做。Nothing is lost; make run does this each time.
    """
    connect(first=True)
    from yitang.config.supervisor import prepare

    prepare(demo=False)
    click.echo("数据库已更新 / the database is up to date")


@main.command()
@click.option("--yes", is_flag=True, help="不问，直接删 / do not ask")
def reset(yes: bool) -> None:
    """删除演示数据：先列出要删什么，再问。Forget the demo's data: says what will be deleted, then asks.

    正在运行时不删。Refuses while a copy runs. 别人的 PostgreSQL（DATABASE_URL）里的不动。A server given by DATABASE_URL is not touched.
    """
    from yitang.config import obstacles
    from yitang.platform.database import launcher

    var = var_folder()
    doomed = [*([] if os.environ.get("DATABASE_URL") else launcher.folders(var)), *(var / name for name in MADE)]
    doomed = [path for path in doomed if path.exists() and any(path.iterdir())]
    if not doomed:
        click.echo("没有可删的 / there is nothing to delete")
        return
    try:
        held = obstacles.alone(var)
    except obstacles.Obstacle as obstacle:
        raise click.ClickException(str(obstacle)) from obstacle
    with held:
        click.echo("将删除 / will be deleted:")
        for path in doomed:
            click.echo(f"  {path}")
        if not yes:
            click.confirm("这些删了找不回来，删吗 / they cannot be brought back; delete them?", abort=True)
        launcher.stop(var)
        for path in doomed:
            shutil.rmtree(path, ignore_errors=True)
        obstacles.leave(held, {})
    click.echo("已清空 / reset")


@main.command()
@click.option("--deploy", is_flag=True, help="对外开放之前也要看的 / also what an office that opens to the public needs")
@click.option("--json", "as_json", is_flag=True, help="给程序读 / for programs")
def check(deploy: bool, as_json: bool) -> None:
    """检查安装：什么不对、为什么、怎么办。Say what is wrong here, why, what mends it.

    ✕ 要改 must be mended（退出码 exit status 1），! 要知道 should be known。
    """
    connect()
    from yitang.config.cli.checks import findings
    from yitang.config.cli.deploy import deploy_findings

    found = deploy_findings() if deploy else findings()
    if as_json:
        click.echo(json.dumps([one.as_dict() for one in found], ensure_ascii=False, indent=1))
        sys.exit(1 if any(one.bad for one in found) else 0)
    for one in found:
        click.echo(one.words())
    if not found:
        click.echo("✓ 没有发现问题 / nothing is wrong")
    sys.exit(1 if any(one.bad for one in found) else 0)


@main.command("verify-audit")
def verify_audit() -> None:
    """核对操作日志有没有被改动。Verify that nobody changed the log.

    每一行、树和见证都重算一遍；有改动时退出码是 1。Every row, the tree and the witness are computed again; exit status 1 if something was changed.
    """
    connect()
    from yitang.platform.audit.public import verify_installation

    report = verify_installation()
    click.echo(report.words())
    sys.exit(0 if report.good else 1)


def _a_day(context: click.Context, option: click.Parameter, said: str) -> str:  # noqa: ARG001 - click's form of a callback
    with contextlib.suppress(ValueError):
        if said:
            date.fromisoformat(said)
        return said
    raise click.BadParameter(f"{said} 不是日期，如 1999-02-08 / is no date")


def _a_time(context: click.Context, option: click.Parameter, said: str) -> str:  # noqa: ARG001 - click's form of a callback
    if not said or re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", said):
        return said
    raise click.BadParameter(f"{said} 不是几点几分，如 9:00 / is no time of day")


def _a_speed(context: click.Context, option: click.Parameter, said: float) -> float:  # noqa: ARG001 - click's form of a callback
    if 0 < said < float("inf"):
        return said
    raise click.BadParameter(f"{said} 不是倍数，如 60 / is no speed")


main.add_command(accounts)


@main.group()
def demo() -> None:
    """演示：账号、动态码、人物、真实的一天。Sign-ins, codes, people, a real day."""


@demo.command("accounts")
def demo_accounts() -> None:
    """列出演示账号。List the demo's sign-ins.

    依次是 in this order: 账号 login，密码 password，岗位 post，单位 office，姓名 name。"""
    file = var_folder() / "demo" / "accounts.json"
    if not file.exists():
        raise click.ClickException("还没有演示数据，先运行 make run / no demo yet: make run first")
    for login, one in json.loads(file.read_text(encoding="utf-8")).items():
        click.echo(f"{login:8} {one['password']:14} {one['post']:10} {one['office']:8} {one['name']}")


@demo.command("cast")
def demo_cast() -> None:
    """列出演示人物，全部虚构。List the demo's people, all invented.

    依次是 in this order: 代号 key，证件号 ID number，手机 phone，姓名 name，情形 situation。"""
    connect()
    from yitang.config.demo.city import cast

    for one in cast().values():
        click.echo(f"{one.key:14} {one.number:20} {one.phone:14} {one.name}  {one.zh}")


@demo.command("code")
@click.argument("name")
def demo_code(name: str) -> None:
    """账号 NAME 现在的动态码。The one-time code of the sign-in NAME now.

    30 秒一换，只能用一次。Good for 30 seconds, and once. 例如 for example: ./yitang demo code c03
    """
    connect()
    from yitang.platform.identity.public import code_for

    try:
        click.echo(code_for(name))
    except LookupError as fault:
        raise click.ClickException(f"没有这个账号 / no such account: {name}") from fault


@demo.command("day")
@click.option("--date", "on", default="1999-02-08", callback=_a_day, show_default=True, help="日志里的一天 / a day of the log")
@click.option("--speed", default=60.0, callback=_a_speed, show_default=True, help="时钟快几倍 / how many times as fast the clock runs")
@click.option("--from", "since", default="", callback=_a_time, help="从几点开始放，如 9:00 / replay from this time of day")
@click.option("--until", default="", callback=_a_time, help="只放到几点，如 10:30 / replay up to this time of day")
@click.option("--first-come", is_flag=True, help="那一天先来先办 / first come first served on that day")
def demo_day(on: str, speed: float, since: str, until: str, first_come: bool) -> None:
    """回放真实的一天；先在另一个窗口 make run。Replay a real day of the log, beside a running make run.

    1999 年 2 月的日志。A log of February 1999. 例如 for example: ./yitang demo day --date 1999-02-08 --speed 60
    """
    connect()
    from yitang.config.demo import stage
    from yitang.config.demo.closing import words
    from yitang.config.demo.log import seconds
    from yitang.config.demo.replay import Replay

    port = int(os.environ.get("YITANG_PORT") or 8000)
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError as fault:  # before the clock is turned to that day
        raise click.ClickException(f"端口 {port} 没有应答，先在另一个窗口 make run / nothing answers at port {port}: make run first") from fault
    replay = Replay(date.fromisoformat(on), port, speed)
    with stage.day():
        report = replay.run(seconds(f"{until}:00") if until else None, first_come, seconds(f"{since}:00") if since else 0)
    click.echo(words(report))


@demo.command("days")
@click.option("--date", "only", default="", callback=_a_day, help="只算这一天，如 1999-02-17 / this day only")
@click.option("--promises", is_flag=True, help="也给预计等候打分，要几分钟 / score the promised waits too; takes minutes")
def demo_days(only: str, promises: bool) -> None:
    """先来先办时每一天的平均等候，不用启动。Mean waits of the log's days under first-come order, computed without an office."""
    from yitang.config.demo.offline import table

    for line in table(only, promises):
        click.echo(line)


@demo.command("live")
def demo_live() -> None:
    """9 号厅一直有人来。People keep coming to hall 9.

    make run 自己会启动它。Started by make run itself."""
    connect()
    from yitang.config.demo.living import live

    live(int(os.environ.get("YITANG_PORT") or 8000))
