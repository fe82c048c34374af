"""``yitang keys``: new keys while the office is open, what is left under old ones, and putting them away."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from yitang.config.cli import commands
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer

DAY_S = 86400


@contextmanager
def refusals() -> Iterator[None]:
    """A refusal, or a fault of the keys, is one clear line and exit status 1."""
    from yitang.platform.keys.public import KeyFault

    try:
        yield
    except Refusal as refusal:
        cure = f"\n  → {refusal.cure_zh_text} / {refusal.cure_en_text}" if refusal.cure_zh_text else ""
        raise click.ClickException(f"{refusal.zh_text} / {refusal.en_text}{cure}") from refusal
    except KeyFault as fault:
        raise click.ClickException(str(fault)) from fault


@commands.main.group()
def keys() -> None:
    """密钥：列出、换新、收起。Keys: list, change, put away.

    不用停止办公；密钥的内容从不显示。The office stays open; the bytes of a key are never shown.
    """


@keys.command("list")
def keys_list() -> None:
    """列出密钥：年龄、用途、还有多少值用它。List the keys: age, use, how many stored values need each.

    * 是现用的，每年该换一次。* marks the current one; it is due for a change each year.
    """
    commands.connect()
    from yitang.kernel import clock
    from yitang.platform.keys.public import INVENTORY, held
    from yitang.platform.policy.public import value
    from yitang.platform.rotation.public import uses

    now, counted, due = clock.real_now().timestamp(), uses(), value("keys.due_after_days")
    for one in held():
        use, days = INVENTORY.get(one.name), max(0, int((now - one.made_at) // DAY_S))
        said = f"{use.zh} / {use.en}" if use else "不认识 / unknown"
        older = "  该换了 due" if one.current and days > due else ""
        kept = "主密钥封着 closed" if one.closed else "文件 file"
        click.echo(f"{'*' if one.current else ' '} {one.id:28} {days:5} 天 days  {counted[one.id]:9} 个值 values  {kept}  {said}{older}")


@keys.command("rotate")
@click.argument("kind", type=click.Choice(["data", "pepper", "mac", "sign"]))
@click.argument("use", default="")
def keys_rotate(kind: str, use: str) -> None:
    """换一把新的：data、pepper id、mac audit、sign head。Make a new key: data, pepper id, mac audit, sign head.

    \b
    旧值随后一批一批换到新密钥，中断后用 keys rewrap 接着做。
    What lies under the old one is closed anew, batch by batch; if cut off, go on with keys rewrap.
    """
    commands.connect()
    from yitang.platform.keys.public import INVENTORY, name_of
    from yitang.platform.rotation.public import rotate_key

    with refusals():
        name = name_of(kind, use) or f"{kind}-{use}".rstrip("-")
        new = rotate_key(Viewer.system(), name)
        click.echo(f"现用密钥 {new} / the current key is {new}")
        if not INVENTORY[name].lasting:
            click.echo("这一类的次数从零算起，旧值一小时后就没用了 / counts of this kind begin afresh; older values are over within an hour")
        elif kind in ("data", "pepper"):
            _rewrap()


@keys.command("rewrap")
def keys_rewrap() -> None:
    """接着把旧密钥下的值换到新密钥。Go on closing anew what lies under old keys; exit status 1 while some are left."""
    commands.connect()
    with refusals():
        _rewrap()


@keys.command("retire")
@click.argument("key")
@click.option("--to", "target", required=True, type=click.Path(file_okay=False, path_type=Path), help="收到哪个文件夹 / into which folder")
def keys_retire(key: str, target: Path) -> None:
    """收起不再用的旧密钥 KEY。Put the old key KEY away once no value needs it.

    那时的备份还要用它，和备份留得一样久。Backups of its time still need it: keep it as long as them.
    """
    commands.connect()
    from yitang.platform.rotation.public import retire_key

    with refusals():
        retire_key(Viewer.system(), key, target)
        click.echo(f"{key} 已收到 {target} / {key} was put away into {target}")


@keys.command("close")
def keys_close() -> None:
    """用主密钥封好所有密钥文件。Close every key file with the master key that systemd hands over.

    systemd-run -P -p LoadCredentialEncrypted=yitang-master ./yitang keys close
    """
    commands.settings()
    from yitang.platform.keys.public import close_all

    with refusals():
        done = close_all()
        click.echo(f"{done} 个密钥文件已封好 / {done} key files were closed")


def _rewrap() -> None:
    from yitang.platform.rotation.public import Progress, rewrap, unopened

    def said(one: Progress) -> None:
        click.echo(f"  {one.place}: {one.done} 个已换，剩 {one.left} / {one.done} done, {one.left} left")

    left = rewrap(said)
    for row in unopened() if left else ():
        click.echo(f"  打不开 / does not open: {row}")
    if left:
        click.echo(f"还剩 {left} 个，过一会再运行 ./yitang keys rewrap / {left} are left: run ./yitang keys rewrap again in a while")
        sys.exit(1)
    click.echo("换完了，剩 0 个 / done, 0 left")
