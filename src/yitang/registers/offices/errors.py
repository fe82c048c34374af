"""Refusals of the offices."""

from yitang.kernel.errors import Refusal


class NoSuchHall(Refusal):
    """The id names no hall or office."""

    code = "no_such_hall"
    zh = "没有这个大厅。"
    en = "There is no such hall."
    status = 404
