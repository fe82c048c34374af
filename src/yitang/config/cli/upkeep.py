"""What ``check --deploy`` looks at that an office must go on doing: copies and drills of backups, the certificate, the calendar, keys of its people."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from yitang.config.cli.looking import named, when
from yitang.kernel import clock
from yitang.platform.audit.public import last_done
from yitang.platform.custody.public import DRILL, OFFLINE
from yitang.platform.database.public import row, rows
from yitang.platform.keys.public import CertificateWrong, certificate
from yitang.platform.policy.public import value

# Whose way in must be a security key that no false page can use (ASVS 6.3.3): the three administrators and the chief.
KEY_POSTS = ["admin", "security", "audit", "chief"]


def no_security_key() -> str | None:
    """Accounts of key roles that can sign in by nothing stronger than a one-time code."""
    found = rows(
        "SELECT DISTINCT a.login FROM identity_account a JOIN identity_post p ON p.account_id = a.id WHERE a.state = 'active' AND p.ended_at IS NULL "
        "AND p.post = ANY(%s) AND NOT EXISTS (SELECT 1 FROM identity_security_key k WHERE k.account_id = a.id AND NOT k.copied) ORDER BY 1",
        [KEY_POSTS],
    )
    return when(found, named([one["login"] for one in found]))


def one_digest() -> str | None:
    """The log is sealed without SM3, which an office assessed under commercial cryptography needs (密评)."""
    return when(value("audit.digests") == "sha256")


def no_replica() -> str | None:
    """Nobody receives the database's changes as they happen: what was written since the last backup lies on one machine."""
    found = row("SELECT count(*)::int AS n FROM pg_stat_replication")
    return when(not found or found["n"] == 0)


def no_offline_copy() -> str | None:
    """The ransomware line: whether somebody has lately put a copy of a backup where no account of this machine reaches it."""
    return _overdue(OFFLINE, value("backup.offline_days"))


def no_drill() -> str | None:
    """A backup that nobody ever opened may be none."""
    return _overdue(DRILL, value("backup.drill_days"))


def _overdue(act: str, days: int) -> str | None:
    last = last_done(act)
    return when(last is None or clock.real_now() - last > timedelta(days=days), f"{last:%Y-%m-%d}" if last else "从来没有 / never")


def certificate_ends() -> str | None:
    """The certificate that this program serves ends soon, is over, or is not there."""
    if not settings.YITANG_TLS:
        return None
    try:
        found = certificate((Path(settings.YITANG_TLS) / "current" / "server.crt").read_bytes())
    except (OSError, CertificateWrong) as fault:
        return str(fault)
    left = found.until - clock.real_now()
    return when(left < timedelta(days=value("tls.renew_days")), f"{found.until:%Y-%m-%d}")


def proxies_not_listed() -> str | None:
    """Somebody else ends TLS, but no proxy is listed: every request seems to come from it, and limits by address count all people as one."""
    return when(settings.YITANG_ORIGIN.startswith("https://") and not settings.YITANG_TLS and not settings.YITANG_PROXIES)


def profile_differs() -> str | None:
    """The password profile is not that of the site's level of classified protection: from level 3 on it is ``dengbao``."""
    level, profile = value("site.protection_level"), value("password.profile")
    return when(level >= 3 and profile != "dengbao", f"{level}, {profile}")


def calendar_ends() -> str | None:
    """Deadlines in working days run into a year of which no holiday has been entered."""
    year = (clock.local(clock.now()).date() + timedelta(days=value("check.calendar_days"))).year
    found = row('SELECT count(*)::int AS n FROM offices_special_day WHERE hall_id IS NULL AND NOT works AND extract(year FROM "on") = %s', [year])
    return when(not found or found["n"] == 0, str(year))


def keys_among_backups() -> str | None:
    """The folder of backups holds the keys, or lies among them: who takes one takes the other."""
    if not settings.YITANG_BACKUPS:
        return None
    keys, backups = Path(settings.YITANG_KEYS).resolve(), Path(settings.YITANG_BACKUPS).resolve()
    return when(keys.is_relative_to(backups) or backups.is_relative_to(keys), str(backups))
