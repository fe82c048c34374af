"""``yitang keys``: new keys while the office is open, what is left under old ones, and putting them away."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import click

from yitang.config.cli import commands
from yitang.kernel.errors import Refusal

DAY_S = 86400
LOGIN = click.option("--login", required=True, help="谁：系统或安全管理员 / who: system or security administrator")
REASON = click.option("--reason", required=True, help="原因，记入日志 / why; it goes into the log")


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
    from yitang.platform.rotation.public import uses, waiting_changes

    now, counted, due = clock.real_now().timestamp(), uses(), value("keys.due_after_days")
    for one in held():
        use, days = INVENTORY.get(one.name), max(0, int((now - one.made_at) // DAY_S))
        said = f"{use.zh} / {use.en}" if use else "不认识 / unknown"
        older = "  该换了 due" if one.current and days > due else ""
        kept = "主密钥封着 closed" if one.closed else "文件 file"
        click.echo(f"{'*' if one.current else ' '} {one.id:28} {days:5} 天 days  {counted[one.id]:9} 个值 values  {kept}  {said}{older}")
    for change in waiting_changes():
        where = f" → {change.folder}" if change.folder else ""
        click.echo(f"等确认 waits: {change.id}  {change.kind} {change.key}{where}  {change.reason}")


@keys.command("rotate")
@click.argument("kind", type=click.Choice(["data", "pepper", "mac", "sign"]))
@click.argument("use", default="")
@LOGIN
@REASON
def keys_rotate(kind: str, use: str, login: str, reason: str) -> None:
    """申请换一把新的：data、pepper id、mac audit、sign head。Ask for a new key: data, pepper id, mac audit, sign head.

    \b
    两个人：系统或安全管理员中一人申请，另一人用 keys confirm 确认，确认后立即换。
    Two people: one administrator (system or security) asks, another confirms by keys confirm; then it is done at once.
    """
    commands.connect()
    from yitang.config.cli.person import somebody
    from yitang.platform.keys.public import name_of
    from yitang.platform.rotation.public import ask_new_key

    with refusals(), somebody(login) as viewer:
        _asked(str(ask_new_key(viewer, name_of(kind, use) or f"{kind}-{use}".rstrip("-"), reason)))


@keys.command("confirm")
@click.argument("change", type=click.UUID)
@LOGIN
def keys_confirm(change: UUID, login: str) -> None:
    """确认换钥申请 CHANGE，由另一个人。Confirm the key change CHANGE, as the second person.

    \b
    旧值随后一批一批换到新密钥，中断后用 keys rewrap 接着做。
    What lies under the old one is closed anew, batch by batch; if cut off, go on with keys rewrap.
    """
    commands.connect()
    from yitang.config.cli.person import somebody
    from yitang.platform.keys.public import INVENTORY
    from yitang.platform.rotation.public import confirm_change

    with refusals():
        with somebody(login) as viewer:
            done = confirm_change(viewer, change)
        if done.kind == "retire":
            click.echo(f"{done.key} 已收到 {done.folder} / {done.key} was put away into {done.folder}")
            return
        click.echo(f"现用密钥 {done.key} / the current key is {done.key}")
        name = done.key.rpartition(".")[0]
        if not INVENTORY[name].lasting:
            click.echo("这一类的次数从零算起，旧值一小时后就没用了 / counts of this kind begin afresh; older values are over within an hour")
        elif name.startswith(("data", "pepper")):
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
@LOGIN
@REASON
def keys_retire(key: str, target: Path, login: str, reason: str) -> None:
    """申请收起不再用的旧密钥 KEY，由另一人确认。Ask to put the old key KEY away once no value needs it; another person confirms.

    那时的备份还要用它，和备份留得一样久。Backups of its time still need it: keep it as long as them.
    """
    commands.connect()
    from yitang.config.cli.person import somebody
    from yitang.platform.rotation.public import ask_retirement

    with refusals(), somebody(login) as viewer:
        _asked(str(ask_retirement(viewer, key, target, reason)))


def _asked(change: str) -> None:
    click.echo(f"申请 {change}，等另一个人确认 / waits for another person:\n  ./yitang keys confirm {change} --login …")


@keys.command("give-sealer")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def keys_give_sealer(folder: Path) -> None:
    """把封存的密钥分到 FOLDER，由封存进程的用户单独保管。Give the sealer its keys in FOLDER, for a user of its own.

    \b
    先停办公，再把 FOLDER 归给那个用户。签树头的私钥从此只在那里，这里留公钥；换过 mac audit 后再运行一次。
    Stop the office, then chown FOLDER. The key that signs heads is there alone from then on, its public half stays; run it again after mac audit changes.
    """
    commands.settings()
    from yitang.platform.keys.public import part_with

    with refusals():
        try:
            gone = part_with(folder)
        except FileExistsError as fault:
            raise click.ClickException(f"{fault.args[0]} 已有另一个 / another one lies there") from fault
    click.echo(f"{', '.join(gone)} 只在 {folder} / is in that folder alone")


@keys.command("publish-heads")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def keys_publish_heads(folder: Path) -> None:
    """换过 sign head 后，把公钥写进网页进程的密钥文件夹 FOLDER。After sign head was changed: its public half into the web's folder of keys."""
    commands.settings()
    from yitang.platform.keys.public import publish_heads

    with refusals():
        click.echo(f"{', '.join(publish_heads(folder))} → {folder}")


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
