"""``yitang backup``, ``backup-key``, ``restore``: a whole installation in one encrypted file, and back."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from yitang.config.cli import commands
from yitang.config.cli.keys import refusals
from yitang.kernel.viewer import Viewer

NOT_IN_IT = "里面没有密钥，密钥文件夹另外抄 / the keys are not in it: copy their folder apart"


@commands.main.command("backup-key")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup_key(folder: Path) -> None:
    """在另一台机器上做备份密钥：私钥分三份写进 FOLDER，任意两份才能恢复。Make a key for backups, elsewhere: three pieces into FOLDER, any two restore.

    \b
    私钥本身不保存。每份抄在纸上交给一个人，再删掉文件；只把显示的公钥抄到服务器。
    The private half itself is kept nowhere. Copy each piece on paper for one person, delete the files; bring the server the public half that is shown.
    """
    from yitang.platform.keys.public import new_pair, split

    private, public = new_pair()
    pieces = split(private)
    files = [folder / f"share-{n}.txt" for n in range(1, len(pieces) + 1)]
    with _disk():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if found := next((file for file in files if file.exists()), None):
            raise click.ClickException(f"{found} 已经有了，不覆盖 / is there already and is not overwritten")
        for n, (file, piece) in enumerate(zip(files, pieces, strict=True), 1):
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(_paper(n, piece, public))
                out.flush()
                os.fsync(out.fileno())
    click.echo(f"三份在 {folder}，各抄在纸上交给一个人，然后删掉 / three pieces are in {folder}: one on paper for each person, then delete them", err=True)
    click.echo(public)


def _paper(n: int, piece: str, public: str) -> str:
    """One holder's paper: eleven words a line, three lines."""
    words = piece.split()
    lines = [" ".join(words[start : start + 11]) for start in range(0, len(words), 11)]
    head = f"# 一趟备份恢复，第 {n} 份，共三份，任意两份可恢复 / piece {n} of 3 for restoring backups of Yitang; any two restore\n"
    return f"{head}# 公钥 public half: {public}\n" + "\n".join(lines) + "\n"


@commands.main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--to", "public", required=True, help="公钥 age1…，或写着它的文件 / the public half, or a file with it")
def backup(folder: Path, public: str) -> None:
    """备份到文件夹 FOLDER，加密给公钥，不用停止办公。Back up into FOLDER, encrypted to a public half; the office stays open.

    有数据库、文件、见证，没有密钥。Database, files, witness; not the keys. 中断的不会留下像样的文件。Cut off, it leaves no file that passes for whole.
    """
    commands.connect()
    from yitang.config.recovery.saving import save

    with refusals(), _disk():
        done = save(folder, _text(public), lambda stage: click.echo(f"  {stage} …"))
        holds = done.manifest["holds"]
        click.echo(f"{done.path}")
        click.echo(
            f"  数据库 database {holds['database']['bytes']} B，文件 files {holds['files']['entries']}，日志 log {done.manifest['head']['size']}\n  {NOT_IN_IT}"
        )
        for digest in done.damaged:
            click.echo(f"  ! 文件内容与摘要不符，照样备份了 / a file does not fit its digest and was kept as it is: {digest}")


@commands.main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--share",
    "shares",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="保管人的一份，两次；不写就输入 / a piece, twice; asked for if left out",
)
@click.option("--keys", "keys", type=click.Path(exists=True, file_okay=False, path_type=Path), help="密钥文件夹的副本 / copy of the folder of keys")
@click.option("--witness", type=click.Path(exists=True, file_okay=False, path_type=Path), help="别处留存的见证 / the witness as it was kept elsewhere")
@click.option("--only-look", is_flag=True, help="只核对，不写 / look through it and write nothing")
def restore(file: Path, shares: tuple[Path, ...], keys: Path | None, witness: Path | None, only_look: bool) -> None:
    """把备份 FILE 恢复到空的机器上，要两个人。Restore the backup FILE on an empty machine; two people are needed.

    \b
    先要两位保管人的两份；数据回来后，两位管理员或所长各自登录确认才开门。
    First two holders' pieces; when the data are back, two of administrators and chief sign in and confirm before the office opens.
    先整个核对一遍，再写；目标不空就不做；中断了再运行同一条命令。
    Looked through whole before anything is written; refused where something is; cut off, the same command goes on.
    """
    from yitang.config.cli.holders import private_half
    from yitang.config.recovery.archive import Nobody, open_backup

    with refusals(), _disk():
        private, pieces = private_half(shares)
        manifest = open_backup(file, private, Nobody())
        click.echo(f"备份完整，{manifest['made_at']}，日志 {manifest['head']['size']} 行 / the backup is whole, {manifest['head']['size']} rows of the log")
        if only_look:
            return
        if keys is None:
            raise click.UsageError("还要 --keys 密钥文件夹 / --keys FOLDER is needed too")
        _restore(file, private, keys, witness, {**manifest, "pieces": pieces})


@commands.main.command("backup-note")
@click.argument("what", type=click.Choice(["drill", "offline"]))
@click.argument("name")
@click.option("--login", required=True, help="谁：系统管理员 / who: system administrator")
def backup_note(what: str, name: str, login: str) -> None:
    """登记备份 NAME 的恢复演练或离线副本。Write down a restore drill, or a copy off line, of the backup NAME.

    drill: 在别处用两位保管人的词打开过（restore --only-look）。Opened elsewhere by two holders.
    offline: 有一份放在本机任何账号都够不到的地方。A copy lies where no account of this machine reaches it.
    """
    commands.connect()
    from yitang.config.cli.person import somebody
    from yitang.platform.custody.public import note_drill, note_offline_copy

    with refusals(), somebody(login) as viewer:
        (note_drill if what == "drill" else note_offline_copy)(viewer, name)
    click.echo("已登记 / written down")


def _restore(file: Path, private: str, keys: Path, witness: Path | None, manifest: dict[str, Any]) -> None:
    from yitang.config import obstacles
    from yitang.config.recovery import restoring

    var, pieces = commands.var_folder(), manifest.pop("pieces")
    restoring.nothing_there(var, manifest)
    try:
        held = obstacles.alone(var)
    except obstacles.Obstacle as obstacle:
        raise click.ClickException(str(obstacle)) from obstacle
    with held:
        commands.connect(first=True)
        restoring.restore(file, private, manifest, keys, lambda stage: click.echo(f"  {stage} …"))
        _bring_witness(witness)
        _take_up(var, manifest, pieces)


def _bring_witness(elsewhere: Path | None) -> None:
    """The witness as somebody else kept it stands above the copy in the backup: it may remember acts that came after."""
    from django.conf import settings

    if elsewhere is not None:
        target = Path(settings.YITANG_WITNESS)
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(elsewhere / "heads.jsonl", target / "heads.jsonl")


def _take_up(var: Path, manifest: dict[str, Any], pieces: list[int]) -> None:
    """What comes after the data: migrate, rights, the log verified, the restore itself as its next row, and two people who confirm it."""
    from yitang.config.cli.holders import two_confirm
    from yitang.config.recovery.restoring import finished
    from yitang.config.supervisor import prepare
    from yitang.platform.audit.public import act, verify_installation

    prepare(demo=False)
    report = verify_installation()
    click.echo(report.words())
    with act(Viewer.system(), "recovery.restore") as this:
        this.on("backup", manifest["made_at"])
        this.note({"head": manifest["head"], "good": report.good, "findings": report.findings[:20], "pieces": pieces})
    two_confirm(manifest["made_at"])
    finished(var)
    if not report.good:
        click.echo("数据已恢复，但日志与见证不符：先查清楚再开门 / the data are back, but log and witness differ: find out why before the office opens")
        sys.exit(1)
    click.echo("已恢复 / restored")


def _text(said: str) -> str:
    """A public half as it was typed, or as it stands in a file."""
    path = Path(said)
    return path.read_text(encoding="utf-8").strip() if not said.startswith("age1") and path.is_file() else said


class _disk:  # noqa: N801 - a word of its own, like contextlib's
    """What the disk or the file system says is one clear line."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, _: object) -> None:
        if isinstance(fault, OSError):
            raise click.ClickException(f"{fault.filename or ''} {fault.strerror or fault} / file system") from fault
