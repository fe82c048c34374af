"""The number of the request that is being answered, for every line of the log that it causes."""

from contextvars import ContextVar

NUMBER: ContextVar[str] = ContextVar("request_number", default="")
