"""``yitang check --deploy``: what keeps an office from being open to the public, and what its chief should know.

E, an error: in production mode nothing starts. W, a warning. The numbers are for good; what is not built has none. Beside ours run the checks that
Django has for deployment, under its own numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.checks import run_checks

from yitang.config.cli import looking, upkeep
from yitang.config.cli.checks import Finding, findings
from yitang.platform.keys.public import KeyFault
from yitang.platform.policy.public import value

# Of Django's own: what our middleware does instead of its own, and Y008 and Y009 see by an answer; and what ours say by another number.
INSTEAD = {"security.W001", "security.W002", "security.W004", "security.W008", "security.W009", "security.W016", "security.W018", "security.W020"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. Returns of ``found``: nothing when it is well, else what there is to add in both languages, maybe empty."""

    code: str
    bad: bool
    zh: str
    en: str
    why: str
    mend: str
    found: Callable[[], str | None]

    def finding(self) -> Finding | None:
        """What is wrong, if it is."""
        try:
            more = self.found()
        except KeyFault:  # said once, by Y017
            return None
        if more is None:
            return None
        tail = f"：{more}" if more else ""
        return Finding(self.code, self.bad, f"{self.zh}{tail}", f"{self.en}{tail.replace('：', ': ')}", self.why, self.mend)


def deploy_findings() -> list[Finding]:
    """Everything of the plain check, everything here, everything of Django's; errors first, by number."""
    found = findings()
    if not any(one.code == "Y020" for one in found):  # without its tables a database is asked nothing more
        found += [one for check in CHECKS if (one := check.finding()) is not None]
    found += [
        Finding(
            str(one.id), False, "Django 部署检查", str(one.msg).split(". ")[0], str(one.msg), str(one.hint or "见 Django 文档 / see Django's documentation")
        )
        for one in run_checks(include_deployment_checks=True)
        if one.id not in INSTEAD
    ]
    return sorted(found, key=lambda one: (not one.bad, one.code))


CHECKS = (
    Check(
        "Y001",
        True,
        "有演示数据",
        "the demo is loaded",
        "虚构的人和账号不该在真的窗口 / its people and sign-ins are known to everybody",
        "换一个空的 YITANG_VAR，设 YITANG_PRODUCTION=1 / an empty YITANG_VAR, and YITANG_PRODUCTION=1",
        looking.demo,
    ),
    Check(
        "Y002",
        True,
        "付款走的是演示沙箱",
        "payments go to the sandbox",
        "沙箱里不动真钱 / no money moves there",
        "接入服务商，改参数 payments.provider / connect a provider, set the policy value payments.provider",
        lambda: looking.when(value("payments.provider") == "sandbox"),
    ),
    Check(
        "Y003",
        True,
        "打开了调试",
        "debug is on",
        "出错页会显示源码和设置 / error pages show source and settings",
        "DEBUG = False",
        lambda: looking.when(settings.DEBUG),
    ),
    Check(
        "Y004",
        True,
        "SECRET_KEY 是默认的或太弱",
        "the secret key is the default or weak",
        "知道它的人能伪造签名的值 / who knows it can forge what Django signs",
        "YITANG_SECRET_KEY=$(openssl rand -hex 32)",
        looking.weak_secret,
    ),
    Check(
        "Y005",
        True,
        "网址不是 https",
        "the origin is not https",
        "口令和证件号在网上是明文 / passwords and numbers travel in clear",
        "YITANG_ORIGIN=https://…",
        lambda: looking.when(not settings.YITANG_ORIGIN.startswith("https://")),
    ),
    Check(
        "Y006",
        True,
        "主机名用了通配",
        "a host name is a wildcard",
        "伪造的主机名会进到链接里 / a forged host gets into links",
        "YITANG_HOST=office.example",
        looking.wildcards,
    ),
    Check(
        "Y007",
        True,
        "Cookie 没有 Secure 或 __Host-",
        "cookies lack Secure or __Host-",
        "别的页面能放进或读走会话 / other pages can plant or read a session",
        "YITANG_ORIGIN=https://…",
        looking.cookies,
    ),
    Check(
        "Y008",
        True,
        "没有 HSTS",
        "HSTS is missing",
        "第一次打开可能被改成 http / the first visit may be turned to http",
        "YITANG_ORIGIN=https://…",
        looking.header_missing("Strict-Transport-Security", "max-age=31536000"),
    ),
    Check(
        "Y009",
        True,
        "没有内容安全策略",
        "the content security policy is missing",
        "注入的脚本会运行 / an injected script would run",
        "MIDDLEWARE: yitang.portals.frame.middleware.SecurityHeaders",
        looking.header_missing("Content-Security-Policy", "default-src 'none'"),
    ),
    Check(
        "Y013",
        True,
        "数据库不问口令就放行",
        "the database lets in without the password",
        "谁到得了它谁就是它的主人 / whoever reaches it owns it",
        "pg_hba.conf: trust → scram-sha-256",
        looking.without_password,
    ),
    Check(
        "Y015",
        True,
        "密钥文件别人也能读",
        "others can read a key file",
        "拿到密钥就能读证件号 / whoever has the keys reads ID numbers",
        "chmod 600 $YITANG_KEYS/*",
        looking.open_keys,
    ),
    Check(
        "Y016",
        True,
        "密钥和数据在一起",
        "the keys lie among the data",
        "一份数据的副本就带走了密钥 / one copy of the data takes the keys along",
        "YITANG_KEYS=/etc/yitang/keys",
        looking.keys_among_data,
    ),
    Check("Y017", True, "有的密钥打不开", "a key cannot be used", "用它的页面会出错 / pages that need it fail", "./yitang keys close", looking.keys_open),
    Check(
        "Y018",
        True,
        "见证就在本机的数据文件夹里",
        "the witness lies in the installation's own folder",
        "能改日志的人也能改见证 / who can change the log can change it too",
        "YITANG_WITNESS=/mnt/elsewhere",
        looking.witness_inside,
    ),
    Check(
        "Y019",
        True,
        "日志与见证的最新树头不符",
        "the newest head of log and witness differ",
        "日志可能被截短或换过 / the log may have been cut or replaced",
        "./yitang verify-audit",
        looking.head_elsewhere,
    ),
    Check(
        "Y025",
        True,
        "有账号没有第二因素",
        "an account has no second factor",
        "只凭口令的账号不该存在 / a password alone must not be enough",
        "停用或重建账号 / suspend the account or make it anew",
        looking.second_factor,
    ),
    Check(
        "Y101",
        False,
        "很久没有备份",
        "no backup lately",
        "勒索软件或坏盘会带走一切 / ransomware or a broken disk takes everything",
        "./yitang backup FOLDER --to age1…",
        looking.no_backup,
    ),
    Check(
        "Y102",
        False,
        "有账号很久没有登录",
        "accounts that nobody has used for long",
        "没人看的账号没人发现被盗用 / nobody notices when one is abused",
        "停用 / suspend them",
        looking.stale_accounts,
    ),
    Check(
        "Y104",
        False,
        "数据密钥该换了",
        "a data key is due for a change",
        "一把密钥用得越久，丢了损失越大 / the longer it is used, the more its loss costs",
        "./yitang keys rotate data",
        looking.due_keys,
    ),
    Check(
        "Y105",
        False,
        "密钥文件没有主密钥封着",
        "key files are not closed with a master key",
        "偷走机器就偷走了密钥 / who takes the machine takes the keys",
        "docs/how-to/change-keys.md",
        looking.plain_keys,
    ),
    Check(
        "Y106",
        False,
        "还有值在旧密钥下",
        "values lie under an old key",
        "旧密钥还不能收起 / it cannot be put away yet",
        "./yitang keys rewrap",
        looking.values_left,
    ),
    Check(
        "Y107",
        False,
        "数据库把语句或参数写进日志",
        "the database logs statements or parameters",
        "它的日志里会有证件号 / numbers of people get into its log",
        "postgresql.conf: log_statement=none, log_min_duration_statement=-1, log_parameter_max_length_on_error=0",
        looking.logged_statements,
    ),
    Check(
        "Y109",
        False,
        "市民和工作人员的网页在同一个进程里",
        "citizens' pages and those of the staff are served by one process",
        "街上就能试工作人员的登录 / the street can try the sign-in of the staff",
        "PORTALS=phone,kiosk,hall",
        lambda: looking.when("phone" in settings.YITANG_PORTALS and {"window", "chief"} & set(settings.YITANG_PORTALS)),
    ),
    Check(
        "Y108",
        False,
        "主机的时钟没有同步",
        "the host's clock is not synchronised",
        "封存和动态码都靠时间 / heads and one-time codes rest on the time",
        "timedatectl set-ntp true",
        looking.host_clock,
    ),
    Check(
        "Y030",
        True,
        "密钥和备份在一起",
        "the keys lie among the backups",
        "拿走备份就拿走了密钥 / whoever takes a backup takes the keys that open its values",
        "YITANG_BACKUPS=/var/backups/yitang",
        upkeep.keys_among_backups,
    ),
    Check(
        "Y115",
        False,
        "管理员或所长没有安全钥匙",
        "administrators or the chief have no security key",
        "动态码会被假网页骗走 / a false page can trick a one-time code out of somebody",
        "登录后在“我的账号”添加 / each adds one at /me",
        upkeep.no_security_key,
    ),
    Check(
        "Y116",
        False,
        "日志没有用国密 SM3",
        "the log is sealed without SM3",
        "密评要国密算法 / an assessment of commercial cryptography asks for it",
        "把参数 audit.digests 设为 sha256+sm3 / set the policy value audit.digests to sha256+sm3",
        upkeep.one_digest,
    ),
    Check(
        "Y117",
        False,
        "数据库没有实时副本",
        "the database has no replica",
        "机器坏了，上次备份之后的都没有了 / a broken machine loses what came after the last backup",
        "pg_basebackup -R",
        upkeep.no_replica,
    ),
    Check(
        "Y118",
        False,
        "没有最近的离线备份",
        "no recent copy of a backup lies off line",
        "勒索软件会加密本机够得到的每一份 / ransomware takes every copy that this machine reaches",
        "抄一份到够不到的地方，再登记：./yitang backup-note offline NAME --login … / bring one there, then note it",
        upkeep.no_offline_copy,
    ),
    Check(
        "Y119",
        False,
        "很久没有恢复演练",
        "no restore drill lately",
        "没打开过的备份可能打不开 / a backup that nobody opened may not open",
        "在别处 restore --only-look，再登记：./yitang backup-note drill NAME --login … / open one elsewhere, then note it",
        upkeep.no_drill,
    ),
    Check(
        "Y120",
        False,
        "服务器证书快到期或没有",
        "the server's certificate ends soon, or is not there",
        "到期那天谁也打不开 / on that day nobody gets in",
        "./yitang tls renew --authority FOLDER",
        upkeep.certificate_ends,
    ),
    Check(
        "Y121",
        False,
        "没有列出前面的代理",
        "the proxies in front are not listed",
        "所有人看起来来自同一个地址 / everybody seems to come from one address, and one who guesses stops all",
        "YITANG_PROXIES=10.20.0.1",
        upkeep.proxies_not_listed,
    ),
    Check(
        "Y122",
        False,
        "口令规则与等保级别不符",
        "the password profile does not match the site's level",
        "三级要复杂度和定期更换 / level 3 asks for complexity and regular change",
        "把参数 password.profile 设为 dengbao / set the policy value password.profile to dengbao",
        upkeep.profile_differs,
    ),
    Check(
        "Y123",
        False,
        "还没有录入节假日的年份",
        "a year ahead has no holidays yet",
        "办理期限按工作日算，会算早 / deadlines count working days and would come out too early",
        "录入国务院公布的放假安排 / enter the holidays that the State Council has announced",
        upkeep.calendar_ends,
    ),
)


def codes() -> dict[str, bool]:
    """Every number of ours that is looked at here, and whether it is an error."""
    return {one.code: one.bad for one in CHECKS}


__all__ = ["CHECKS", "Check", "codes", "deploy_findings"]
