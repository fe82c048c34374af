"""``yitang log``: proofs that somebody else can check without this installation."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yitang.config.cli import commands
from yitang.kernel.errors import Refusal

if TYPE_CHECKING:
    from yitang.platform.audit.public import Proven

OUT = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写到文件 / write to this file; 默认 default: 屏幕 the screen")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@commands.main.group("log")
def log() -> None:
    """日志的证明：出具，在别处核对。Proofs from the log, to be checked elsewhere."""


def _give(proof: bytes, out: Path | None) -> None:
    if out is None:
        click.echo(proof, nl=False)
        return
    try:
        out.write_bytes(proof)
    except OSError as fault:
        raise click.ClickException(f"{out} 不能写，换一个文件 / cannot be written, take another file: {fault.strerror}") from fault
    click.echo(f"已写入 / written to {out}")


def _refused(refusal: Refusal) -> click.ClickException:
    """A refusal as one line in each language."""
    return click.ClickException(f"{refusal.zh_text}{refusal.cure_zh_text}\n{refusal.en_text} {refusal.cure_en_text}")


@log.command("proof")
@click.argument("row")
@click.option("--head", type=int, help="用这么多行时的树头 / under the head after so many rows; 默认 default: 最新 the newest")
@OUT
def proof(row: str, head: int | None, out: Path | None) -> None:
    """出具一行的证明。Prove that a row is in the log.

    ROW 是行号（从 1 数）或编号。ROW is its number, counted from 1, or its id. 例如 for example: ./yitang log proof 120 --out row.json
    """
    commands.connect()
    from yitang.platform.audit.public import prove_row

    try:
        _give(prove_row(row, head), out)
    except Refusal as refusal:
        raise _refused(refusal) from refusal


@log.command("growth")
@click.argument("older", type=int)
@click.argument("newer", type=int, required=False)
@OUT
def growth(older: int, newer: int | None, out: Path | None) -> None:
    """证明后来的树头由先前的长成。Prove that a later head grew out of an older one.

    OLDER 和 NEWER 是行数；NEWER 不写就是最新。Both are numbers of rows; NEWER is the newest if left out.
    """
    commands.connect()
    from yitang.platform.audit.public import prove_heads

    try:
        _give(prove_heads(older, newer), out)
    except Refusal as refusal:
        raise _refused(refusal) from refusal


@log.command("heads")
def list_heads() -> None:
    """列出最新的树头。List the newest heads.

    依次是 in this order: 行数 rows，根 root，时间 time，公钥 key。"""
    commands.connect()
    from yitang.platform.audit.public import heads

    for one in heads():
        click.echo(f"{one.size:10} {one.root.hex()} {one.at} {one.key_id}")


@log.command("keys")
@OUT
def keys(out: Path | None) -> None:
    """写出公钥，交给核对的人保存。Write the public keys, to be kept by whoever checks.

    里面没有秘密。There is no secret in it. 要当面交，不要和证明放在一起。Hand it over in person, not together with a proof.
    """
    commands.connect()
    from yitang.platform.audit.public import own_keys

    _give(own_keys(), out)


@log.command("admit")
@click.argument("file", type=FILE)
@click.option("--name", required=True, help="对方的名称 / what the other installation is called")
@click.option("--login", required=True, help="谁登记：管理员或所长 / who admits it: administrator or chief")
def admit(file: Path, name: str, login: str) -> None:
    """登记另一个安装，替它保存日志的树头。Be the witness of another installation's log.

    FILE 是对方用 log keys 写出的公钥文件，当面拿到。FILE is what the other one wrote with log keys, handed over in person.
    """
    commands.connect()
    from yitang.config.cli.person import somebody
    from yitang.platform.custody.public import admit_peer

    try:
        with somebody(login) as viewer:
            admit_peer(viewer, name, file.read_bytes())
    except Refusal as refusal:
        raise _refused(refusal) from refusal
    click.echo(f"已登记 {name} / {name} is admitted")


@log.command("acknowledge")
@click.option("--login", required=True, help="谁确认：管理员、所长或监督岗 / who: administrator, chief or supervisor")
@click.option("--reason", required=True, help="原因，记入日志 / why; it goes into the log")
def acknowledge(login: str, reason: str) -> None:
    """确认日志缺了哪些行，两个人各做一次。Know what the log lost; two people, each once.

    启动时说日志和见证不一样，才用它。Only when a start says that the log is not the one that a witness remembers.
    """
    commands.connect()
    from yitang.config.cli.person import somebody
    from yitang.config.guard import words
    from yitang.platform.audit.public import standings
    from yitang.platform.custody.public import acknowledge_gap

    try:
        for one in standings():
            if one.wrong:
                click.echo(" / ".join(words(one)))
        with somebody(login) as viewer:
            for gap, count in acknowledge_gap(viewer, reason).items():
                zh = "可以启动了" if count > 1 else "还要另一个人用自己的账号确认"
                en = "it can be started" if count > 1 else "another person must acknowledge it too"
                click.echo(f"第 {gap.start + 1} 到 {gap.size} 行：{count} 人已确认，{zh} / rows {gap.start + 1} to {gap.size}: acknowledged by {count}, {en}")
    except Refusal as refusal:
        raise _refused(refusal) from refusal


@log.command("check")
@click.argument("file", type=FILE)
@click.option("--keys", "kept", type=FILE, required=True, help="自己保存的公钥文件 / the file of public keys that you kept")
def check(file: Path, kept: Path) -> None:
    """核对别人出具的证明，不用数据库。Check a proof; needs no database.

    不成立时退出码是 1。Exit status 1 if it does not hold. 例如 for example: ./yitang log check row.json --keys office.json
    """
    from yitang.platform.audit.public import check_proof, read_keys

    try:
        for line in _words(check_proof(file.read_bytes(), read_keys(kept.read_bytes()))):
            click.echo(line)
    except Refusal as refusal:
        raise _refused(refusal) from refusal


def _words(found: "Proven") -> list[str]:
    head = f"树头 head: {found.head.size} 行 rows, {found.head.at}, {found.head.root.hex()}, {found.head.key_id}"
    if found.row is None:
        assert found.older is not None
        return [f"✓ 由 {found.older.size} 行的树头长成，没有改动 / grew out of the head of {found.older.size} rows, nothing was changed", head]
    said = ", ".join(f"{name}={found.row[name]}" for name in ("id", "act", "result", "account", "post", "thing_kind", "thing_id", "real_at"))
    return [f"✓ 日志第 {found.place + 1} 行，没有改动 / row {found.place + 1} of the log, as it was sealed", said, head]
