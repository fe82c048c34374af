"""Refusals of policy."""

from yitang.kernel.errors import Refusal


class ValueWrong(Refusal):
    """A value is of the same shape as the one that comes with the program: a number for a number, a list for a list."""

    code = "value_wrong"
    zh = "“{name}”的值填得不对：要像 {like} 这样。"
    en = "The value of “{name}” does not fit: it looks like {like}."
    cure_zh = "照单位和原来的样子填；文字加引号，列表用方括号。"
    cure_en = "Write it like the one before: texts in quotes, lists in brackets."
