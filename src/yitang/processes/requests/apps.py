"""The room of requests: what people ask of the data about themselves."""

from django.apps import AppConfig


class Requests(AppConfig):
    """A copy, a correction, a deletion; asked, answered within a limit."""

    name = "yitang.processes.requests"
    label = "requests"
    subject = "yitang.processes.requests.subject:PARTS"
    access = "yitang.processes.requests.access:ACCESS"
    kept = "yitang.processes.requests.keeping:KEPT"
    wrapped = ("requests_request.said_cipher", "requests_request.answer_cipher")
