"""Commands that a stranger understands: Chinese first, English beside it."""

import json
import os
import sys
from pathlib import Path

import click


def var_folder() -> Path:
    """Where this installation keeps what it makes."""
    return Path(os.environ.get("YITANG_VAR") or Path(__file__).resolve().parents[4] / "var").absolute()


def connect() -> None:
    """Find the database of this installation and make Django ready for a command.

    What ``make run`` starts is told where the database is, and leaves its start and end to who started it.
    """
    from yitang.config.supervisor import environment

    if "YITANG_APP_URL" not in os.environ:
        os.environ.update(environment(var_folder()))
    os.environ["YITANG_POOL"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yitang.config.settings")
    import django

    django.setup()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """一趟 Yitang：车管所的叫号、办理与监督。Calling, cases and oversight for a vehicle administration office."""


@main.command()
@click.option("--once", is_flag=True, help="启动、检查、停止 / start, look whether all answers, stop")
def run(once: bool) -> None:
    """启动演示，Ctrl-C 停止。Start the demo; Ctrl-C stops it."""
    from yitang.config.supervisor import Supervisor

    sys.exit(Supervisor(var_folder()).run(once=once))


@main.command()
def migrate() -> None:
    """更新数据库结构，并给运行角色授权。Bring the database up to date, as its owner."""
    connect()
    from yitang.config.supervisor import prepare

    prepare(demo=False)
    click.echo("数据库已更新 / the database is up to date")


@main.command()
def reset() -> None:
    """停止数据库，删除演示数据。Stop the demo's database and forget its data."""
    import shutil

    from yitang.platform.database import launcher

    launcher.stop(var_folder())
    launcher.forget(var_folder())
    for name in ("demo", "files", "keys", "witness", "slips"):
        shutil.rmtree(var_folder() / name, ignore_errors=True)
    click.echo("已清空 / reset")


@main.command()
def check() -> None:
    """检查安装有什么不对。Say what is wrong with this installation."""
    connect()
    from yitang.config.cli.checks import findings

    found = findings()
    for one in found:
        click.echo(f"{'✕' if one.bad else '!'} {one.zh} / {one.en}\n  → {one.mend}")
    if not found:
        click.echo("✓ 没有发现问题 / nothing is wrong")
    sys.exit(1 if any(one.bad for one in found) else 0)


@main.command("verify-audit")
def verify_audit() -> None:
    """核对操作日志有没有被改动。Verify that nobody changed the log."""
    connect()
    from yitang.platform.audit.public import verify_installation

    report = verify_installation()
    click.echo(report.words())
    sys.exit(0 if report.good else 1)


@main.group()
def demo() -> None:
    """演示用的账号和动态码。Sign-ins and one-time codes of the demo."""


@demo.command("accounts")
def demo_accounts() -> None:
    """列出演示账号。List the demo's sign-ins."""
    file = var_folder() / "demo" / "accounts.json"
    if not file.exists():
        raise click.ClickException("还没有演示数据，先运行 make run / no demo yet: make run first")
    for login, one in json.loads(file.read_text(encoding="utf-8")).items():
        click.echo(f"{login:8} {one['password']:14} {one['post']:10} {one['office']:8} {one['name']}")


@demo.command("cast")
def demo_cast() -> None:
    """列出演示人物。List the people of the demo, all invented."""
    connect()
    from yitang.config.demo.city import cast

    for one in cast().values():
        click.echo(f"{one.key:14} {one.number:20} {one.phone:14} {one.name}  {one.zh}")


@demo.command("code")
@click.argument("name")
def demo_code(name: str) -> None:
    """NAME 现在的动态码。The one-time code of NAME at this moment."""
    connect()
    from yitang.platform.identity.public import code_for

    try:
        click.echo(code_for(name))
    except LookupError as fault:
        raise click.ClickException(f"没有这个账号 / no such account: {name}") from fault


@demo.command("day")
@click.option("--date", "on", default="1999-02-08", show_default=True, help="日志里的一天 / a day of the log")
@click.option("--speed", default=60.0, show_default=True, help="时钟快几倍 / how many times as fast the clock runs")
@click.option("--until", default="", help="只放到几点，如 10:30 / replay up to this time of day")
@click.option("--first-come", is_flag=True, help="那一天先来先办 / first come first served on that day")
def demo_day(on: str, speed: float, until: str, first_come: bool) -> None:
    """回放真实的一天（另开窗口，先 make run）。Replay a real day; run it beside ``make run``."""
    connect()
    from datetime import date

    from yitang.config.demo.log import seconds
    from yitang.config.demo.replay import Replay, words

    port = int(os.environ.get("YITANG_PORT") or 8000)
    replay = Replay(date.fromisoformat(on), port, speed)
    click.echo(words(replay.run(seconds(f"{until}:00") if until else None, first_come)))


@demo.command("live")
def demo_live() -> None:
    """9 号厅一直有人来（make run 自己会启动它）。People keep coming to hall 9; ``make run`` starts this by itself."""
    connect()
    from yitang.config.demo.living import live

    live(int(os.environ.get("YITANG_PORT") or 8000))
