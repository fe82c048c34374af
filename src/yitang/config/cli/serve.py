"""``yitang serve`` and ``yitang prepare``: an office process by process, for a service manager; ``run`` is all of them on one machine."""

import os
from pathlib import Path

import click

from yitang.config.cli import commands

PARTS = ("web", "push", "sealer", "worker", "redirect")


@commands.main.command()
@click.argument("part", type=click.Choice(PARTS))
def serve(part: str) -> None:
    """只运行一个进程，给 systemd 用。Run one process of an office, for systemd.

    先运行过 prepare。After prepare. 单元文件在 deploy/systemd。Units are in deploy/systemd.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yitang.config.settings")
    from django.conf import settings

    from yitang.config import obstacles
    from yitang.config.serving import Place, fresh_counts, redirecting
    from yitang.config.serving import commands as processes

    place = Place.configured()
    try:
        obstacles.not_wider(place.bind, settings.YITANG_DEMO)
        obstacles.half_restored(Path(settings.VAR))
    except obstacles.Obstacle as obstacle:
        raise click.ClickException(str(obstacle)) from obstacle
    if part == "redirect":
        command = redirecting(settings.YITANG_HTTP_PORT, place.bind)
    else:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(Path(settings.VAR) / "metrics")
        if part == "web":
            fresh_counts(Path(settings.VAR))
        command = processes(settings.YITANG_PORT, Path(settings.VAR) / "static", place)[part]
    os.execv(command[0], command)  # noqa: S606 - the service manager watches this very process


@commands.main.command()
def prepare() -> None:
    """开门之前：更新数据库、收集静态文件、检查；有错就不开（生产模式）。Before an office opens: database, static files, the checks.

    \b
    systemd 每次启动先运行它；YITANG_PRODUCTION=1 时 check --deploy 的每个错误都使它失败。
    Units run it before each start; with YITANG_PRODUCTION=1 each error of check --deploy fails it.
    """
    commands.connect(first=True)
    from django.conf import settings

    from yitang.config import guard, obstacles
    from yitang.config.serving import gather_static
    from yitang.config.supervisor import prepare_office

    try:
        obstacles.half_restored(Path(settings.VAR))
        prepare_office()
    except (obstacles.Obstacle, guard.LogRefused) as fault:
        raise click.ClickException(str(fault)) from fault
    gather_static(Path(settings.VAR))
    click.echo("可以启动了 / it can be started")
