"""No start on a log that is not the one a witness remembers (X15): what each process asks before it serves anything."""

import html
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import Error, connections

from yitang.platform.audit.public import Standing, standings

HOW_ZH = "没有启动，什么都不提供。先查清原因；确认要接着用时，由两个人各自运行：./yitang log acknowledge --login 账号 --reason 原因"
HOW_EN = "Nothing is served. Find out why first; to go on, two people each run: ./yitang log acknowledge --login NAME --reason WHY"
AGAIN_S = 5.0
Start = Callable[..., Any]


class LogRefused(Exception):
    """The text says in both languages which rows are missing, and what two people can do."""


def words(one: Standing) -> tuple[str, str]:
    """What is wrong with the log by one witness, in Chinese and in English. Rows are counted from 1."""
    first, last = one.same + 1, one.size
    if one.kind == "cut":
        zh = f"日志被截短：见证 {one.name} 记得的第 {first} 到 {last} 行（{last - one.same} 行）不在数据库里，可能恢复了旧备份"
        en = f"The log was cut: rows {first} to {last} ({last - one.same} of them), remembered by the witness {one.name}, are not in the database: an old copy?"
    else:
        zh = f"日志分叉：从第 {first} 行起和见证 {one.name} 记得的不同（它记得到第 {last} 行，数据库有 {one.own} 行）"
        en = f"The log forked: from row {first} on it differs from what the witness {one.name} remembers (up to row {last}; the database has {one.own})"
    return zh, en


def refuse_another_log() -> None:
    """Return when the log is the one that the witnesses remember, as far as they answer, or two people know what it lost. Raises: LogRefused."""
    wrong = [words(one) for one in standings() if one.wrong]
    if wrong:
        raise LogRefused("\n".join([*(f"{zh} / {en}" for zh, en in wrong), f"{HOW_ZH} / {HOW_EN}"]))


def or_exit() -> None:
    """The same for a process without pages: it ends with the text. Without a database there is nothing to compare yet, and it goes on to wait for one."""
    try:
        refuse_another_log()
    except LogRefused as refused:
        raise SystemExit(str(refused)) from refused
    except Error:
        return


class Guarded:
    """Pages behind the question: until it is answered well, every address answers with one page, and it is asked again every five seconds."""

    def __init__(self, application: Start) -> None:
        self._application = application
        self._open, self._refused, self._asked_at = False, "", float("-inf")

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer one request."""
        if not self._open and time.monotonic() - self._asked_at >= AGAIN_S:
            self._ask()
        if not self._refused:
            answer: Iterable[bytes] = self._application(environ, start_response)
            return answer
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in self._refused.splitlines())
        page = (
            f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>没有启动 · Not started</title><main role="alert">{lines}</main></html>'.encode()
        )
        start_response("503 Service Unavailable", [
            ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page))), ("Cache-Control", "no-store"), ("Retry-After", "60"),
        ])  # fmt: skip
        return [page]

    def _ask(self) -> None:
        self._asked_at = time.monotonic()
        try:
            refuse_another_log()
        except LogRefused as refused:
            self._refused = str(refused)
        except Error:  # no database: pages say so themselves, and it is asked again
            self._refused = ""
        else:
            self._open, self._refused = True, ""
        finally:
            # Asked outside a request: nobody else gives this thread's connection back.
            connections["default"].close()
