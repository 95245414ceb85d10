"""Has a function called without waiting for it: Lambda keeps the event, tries again, and then tells the operator."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

    from domain.cases.inbound_message import QuarantineDecision, StoredMessage
    from domain.model.application import Application


class _ByEvent:
    """One function, invoked by event."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def _send(self, event: dict[str, Any]) -> None:
        self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps(event))


class LambdaHolders(_ByEvent):
    """Has the holders of accounts written to."""

    def ask_to_confirm(self, application: "Application") -> None:
        self._send({"application": application.model_dump_json()})

    def send_apply_link(self, account_id: str) -> None:
        self._send({"account_id": account_id})


class LambdaApplicants(_ByEvent):
    """Has applicants written to."""

    def send_status_link(self, what: str) -> None:
        self._send({"what": what})


class LambdaStaffMail(_ByEvent):
    """Has the staff written to."""

    def send_sign_in_link(self, address: str) -> None:
        self._send({"address": address})


class LambdaReleased(_ByEvent):
    """Has the function that handles received mail follow a released message."""

    def follow(self, mail: "StoredMessage", judgement: "QuarantineDecision") -> None:
        message = {"case_id": mail.case_id, "receipt": mail.receipt}
        self._send({"released": {**message, "judgement": judgement.model_dump(mode="json")}})
