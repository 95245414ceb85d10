"""Calls of the key issuer: to issue the key of an approved application, and to tell it the key's status."""

from dataclasses import dataclass

from domain.cases.case import Case, Status
from domain.cases.ports import Cases
from domain.keys.ports import KeyIssuer, KeyOwner, KeyRequest, KeyStore
from domain.model.api_key import KEY_ISSUER, IssuedKey, KeyAction, KeyChange, KeyStatus
from domain.model.errors import KeyIssuerFailed
from domain.model.ports import Clock
from domain.policy import load_policy

ACTION_FOR = {
    KeyStatus.ISSUED: KeyAction.RESUME,
    KeyStatus.SUSPENDED: KeyAction.SUSPEND,
    KeyStatus.REVOKED: KeyAction.REVOKE,
}
"""What the issuer is told so that a key has a status."""


@dataclass(frozen=True)
class KeyIssuing:
    """``issuer`` is None where the marketplace has none."""

    cases: Cases
    store: KeyStore
    issuer: KeyIssuer | None
    clock: Clock

    def issue(self, application_id: str) -> IssuedKey | None:
        """The key of an approved application, which is issued once. None if there is no issuer.

        Raises:
            KeyIssuerFailed: if the issuer does not return a key.
            ValueError: if the application is not approved.
        """
        while True:
            case = self.cases.get_case(application_id)
            if case.key or self.issuer is None:
                return case.key
            if case.status is not Status.APPROVED:
                raise ValueError(f"{application_id} is not approved")
            key = self.issuer.issue_key(_request(case))
            number = len(case.key_changes) + 1
            issued = KeyChange(number=number, action=KeyAction.ISSUE, by=KEY_ISSUER, at=self.clock(), key=key)
            if self.store.add_change(case, issued):
                return key

    def carry_out(self, application_id: str, number: int) -> KeyAction:
        """Tell the issuer the status that the key has now, and return which action the change was.

        Not the status after this change: of two at once, the later one counts, whichever is carried out first.

        Raises:
            KeyIssuerFailed: if the issuer fails, or there is none any more.
        """
        case = self.cases.get_case(application_id)
        action = next(change.action for change in case.key_changes if change.number == number)
        if action is KeyAction.OVER_LIMIT:
            return action
        told = None
        while case.key and case.key_status and case.key_status is not told:
            if self.issuer is None:
                raise KeyIssuerFailed("there is no key issuer any more")
            told = case.key_status
            self.issuer.change_key(ACTION_FOR[told], case.key.id, application_id, case.application.request.account_id)
            case = self.cases.get_case(application_id)
        return action


def _request(case: Case) -> KeyRequest:
    request = case.application.request
    owner = request.key_owner
    return KeyRequest(
        application_id=case.application.id,
        account_id=request.account_id,
        project_name=request.project.name,
        owner=KeyOwner(name=owner.name, email=owner.email),
        daily_limit=load_policy().daily_limit,
    )
