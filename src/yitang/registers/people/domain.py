"""What is said of a person, masked."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yitang.kernel import citizen_id, credit_code
from yitang.kernel.text import identifier

BUSINESS_CODES = ("91", "92", "93")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as lists and pages may show: name masked, last four signs of the number. ``name_staff``: as staff may see it (张*三)."""

    id: UUID
    kind: str
    name_masked: str
    document_kind: str
    last4: str
    birth_on: date | None
    phone_masked: str
    name_staff: str = ""

    def age_on(self, on: date) -> int | None:
        """Whole years on a day; None when the document holds no birth date."""
        if self.birth_on is None:
            return None
        return on.year - self.birth_on.year - ((on.month, on.day) < (self.birth_on.month, self.birth_on.day))


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """An identity document, masked."""

    id: UUID
    kind: str
    last4: str
    true_from: date
    true_to: date | None


def kind_and_number(text: str) -> tuple[str, str]:
    """Which kind of number was typed, in its one form.

    Raises: CitizenIdInvalid, CreditCodeInvalid.
    """
    number = identifier(text)
    # Codes of businesses begin with 91 to 93 and may hold digits only; no ID number begins so.
    looks_like_code = len(number) == 18 and (any(sign.isalpha() for sign in number[:17]) or number[:2] in BUSINESS_CODES)
    if looks_like_code:
        return "credit_code", credit_code.parse(number).number
    parsed = citizen_id.parse(number)
    return ("id15" if parsed.first_generation else "id18"), parsed.number
