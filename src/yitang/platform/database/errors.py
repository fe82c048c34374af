"""Refusals of the database room."""

from yitang.kernel.errors import Refusal


class KeyUsedForSomethingElse(Refusal):
    """The same idempotency key came with another request."""

    code = "key_used_for_something_else"
    zh = "这个请求编号已用于另一项操作。请刷新页面后重做。"
    en = "This request key was already used for another action. Reload the page and do it again."
    status = 409
