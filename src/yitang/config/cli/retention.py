"""``yitang retention``: what has been kept long enough, counted or forgotten."""

import click

from yitang.config.cli import commands
from yitang.kernel.viewer import Viewer

UNITS = {"days": "天 days", "s": "秒 s"}


@commands.main.command("retention")
@click.option("--dry-run", is_flag=True, help="只算，不删 / count only, forget nothing")
def retention(dry_run: bool) -> None:
    """忘掉保存期满的。Forget what has been kept long enough.

    后台任务每小时也做。The worker does it each hour too. 中断了再运行一次就接着做。Cut off? Run it again.
    """
    commands.connect()
    from yitang.kernel import clock
    from yitang.platform.retention.public import plan, run, slot_of

    if not dry_run:
        counts = run(slot_of(clock.real_now()))
        for name, gone in sorted(counts.items()):
            click.echo(f"  {name}: {gone}")
        click.echo(f"忘掉 {sum(counts.values())} 条 / {sum(counts.values())} rows were forgotten")
        return
    for one in plan(Viewer.system()):
        done = "删 delete" if one.deletes else "抹 blank"
        sure = "" if one.verified else "  未核实 not verified"
        click.echo(f"{one.due:8} {done}  {one.zh} / {one.en}  ({one.keeps:g} {UNITS[one.unit]}, {one.policy}{sure})")
        for zh, en, held in one.held:
            click.echo(f"{held:8} 留 stays  {zh} / {en}")
    click.echo("只算了，什么都没有删 / counted only, nothing was forgotten")
