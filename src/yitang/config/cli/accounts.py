"""Accounts by who has the keys of the installation: the first three administrators, and one of them brought back."""

from collections.abc import Iterable
from contextlib import contextmanager
from typing import Any

import click

KINDS = (("admin", "system", "系统管理员"), ("security", "security", "安全管理员"), ("audit", "audit", "审计管理员"))


@click.group()
def accounts() -> None:
    """账号：第一批三位管理员。Accounts: the first three administrators."""


def _asked(function: Any) -> Any:
    """The nine things that are asked for, each an option too."""
    for _, kind, zh in reversed(KINDS):
        for what, word, en in reversed((("name", "姓名", "name"), ("badge", "工号", "badge number"), ("number", "身份证号", "ID number"))):
            said = f"{zh}{word} / {kind} administrator, {en}"
            function = click.option(f"--{kind}-{what}", prompt=said, help=said)(function)
    return function


@accounts.command("first")
@_asked
@click.option("--office", default="", help="单位名称，还没有单位时要填 / name of the office, where there is none yet")
def first(office: str, **said: str) -> None:
    """建第一批三位管理员，打印三个一次性链接。Make the first three administrators and print a one-time link for each.

    只在一个账号都没有时能用。Only on an installation without any account. 链接 24 小时有效，本人打开后自己设密码和动态码。
    Links live a day; each person opens his own and sets password and one-time codes. 没有默认密码。There is no default password.
    """
    from yitang.config.cli import commands
    from yitang.config.supervisor import prepare

    commands.connect(first=True)
    prepare(demo=False)
    from yitang.kernel.viewer import Viewer
    from yitang.platform.audit.public import act
    from yitang.platform.identity.public import Named, make_first_administrators
    from yitang.registers.people.public import staff_person

    with _refusals(), act(Viewer.system(), "accounts.first") as this:
        office_id = _office(this, office)
        people = [
            Named(post, said[f"{kind}_name"], said[f"{kind}_badge"], staff_person(this, said[f"{kind}_name"], said[f"{kind}_number"]))
            for post, kind, _ in KINDS
        ]  # fmt: skip
        links = make_first_administrators(people, office_id)
    _print(zip(links, (zh for _, _, zh in KINDS), strict=True))


@accounts.command("link")
@click.argument("badge")
def link(badge: str) -> None:
    """给一位管理员重新开链接。A new link for one of the three administrators, by badge number.

    三员里没有别人能确认时才用，例如只有一位安全管理员而他丢了手机。When nobody is left who could confirm it. 旧密码和动态码随即作废，登录即退出。
    The old password and codes end at once, and so do sessions. 写入日志。It is in the log.
    """
    from yitang.config.cli import commands

    commands.connect()
    from yitang.platform.identity.public import bring_back_administrator

    with _refusals():
        _print([(bring_back_administrator(badge), "管理员")])


@contextmanager
def _refusals() -> Any:
    """A refusal in both languages, with what to do; exit status 1."""
    from yitang.kernel.errors import Refusal

    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.zh_text} / {refusal.en_text}\n  → {refusal.cure_zh_text} / {refusal.cure_en_text}") from refusal


def _office(this: Any, name: str) -> Any:
    """The city's office; the one that is named now when there is none."""
    from yitang.registers.offices.public import offices, open_office

    found = offices()
    if found:
        return found[0].id
    if not name.strip():
        raise click.ClickException("这里还没有单位，请加 --office 单位名称 / there is no office yet: add --office NAME")
    return open_office(this, "CITY", name, name)


def _print(links: Iterable[tuple[Any, str]]) -> None:
    """Each link once; it is stored nowhere."""
    from django.conf import settings

    from yitang.kernel import clock

    for one, zh in links:
        until = clock.local(one.until).strftime("%Y-%m-%d %H:%M")
        click.echo(f"{zh} {one.name} {one.login}\n  {settings.YITANG_ORIGIN}/enrol/{one.token}\n  {until} 前有效，只能用一次 / works once, until then")
    click.echo("链接只显示这一次，分别交给本人 / shown this once: give each person his own")
