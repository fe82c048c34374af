"""The room of people: natural persons and organisations, their identity documents and phones."""

from django.apps import AppConfig


class People(AppConfig):
    """Numbers are encrypted; they are found by blind index."""

    name = "yitang.registers.people"
    label = "people"
    access = "yitang.registers.people.access:ACCESS"
