"""The room of people: natural persons and organisations, their identity documents and phones."""

from django.apps import AppConfig


class People(AppConfig):
    """Numbers are encrypted; they are found by blind index."""

    name = "yitang.registers.people"
    label = "people"
    subject = "yitang.registers.people.subject:PARTS"
    access = "yitang.registers.people.access:ACCESS"
    kept = "yitang.registers.people.keeping:KEPT"
    wrapped = (
        "people_change.former_cipher", "people_change.name_cipher", "people_change.number_cipher", "people_change.phone_cipher",
        "people_document.number_cipher", "people_phone.number_cipher",
    )  # fmt: skip
    found_by = {
        "id": ("people_document", "number_cipher", "number_index", "number_index_even"),
        "phone": ("people_phone", "number_cipher", "number_index", "number_index_even"),
    }
