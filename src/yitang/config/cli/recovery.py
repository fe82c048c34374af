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
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_key(file: Path) -> None:
    """在另一台机器上做一对备份密钥，私钥写进 FILE。Make a pair for backups, elsewhere; its private half goes into FILE.

    私钥不要放到服务器上；只把显示的公钥抄过去。Never on the server: bring it the public half that is shown.
    """
    from yitang.platform.keys.boxes import new_pair

    private, public = new_pair()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as fault:
        raise click.ClickException(f"{file} 已经有了，不覆盖 / is there already and is not overwritten") from fault
    except OSError as fault:
        raise click.ClickException(f"{file} 写不了：{fault.strerror} / cannot be written") from fault
    with os.fdopen(handle, "w") as out:
        out.write(f"# 一趟备份私钥，公钥 / private half for backups of Yitang, public half: {public}\n{private}\n")
        out.flush()
        os.fsync(out.fileno())
    click.echo(f"私钥在 {file}，抄一份在纸上，两人保管 / the private half is in {file}: copy it on paper, two holders", err=True)
    click.echo(public)


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
@click.option("--key", "private", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="私钥文件 / file with the private half")
@click.option("--keys", "keys", type=click.Path(exists=True, file_okay=False, path_type=Path), help="密钥文件夹的副本 / copy of the folder of keys")
@click.option("--witness", type=click.Path(exists=True, file_okay=False, path_type=Path), help="别处留存的见证 / the witness as it was kept elsewhere")
@click.option("--only-look", is_flag=True, help="只核对，不写 / look through it and write nothing")
def restore(file: Path, private: Path, keys: Path | None, witness: Path | None, only_look: bool) -> None:
    """把备份 FILE 恢复到空的机器上。Restore the backup FILE on an empty machine.

    \b
    先整个核对一遍，再写；目标不空就不做；中断了再运行同一条命令。
    Looked through whole before anything is written; refused where something is; cut off, the same command goes on.
    """
    from yitang.config.recovery.archive import Nobody, open_backup

    with refusals(), _disk():
        manifest = open_backup(file, private.read_text(encoding="utf-8"), Nobody())
        click.echo(f"备份完整，{manifest['made_at']}，日志 {manifest['head']['size']} 行 / the backup is whole, {manifest['head']['size']} rows of the log")
        if only_look:
            return
        if keys is None:
            raise click.UsageError("还要 --keys 密钥文件夹 / --keys FOLDER is needed too")
        _restore(file, private, keys, witness, manifest)


def _restore(file: Path, private: Path, keys: Path, witness: Path | None, manifest: dict[str, Any]) -> None:
    from yitang.config import obstacles
    from yitang.config.recovery import restoring

    var = commands.var_folder()
    restoring.nothing_there(var, manifest)
    try:
        held = obstacles.alone(var)
    except obstacles.Obstacle as obstacle:
        raise click.ClickException(str(obstacle)) from obstacle
    with held:
        commands.connect(first=True)
        restoring.restore(file, private.read_text(encoding="utf-8"), manifest, keys, lambda stage: click.echo(f"  {stage} …"))
        _bring_witness(witness)
        _take_up(var, manifest)


def _bring_witness(elsewhere: Path | None) -> None:
    """The witness as somebody else kept it stands above the copy in the backup: it may remember acts that came after."""
    from django.conf import settings

    if elsewhere is not None:
        target = Path(settings.YITANG_WITNESS)
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(elsewhere / "heads.jsonl", target / "heads.jsonl")


def _take_up(var: Path, manifest: dict[str, Any]) -> None:
    """What comes after the data: migrate, rights, the log verified, and the restore itself as its next row."""
    from yitang.config.recovery.restoring import finished
    from yitang.config.supervisor import prepare
    from yitang.platform.audit.public import act, verify_installation

    prepare(demo=False)
    report = verify_installation()
    click.echo(report.words())
    with act(Viewer.system(), "recovery.restore") as this:
        this.on("backup", manifest["made_at"])
        this.note({"head": manifest["head"], "good": report.good, "findings": report.findings[:20]})
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
