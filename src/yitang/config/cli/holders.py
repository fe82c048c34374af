"""The two people of a restore: first two holders whose pieces open the backup, then two of the office who let it open again."""

from pathlib import Path

import click

from yitang.kernel.errors import Refusal

NEEDED = 2


def private_half(shares: tuple[Path, ...]) -> tuple[str, list[int]]:
    """The private half from two pieces, of files or typed by one holder after the other. Returns: it, and which pieces it came from.

    Raises: ShareWrong.
    """
    from yitang.platform.keys.public import join, number_of

    pieces = [_words(share.read_text(encoding="utf-8")) for share in shares]
    while len(pieces) < NEEDED:
        pieces.append(_typed(len(pieces) + 1))
    return join(pieces), sorted(number_of(piece) for piece in pieces)


def _words(text: str) -> str:
    return " ".join(line for line in text.splitlines() if not line.startswith("#"))


def _typed(n: int) -> str:
    """One holder's words, unseen, so that who stands beside him does not get them; a mistake is said at once and costs these words alone."""
    from yitang.platform.keys.public import ShareWrong, number_of

    while True:
        said = str(click.prompt(f"第 {n} 位保管人的 33 个词 / the 33 words of holder {n}", hide_input=True))
        try:
            number_of(said)
        except ShareWrong as fault:
            click.echo(str(fault), err=True)
        else:
            return said


def two_confirm(backup: str) -> None:
    """Two people of the office sign in and say that it may open as it came back; who has said so before a cut need not again.

    Where the backup holds fewer than two who could, that is said, and the two holders stand for them.
    """
    from yitang.platform.custody.public import confirm_restore, confirmed_by

    there = _who_can()
    if there < NEEDED:
        click.echo("备份里没有两位可确认的人，由两位保管人作证 / the backup holds no two people who could confirm it: the two holders stand for them")
        return
    while (done := confirmed_by(backup)) < NEEDED:
        click.echo(f"请第 {done + 1} 位管理员或所长登录确认 / person {done + 1} of 2, an administrator or the chief, signs in to confirm")
        login = str(click.prompt("账号 / login"))
        from yitang.config.cli.person import somebody

        try:
            with somebody(login) as viewer:
                confirm_restore(viewer, backup)
        except Refusal as refusal:
            click.echo(f"{refusal.zh_text} / {refusal.en_text}", err=True)


def _who_can() -> int:
    """Persons with an active account and a post of today that may confirm a restore."""
    from yitang.kernel import clock
    from yitang.platform.database.public import row
    from yitang.platform.identity.public import access_table

    posts = [post for rule in access_table() if rule.act == "custody.confirm_restore" for post in rule.posts]
    today = clock.local(clock.real_now()).date()
    found = row(
        "SELECT count(DISTINCT a.person_id)::int AS n FROM identity_account a JOIN identity_post p ON p.account_id = a.id "
        "WHERE a.state = 'active' AND p.post = ANY(%s) AND p.ended_at IS NULL AND p.from_on <= %s AND (p.to_on IS NULL OR p.to_on >= %s)",
        [posts, today, today],
    )
    return int(found["n"]) if found else 0
