"""What a case is about, as it was found in the registers; and what each business must answer for a case to be carried through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.queue.public import Came
from yitang.registers.offices.public import OfficeRow
from yitang.registers.people.public import PersonRow


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party of a case: ``owner``, ``co_owner``, ``lender`` or ``applicant``; masked. ``here``: whether a document of his was seen."""

    role: str
    person: PersonRow
    here: bool = True


@dataclass(frozen=True, slots=True)
class Matter:
    """A case's matter. ``kept``: what was seen on the desk, as the case keeps it: no number of anybody, of names the agent's alone.

    ``subject``: the register's row of the thing. ``newcomer``: (name, number) of a party that the register does not hold yet.
    ``change``: (name, number, phone) that the applicant has from now on, "" where that stays; kept with the register of people when the case is accepted.
    ``came``: the people at the desk, in person or as somebody's agent; an organisation comes by its agent.
    """

    parties: tuple[PartyRow, ...]
    subject_kind: str
    subject_id: UUID
    subject: Any
    kept: dict[str, Any]
    papers: tuple[tuple[str, str], ...]
    agent_name: str = ""
    newcomer: tuple[str, str] | None = None
    came: tuple[Came, ...] = ()
    change: tuple[str, str, str] | None = None

    @property
    def applicant(self) -> PersonRow:
        """Who applies: the holder of a licence, the registered owner of a vehicle."""
        return self.parties[0].person


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued: kind of the document, title of its page in the file, kind, ending and end of its signed statement."""

    kind: str
    title: str
    statement: str
    last4: str
    until: str


class Business(Protocol):
    """A business that this program carries through from question to archive. ``letter``: the first sign of its documents' serials."""

    letter: str

    def find(self, viewer: Viewer, key: str, seen: Any, purpose: str) -> Matter:
        """From what the clerk typed and saw; each look at a person or thing is recorded."""

    def again(self, subject_id: UUID, parties: Mapping[str, list[PersonRow]], kept: dict[str, Any]) -> Matter:
        """The same from what the case kept, and the registers as they are now."""

    def findings(self, matter: Matter, office: OfficeRow, on: date) -> Findings:
        """What the law says of it on a day."""

    def described(self, matter: Matter) -> list[tuple[str, str]]:
        """What a second person must know of the matter: pairs of a Chinese word and its value, masked."""

    def precheck(self, answers: dict[str, bool]) -> Findings:
        """The check before a number, from what somebody says alone."""

    def hold(self, subject_id: UUID) -> None:
        """Hold the thing to the end of the caller's act: nobody changes it between the last check and the entry."""

    def issue(self, this: Act, matter: Matter, grant: dict[str, str], serial: str, office: OfficeRow, on: date) -> Issued:
        """Write the register, in the caller's act."""
