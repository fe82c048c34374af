"""``yitang tls``: an authority of the office's own, certificates of its servers, and how kiosks, phones and desks come to trust it."""

import os
import secrets
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from yitang.config.cli import commands
from yitang.config.cli.keys import refusals

AUTHORITY_KEY, AUTHORITY = "authority.key", "authority.crt"
AT = click.option(
    "--authority", "authority", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help="证书机构的文件夹 / folder of the authority"
)
INTO = click.option(
    "--into", "into", envvar="YITANG_TLS", required=True, type=click.Path(file_okay=False, path_type=Path), help="服务器证书的文件夹 / folder of the server's"
)
FOR_DAYS = click.option("--days", default=365, show_default=True, type=click.IntRange(1, 825), help="服务器证书多少天 / days that it counts")


@commands.main.group("tls")
def tls() -> None:
    """本单位的证书：证书机构、服务器证书、怎样安装。Certificates of the office's own: authority, servers, installing.

    不用数据库。Needs no database. 例如 for example: docs/how-to/install-one-hall.md
    """


@tls.command("authority")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", required=True, help="名称，设备上会看到，如 某市车管所 / what devices show")
@click.option("--permit", multiple=True, required=True, help="只许给这些主机和网段发证，可多次 / the only hosts and networks that it may certify")
@click.option("--days", default=3650, show_default=True, type=click.IntRange(1, 7300), help="多少天 / days that it counts")
@click.option("--passphrase", is_flag=True, help="用口令封住私钥，续期要人输入 / close its key: renewing then asks a person")
def authority(folder: Path, name: str, permit: tuple[str, ...], days: int, passphrase: bool) -> None:
    """在 FOLDER 建一个证书机构，只能给 --permit 的主机和网段发证。Make an authority in FOLDER, good for the hosts and networks of --permit alone.

    \b
    私钥和服务器、备份分开放，如只有 root 能读的文件夹或一个U盘。
    Keep its key apart from server and backups: a folder that root alone reads, or a stick in a drawer.
    """
    from yitang.platform.keys.public import certificate, new_authority

    with refusals():
        if (folder / AUTHORITY_KEY).exists() or (folder / AUTHORITY).exists():
            raise click.ClickException(f"{folder} 里已经有证书机构，不覆盖 / there is an authority in it already, and it is not overwritten")
        said = str(click.prompt("口令 / passphrase", hide_input=True, confirmation_prompt=True)) if passphrase else ""
        key, made = new_authority(name, permit, days, datetime.now(UTC), said)
        _write(folder, AUTHORITY_KEY, key, 0o600)
        _write(folder, AUTHORITY, made, 0o644)
        found = certificate(made)
    click.echo(f"证书机构 {found.issuer}，到 {found.until:%Y-%m-%d}，只能给 {', '.join(found.names)} 发证 / authority, until that day, for those alone")
    click.echo(f"指纹 SHA-256 {found.fingerprint}\n安装到设备 / to install it: ./yitang tls install --authority {folder}")


@tls.command("issue")
@click.argument("names", nargs=-1, required=True)
@AT
@INTO
@FOR_DAYS
def tls_issue(names: tuple[str, ...], authority: Path, into: Path, days: int) -> None:
    """给主机名和地址 NAMES 发服务器证书。Certify a server for the hosts and addresses NAMES.

    例如 for example: ./yitang tls issue hall.lan 10.20.0.9 --authority /etc/yitang/authority --into /etc/yitang/tls
    """
    with refusals():
        _issue(authority, into, names, days)


@tls.command("renew")
@AT
@INTO
@FOR_DAYS
@click.option("--within", default=30, show_default=True, type=click.IntRange(1, 365), help="还剩这么多天以内才换 / only if it ends within so many days")
def tls_renew(authority: Path, into: Path, days: int, within: int) -> None:
    """快到期就换新，名称不变；否则什么都不做。Renew the server's certificate for the same names if it ends soon; else do nothing."""
    from yitang.platform.keys.public import certificate

    with refusals():
        found = certificate(_read(into / "current" / "server.crt"))
        if found.until - datetime.now(UTC) > timedelta(days=within):
            click.echo(f"到 {found.until:%Y-%m-%d}，还不用换 / good until that day, nothing to do")
            return
        _issue(authority, into, found.names, days)


@tls.command("show")
@INTO
def tls_show(into: Path) -> None:
    """服务器证书：名称、到期、指纹；已到期时退出码 1。The server's certificate: names, end, fingerprint; exit status 1 if it is over."""
    from yitang.platform.keys.public import certificate

    with refusals():
        found = certificate(_read(into / "current" / "server.crt"))
    left = found.until - datetime.now(UTC)
    click.echo(f"{', '.join(found.names)}  {found.until:%Y-%m-%d}  还有 {left.days} 天 days left  {found.issuer}\nSHA-256 {found.fingerprint}")
    sys.exit(1 if left <= timedelta() else 0)


@tls.command("install")
@AT
def tls_install(authority: Path) -> None:
    """显示怎样把证书机构装到自助机、手机和办公电脑。Say how kiosks, phones and desks come to trust the authority."""
    from yitang.platform.keys.public import certificate

    with refusals():
        found = certificate(_read(authority / AUTHORITY))
    click.echo(INSTALL.format(file=authority / AUTHORITY, name=found.issuer, names=", ".join(found.names), fingerprint=found.fingerprint))


INSTALL = """{file} 不是秘密，用U盘或内网共享带到每台设备；装之前对一遍指纹，装的人当面核对。
This file is no secret: bring it to each device by a stick or a share of the LAN. Compare the fingerprint before it is installed.

  {name}    {names}
  SHA-256 {fingerprint}

自助机、大厅屏、办公电脑 Debian/UOS/麒麟 · kiosks, displays, desks on Debian and its kin
  sudo cp authority.crt /usr/local/share/ca-certificates/yitang.crt && sudo update-ca-certificates
  Chromium、360 用自己的库 · Chromium keeps a store of its own (package libnss3-tools), as the user who opens the browser:
  mkdir -p ~/.pki/nssdb && certutil -d sql:$HOME/.pki/nssdb -A -t "C,," -n yitang -i authority.crt
  Firefox：/etc/firefox/policies/policies.json 里 · in it: {{"policies": {{"Certificates": {{"Install": ["/usr/local/share/ca-certificates/yitang.crt"]}}}}}}
办公电脑 Windows · desks on Windows（管理员 as administrator）
  certutil -addstore -f Root authority.crt        多台用组策略 · many: group policy, Trusted Root Certification Authorities
Android、鸿蒙 · Android, HarmonyOS
  设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书 · Settings → Security → Encryption and credentials → Install a certificate → CA certificate
iPhone、iPad
  打开文件并安装描述文件，再到 设置 → 通用 → 关于本机 → 证书信任设置 打开它 · open the file, install the profile, then switch it on:
  Settings → General → About → Certificate Trust Settings
群众自己的手机不要装：给他们的网址用公众信任的证书 · citizens' own phones: never; their address has a certificate that phones trust by themselves."""


def _issue(authority: Path, into: Path, names: tuple[str, ...], days: int) -> None:
    """A pair in a folder of its own, which then becomes ``current`` in one step: no server ever finds the key of one certificate beside another."""
    from yitang.platform.keys.public import certificate, issue

    if into.resolve() == authority.resolve() or authority.resolve().is_relative_to(into.resolve()):
        raise click.ClickException("证书机构要和服务器证书分开放 / keep the authority apart from the server's certificate")
    key = _read(authority / AUTHORITY_KEY)
    said = str(click.prompt("证书机构的口令 / passphrase of the authority", hide_input=True)) if b"ENCRYPTED" in key else ""
    private, chain = issue(key, _read(authority / AUTHORITY), names, days, datetime.now(UTC), said)
    found = certificate(chain)
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = into / f"{found.until:%Y%m%d}-{secrets.token_hex(4)}"
    _write(new, "server.key", private, 0o600)
    _write(new, "server.crt", chain, 0o600)
    before = (into / "current").resolve() if (into / "current").exists() else None
    link = into / f".current-{secrets.token_hex(4)}"
    link.symlink_to(new.name)
    link.rename(into / "current")
    if before is not None and before.parent == into.resolve():
        for name in ("server.key", "server.crt"):
            (before / name).unlink(missing_ok=True)
        with suppress(OSError):
            before.rmdir()
    _as_the_folder(into, new)
    click.echo(f"{', '.join(found.names)}：到 {found.until:%Y-%m-%d}，重启网页和推送后用上 / until that day; in use once web and push are started again")
    click.echo(f"指纹 SHA-256 {found.fingerprint}")


def _as_the_folder(into: Path, new: Path) -> None:
    """Whoever owns the folder owns what is new in it: root renews, and the program reads."""
    owner = into.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        for path in (new, *new.iterdir()):
            os.chown(path, owner.st_uid, owner.st_gid)


def _write(folder: Path, name: str, content: bytes, mode: int) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except OSError as fault:
        raise click.ClickException(f"{fault.filename} 写不了：{fault.strerror} / cannot be written") from fault


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise click.ClickException(f"{file} 读不了：{fault.strerror} / cannot be read") from fault
