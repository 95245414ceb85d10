"""An email of the gallery, and the addresses that its emails have."""

from dataclasses import dataclass
from typing import Any

from domain.notifications.messages import EmailName

URL = "https://keydesk.marketplace.example"
TOKEN = "mfzwizbrgiztinjwg44dsmbrgiztinjwg44dsmbrgiztinjwg4aq"  # as long as a real one
APPLICANT, HOLDER, MANAGER = "avery@client.example", "avery@client.example", "marlow@staff.example"
STATUS_URL = f"{URL}/status/{TOKEN}"
HELP_URL = f"{URL}/help"
REVISE_URL = f"{URL}/revise/{TOKEN}"


@dataclass(frozen=True)
class Story:
    name: EmailName
    form: str
    to: str
    when: str
    values: dict[str, Any]

    @property
    def slug(self) -> str:
        return f"{self.name} {self.form}".strip().replace(" ", "-").replace("_", "-").lower()
