"""Reading single fields of a form: what does not fit is a named refusal, never a fault."""

from uuid import UUID

from django.http import HttpRequest, QueryDict

from yitang.kernel.errors import Refusal


class FieldWrong(Refusal):
    """A field holds something that cannot be meant."""

    code = "field_wrong"
    zh = "“{name}”这一项填得不对。"
    en = "The field “{name}” does not hold what it should."
    cure_zh = "请返回重新选择或填写。"
    cure_en = "Go back and choose or fill it in again."


class CharacterRefused(Refusal):
    """Text that no store can keep: a NUL, or half of a character."""

    code = "character_refused"
    zh = "提交的内容里有无法保存的字符（空字符或残缺字符）。"
    en = "What was sent holds characters that cannot be kept (NUL or half a character)."
    status = 400
    cure_zh = "请删掉后重新输入。"
    cure_en = "Remove them and type it again."


class TooLarge(Refusal):
    """More than a form of ours can hold."""

    code = "too_large"
    zh = "提交的内容太大，没有保存。"
    en = "What was sent is too large; nothing was saved."
    status = 413


class PageNotThere(Refusal):
    """No page has this address."""

    code = "page_not_there"
    zh = "没有这个页面。"
    en = "There is no such page."
    status = 404


class OnlyPosted(Refusal):
    """An address that takes a form was opened by itself: by a reload, or from the bar."""

    code = "only_posted"
    zh = "这一步要在页面上按按钮，不能直接打开。"
    en = "This step is a button of a page and cannot be opened by itself."
    status = 405
    cure_zh = "请从首页重新进入。"
    cure_en = "Begin again at the first page."


class RequestUnreadable(Refusal):
    """The request cannot be read."""

    code = "request_unreadable"
    zh = "请求无法读懂，没有保存。"
    en = "The request cannot be read; nothing was saved."
    status = 400


def uuid_field(said: QueryDict, name: str) -> UUID:
    """The id in a field.

    Raises: FieldWrong.
    """
    try:
        return UUID(said.get(name, ""))
    except ValueError as fault:
        raise FieldWrong(name=name) from fault


def optional_uuid(said: QueryDict, name: str) -> UUID | None:
    """The id in a field that may be empty.

    Raises: FieldWrong.
    """
    return uuid_field(said, name) if said.get(name) else None


def small_number(said: QueryDict, name: str) -> int:
    """A small whole number in a field; what is none is 0."""
    text = said.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def unkeepable(value: object) -> bool:
    """Whether some text in this value cannot be kept: a NUL, or half of a surrogate pair."""
    if isinstance(value, str):
        return "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, dict):
        return any(unkeepable(one) for pair in value.items() for one in pair)
    return isinstance(value, list | tuple) and any(unkeepable(one) for one in value)


# Words in what a browser says of itself, the telling ones first: nearly every browser also calls itself by the names of others.
BROWSERS = (("MicroMessenger", "微信"), ("Edg", "Edge"), ("360", "360"), ("QQBrowser", "QQ"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def machine_of(request: HttpRequest) -> str:
    """Browser and system of a request, in words that a person knows his own machines by; nothing when it does not say."""
    said = request.headers.get("User-Agent", "")
    return " ".join(next((name for mark, name in known if mark in said), "") for known in (BROWSERS, SYSTEMS)).strip()
