"""Received email, and what keeps reviews going: recovery, retries, retention."""

from datetime import timedelta

import settings
from adapters.aws.observability import count, log
from adapters.aws.step_functions import StepFunctionsExecutions
from adapters.dynamodb.operations import DynamoEndedCases, DynamoUnfinishedRounds
from adapters.inbound_email.parser import ReceivedEmailBucket
from domain.cases.staff import StaffRole
from domain.inbound_email.reply_effects import ReplyEffects
from domain.inbound_email.reply_handling import ReplyHandler
from domain.operations.outbox_retry import OutboxRetry
from domain.operations.ports import EndedCases
from domain.operations.reconciliation import Reconciliation, Repair, ReviewRecovery
from domain.operations.unfinished_rounds import RoundKey
from wiring import applications, clients, notifications, stores


def received_email_bucket() -> ReceivedEmailBucket:
    bucket, prefix = settings.received_mail_bucket(), settings.received_mail_prefix()
    return ReceivedEmailBucket(clients.presigning_s3(), bucket, prefix)


def reply_handler() -> ReplyHandler:
    return ReplyHandler(
        notifier=notifications.notifier(),
        tokens=stores.access_tokens(),
        outbox_store=stores.outbox_store(),
        messages=stores.inbound_messages(),
        effects=ReplyEffects(stores.cases(), applications.re_reviews(), stores.review_waits(), clients.now),
        reviewers=lambda: stores.staff().with_role(StaffRole.REVIEWER),
    )


def review_recovery() -> ReviewRecovery:
    machines = clients.client("stepfunctions")
    return ReviewRecovery(
        unfinished=DynamoUnfinishedRounds(clients.table()),
        executions=StepFunctionsExecutions(
            machines, settings.review_machine_arn(), settings.exception_machine_arn(), settings.key_machine_arn()
        ),
        waits=stores.review_waits(),
        clock=clients.now,
        report=_report_repair,
        grace=timedelta(minutes=settings.reconcile_after_minutes()),
    )


def reconciliation() -> Reconciliation:
    recovery = review_recovery()
    retry = OutboxRetry(
        recovery.unfinished,
        notifications.notifier(),
        applications.account_holder_emails(),
        applications.confirmation_notices(),
    )
    return Reconciliation(recovery, retry)


def ended_cases() -> EndedCases:
    return DynamoEndedCases(clients.table())


def _report_repair(repair: Repair, key: RoundKey) -> None:
    """Tell an operator what was done about a round, or could not be: a line in the log, and metrics."""
    log("reconciled a round", repair=repair, application_id=key.case_id, round=key.round)
    count(f"Reconcile{repair}")
    if repair is not Repair.STUCK:
        count("ReconcileRepairs")
