"""The transactions that start and end rounds of an application: all writes of one, or none."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from adapters.dynamodb.case_index import word_writes
from adapters.dynamodb.items import (
    SET_OUTCOME,
    account_status_key,
    application_key,
    count_up,
    end_key,
    ended,
    outcome_values,
    round_key,
    running,
    submissions_key,
    task_key,
    waiting_key,
)
from adapters.dynamodb.table import Item, Table
from domain.cases.case import Case, Decision, Outcome, Round, Status, TaskKey
from domain.cases.conclusion import rejection_of
from domain.cases.summary import flags_of, summarize_application
from domain.console.search_terms import search_terms
from domain.model.account import Account, Rejection
from domain.model.application import MAX_SUBMISSIONS, Application, PendingKey
from domain.policy import Verdict
from domain.reporting.outcomes import outcome_record

SUBMISSIONS_KEPT = timedelta(days=2)  # how long the count of a day is kept
STATUS_NAMES = {"#status": "status", "#round": "round"}  # both are reserved words of DynamoDB
CLOSE_TASK = "SET decision = :decision REMOVE open_kind, assignee, assigned_at"


def first_round(table: Table, application: Application, thread_id: str) -> list[Any]:
    """Store a new application, which must be its account's only open one, with its first round."""
    submitted_at, summary = application.submitted_at.isoformat(), summarize_application(application)
    item: Item = {
        "application": application.model_dump_json(),
        "brief": summary.model_dump_json(),
        "status": Status.IN_REVIEW,
        "round": 1,
        "thread_id": thread_id,
        "account_id": application.request.account_id,
        "submitted_at": submitted_at,
    }
    return [
        table.put_write(application_key(application.id), item),
        table.put_write(round_key(application.id, 1), {"number": 1, "started_at": submitted_at, **running(summary)}),
        table.put_write((f"MESSAGE#{thread_id}", "MESSAGE"), {"case_id": application.id}),
        _mark_open(table, application.request.account_id, application.id, application.submitted_at),
        _count_submission(table, application),
        *word_writes(table, search_terms(application)),
    ]


def confirmation(table: Table, waits_at: PendingKey) -> Any:
    """Confirm an application that waits for it, and was not discarded."""
    return table.update_write(
        waiting_key(waits_at),
        "SET confirmed = :one",
        "attribute_exists(pk) AND attribute_not_exists(discarded)",
        {"one": 1},
    )


def _count_submission(table: Table, application: Application) -> Any:
    """The condition is that the account has not submitted too many applications on this day."""
    at = application.submitted_at.astimezone(UTC)
    gone = int((at + SUBMISSIONS_KEPT).timestamp())
    key = submissions_key(application.request.account_id, at.date())
    return table.update_write(key, *count_up(MAX_SUBMISSIONS, gone))


def second_round(table: Table, case: Case, second: Round) -> list[Any]:
    """Start round 2 of an application, as it was last revised when it was read."""
    application = case.latest
    changes = {"round": 2, "waits_since": second.started_at, **flags_of(second.verdict)}
    summary = summarize_application(application).model_copy(update=changes)
    item: Item = {
        "number": 2,
        "started_at": second.started_at.isoformat(),
        "reply": second.reply,
        "received_as": second.receipt,
        **(judged(second.account, second.verdict, second.judged_at or second.started_at) if second.verdict else {}),
    }
    return [
        _set_in_review(table, case, summary.model_dump_json()),
        table.put_write(round_key(application.id, 2), item | running(summary)),
        _mark_open(table, application.request.account_id, application.id),
        table.update_write(
            end_key(application.id), "REMOVE open_kind, waits_since", "attribute_not_exists(is_forgotten)", {}
        ),
        *word_writes(table, search_terms(application, second.account)),
    ]


def judgement(table: Table, case: Case, account: Account | None, verdict: Verdict, at: datetime) -> list[Any]:
    """Store the verdict of the current round, which must have none; from now on the account's names find the case."""
    judge = table.update_write(
        round_key(case.application.id, case.current.number),
        "SET account = :account, verdict = :verdict, judged_at = :judged_at",
        "attribute_exists(pk) AND attribute_not_exists(verdict)",
        judged(account, verdict, at),
    )
    return [judge, *(word_writes(table, search_terms(case.application, account)) if account else ())]


def judged(account: Account | None, verdict: Verdict, at: datetime) -> Item:
    """The attributes of a round that the policy has judged."""
    return {
        "account": account.model_dump_json() if account else "null",
        "verdict": verdict.model_dump_json(),
        "judged_at": at.isoformat(),
    }


def _set_in_review(table: Table, case: Case, summary: str) -> Any:
    """The condition is that nobody has reopened or revised the application since it was read."""
    values: Item = {"in_review": Status.IN_REVIEW, "rejected": Status.REJECTED, "one": 1, "two": 2, "brief": summary}
    is_as_read = "attribute_not_exists(revised_at)"
    if case.revision:
        is_as_read, values["revised_at"] = "revised_at = :revised_at", case.revision.at.isoformat()
    return table.update_write(
        application_key(case.application.id),
        "SET #status = :in_review, #round = :two, brief = :brief REMOVE recheck",
        f"#status = :rejected AND #round = :one AND {is_as_read}",
        values,
        STATUS_NAMES,
    )


def round_end(table: Table, case: Case, outcome: Outcome) -> list[Any]:
    """Store the outcome of a round, the application's status and when it ended; the account has no open one then."""
    application_id, number = case.application.id, case.current.number
    update, rejection = _rejection(rejection_of(case, outcome))
    return [
        table.update_write(
            round_key(application_id, number),
            f"SET outcome = :outcome, {SET_OUTCOME}",
            "attribute_exists(pk) AND attribute_not_exists(outcome)",
            {"outcome": outcome.model_dump_json(), **outcome_values(outcome_record(case, outcome))},
        ),
        table.update_write(
            application_key(application_id),
            "SET #status = :status",
            "#round = :round",
            {"status": outcome.status, "round": number},
            STATUS_NAMES,
        ),
        table.update_write(end_key(application_id), *ended(outcome.at)),
        table.update_write(
            account_status_key(case.application.request.account_id),
            update,
            "open_application = :id",
            {"id": application_id, **rejection},
        ),
    ]


def _rejection(rejection: Rejection | None) -> tuple[str, Item]:
    """The update of the account's record at the end of a round, and its values."""
    if rejection is None:
        return "REMOVE open_application, rejection, reapply_on", {}
    values: Item = {"rejection": rejection.model_dump_json(), "reapply_on": rejection.reapply_on.isoformat()}
    return "SET rejection = :rejection, reapply_on = :reapply_on REMOVE open_application", values


def is_in_review(table: Table, application_id: str) -> Any:
    """The condition that an application is in review."""
    values: Item = {"status": Status.IN_REVIEW}
    return table.check_write(application_key(application_id), "#status = :status", values, {"#status": "status"})


def task_end(table: Table, key: TaskKey, decision: Decision) -> Any:
    """Decide a task that must not be decided yet."""
    values: Item = {"decision": decision.model_dump_json()}
    return table.update_write(task_key(key), CLOSE_TASK, "attribute_not_exists(decision)", values)


def _mark_open(table: Table, account_id: str, application_id: str, submitted_at: datetime | None = None) -> Any:
    """Make an application the account's open one: it must be the only one.

    If it is ``submitted_at`` this time and not reopened, the account must not have to wait after a rejection either.
    """
    condition, values = "attribute_not_exists(open_application)", cast(Item, {"id": application_id})
    if submitted_at:
        condition += " AND (attribute_not_exists(reapply_on) OR reapply_on <= :today)"
        values["today"] = submitted_at.astimezone(UTC).date().isoformat()
    return table.update_write(account_status_key(account_id), "SET open_application = :id", condition, values)
