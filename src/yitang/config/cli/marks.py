"""``yitang whose-export``: whose export a file came from."""

from pathlib import Path

import click

from yitang.config.cli import commands
from yitang.config.cli.keys import refusals
from yitang.kernel.viewer import Viewer


@commands.main.command("whose-export")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def whose_export(file: Path) -> None:
    """文件 FILE 是谁导出的。Whose export the rows of FILE came from.

    CSV、文本、xlsx 都可以，一行就够。CSV, text or xlsx; one row is enough.
    """
    commands.connect()
    from yitang.platform.exports.public import whose
    from yitang.platform.identity.public import account_names

    with refusals():
        found = whose(Viewer.system(), file.read_bytes())
    if not found:
        raise click.ClickException("没有认得的核对码 / no mark of an export made here")
    names = account_names([one.account_id for one, _ in found])
    for one, many in found:
        click.echo(f"{many:6} 行 rows  {names.get(one.account_id, one.account_id)}  {one.asked_at:%Y-%m-%d %H:%M} UTC  {one.source}  {one.purpose}")
