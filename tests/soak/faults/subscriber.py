"""A system that subscribes to all events, and knows which each review must bring."""

import json
from typing import Any

from domain.cases.case import Status
from domain.cases.exception import ExceptionStatus
from domain.events.details import EXCEPTION_OUTCOMES, OUTCOMES, DetailType
from domain.model.ids import CaseKind, kind_of
from infra.local.desk import LocalDesk
from tests.soak.faults.paths import PATHS
from tests.soak.faults.visitor import Review

Milestone = tuple[str, str, int]
"""A case, the type of an event about it, and its round."""


class Subscriber:
    """Its queue is there as long as the environment."""

    def __init__(self, desk: LocalDesk) -> None:
        self._sqs, events = desk.aws.client("sqs"), desk.aws.client("events")
        self._url = self._sqs.create_queue(QueueName="marketplace")["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        bus = desk.outputs["EventBusName"]
        events.put_rule(Name="marketplace", EventBusName=bus, EventPattern=json.dumps({"source": ["keydesk"]}))
        events.put_targets(Rule="marketplace", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
        self._caught: set[Milestone] = set()

    def missing(self, reviews: list[Review]) -> list[Milestone]:
        """The ends of rounds, and how each case began, that have not come yet. Repetitions are fine."""
        while messages := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self._caught.add(_milestone(json.loads(message["Body"])))
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return [one for review in reviews for one in _expected(review) if one not in self._caught]


def _milestone(event: dict[str, Any]) -> Milestone:
    detail = event["detail"]
    ids = (detail.get(name) for name in ("application_id", "exception_id", "case_id"))
    return next(filter(None, ids), ""), event["detail-type"], detail.get("round", 1)


def _expected(review: Review) -> list[Milestone]:
    ends = PATHS[review.path].ends
    if kind_of(review.case_id) is CaseKind.EXCEPTION:
        types = [DetailType.EXCEPTION_FILED, *(EXCEPTION_OUTCOMES[ExceptionStatus(end)] for end in ends)]
        return [(review.case_id, kind, 1) for kind in types]
    rounds = [(review.case_id, OUTCOMES[Status(end)], number) for number, end in enumerate(ends, 1)]
    return [(review.case_id, DetailType.APPLICATION_SUBMITTED, 1), *rounds]
