"""What ``keys`` needs from ``adapters/``. The tests have fakes of it."""

from typing import Protocol

from domain.cases.case import Case
from domain.model.api_key import IssuedKey, KeyAction, KeyChange
from domain.model.field_types import AccountId, Record


class KeyOwner(Record):
    name: str
    email: str


class KeyRequest(Record):
    """What a key issuer needs to know to issue the key of an application. ``daily_limit`` is in requests."""

    application_id: str
    account_id: AccountId
    project_name: str
    owner: KeyOwner
    daily_limit: int


class KeyIssuer(Protocol):
    """The marketplace's function that makes keys. Every call is safe to repeat, and raises ``KeyIssuerFailed``."""

    def issue_key(self, request: KeyRequest) -> IssuedKey:
        """Returns the same key for the same application."""

    def change_key(self, action: KeyAction, key_id: str, application_id: str, account_id: str) -> None:
        """``action`` is ``SUSPEND``, ``RESUME`` or ``REVOKE``."""


class KeyStore(Protocol):
    def add_change(self, case: Case, change: KeyChange) -> bool:
        """Store a change of a case's key. False, and nothing is stored, if one has its number.

        It is unfinished until the state machine has carried it out, but for ``ISSUE``: that is stored when it is done.
        """


class KeyMachine(Protocol):
    """The state machine that carries out the change of a key."""

    def start_change(self, application_id: str, number: int) -> None:
        """Does nothing if this change was started before."""
