"""The cases that the gallery's emails are about: the documented examples, brought to where each email is sent."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.web.images import read_icon
from domain.cases.case import Case, Decision, DecisionType, Recheck, Round, Status, Task, TaskKey, TaskKind
from domain.cases.conclusion import conclude_round, reasons_of_findings
from domain.cases.exception import ExceptionCase, conclude_exception, parse_exception
from domain.model.account import Account, AccountFacts, AccountStatus, account_of
from domain.model.application import Application, Proof, parse_request
from domain.model.estimate import Estimate
from domain.policy import evaluate, load_policy
from infra.local.local_settings import EXCEPTION_APPROVERS, REVIEWERS, ROOT, SAFETY_TEAM

SUBMITTED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OWNER = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
QUESTION = "Who sees the result: your payroll staff alone, or the people whose hours they are, too?"
ANSWER = "Our payroll staff alone, three people.\nThe others get their pay slip as before."
REPLY = "I added a photo of myself and the full company address, with the suite.\nPlease look again."
REAPPLY_DAYS = 90
_ID = "kexample23456789a"


def day(number: int) -> datetime:
    """So many days after the application was submitted."""
    return SUBMITTED_AT + timedelta(days=number)


def example(name: str, **changes: Any) -> dict[str, Any]:
    data = json.loads((ROOT / "docs" / "examples" / f"{name}.json").read_text("utf-8"))
    return {**data, **changes}


def application(with_owner: bool = False, **project: Any) -> Application:
    """The example application as it is stored, also with another person as the owner."""
    data = example("application", **({"owner": OWNER} if with_owner else {}))
    data["project"].update(project)
    request = parse_request(data, read_icon=read_icon)
    return Application(id=_ID, submitted_at=SUBMITTED_AT, request=request, proof=Proof.SIGNED_CALL)


def account(**changes: Any) -> Account:
    return account_of(AccountFacts.model_validate(example("account", **changes)), AccountStatus(), SUBMITTED_AT.date())


def in_review(of: Application, looked_up: Account, *tasks: Task) -> Case:
    judged = {"account": looked_up, "verdict": evaluate(of, looked_up)}
    first = Round(application_id=of.id, number=1, started_at=SUBMITTED_AT, **judged)
    return Case(application=of, thread_id="case@desk.example", status=Status.IN_REVIEW, rounds=(first,), tasks=tasks)


def concluded(case: Case, at: datetime) -> Case:
    outcome = conclude_round(case, at, REAPPLY_DAYS)
    rounds = (*case.rounds[:-1], case.current.model_copy(update={"outcome": outcome}))
    return case.model_copy(update={"rounds": rounds, "status": outcome.status})


def ended(case: Case, status: Status) -> Case:
    """The case with a status only, without an outcome."""
    return case.model_copy(update={"status": status})


def rechecked(case: Case, looked_up: Account, at: datetime) -> Case:
    """The rejected case, after a reply while rules still rejected it."""
    verdict = evaluate(case.application, looked_up)
    reasons, flags = map(reasons_of_findings, (verdict.rejected, verdict.flagged))
    return case.model_copy(update={"recheck": Recheck(at=at, reasons=reasons, flags=flags)})


def told(case: Case) -> Case:
    """The case, whose applicant is told when to expect the decision."""
    began = case.current.started_at
    estimate = Estimate(
        ahead=43, earliest=(began + timedelta(days=24)).date(), latest=(began + timedelta(days=38)).date()
    )
    return case.model_copy(
        update={"rounds": (*case.rounds[:-1], case.current.model_copy(update={"estimate": estimate}))}
    )


def second_round(case: Case, *tasks: Task) -> Case:
    """The rejected case, after the applicant fixed the account and replied."""
    again = Round(
        application_id=case.application.id,
        number=2,
        started_at=day(20),
        reply=REPLY,
        account=account(),
        verdict=evaluate(case.application, account()),
    )
    changes = {"rounds": (*case.rounds, again), "status": Status.IN_REVIEW, "tasks": (*case.tasks, *tasks)}
    return case.model_copy(update=changes)


def task(
    kind: TaskKind, answer: DecisionType | None, at: datetime, note: str = "", number: int = 1, turn: int = 1
) -> Task:
    """A task, open or decided by the person who has that role locally."""
    by = {
        TaskKind.OWNER: OWNER["email"],
        TaskKind.INFO_REQUEST: "avery@client.example",
        TaskKind.REVIEW: REVIEWERS[0],
        TaskKind.EXCEPTION: EXCEPTION_APPROVERS[0],
    }.get(kind, SAFETY_TEAM[0])
    decision = Decision(answer=answer, by=str(by), at=at, note=note) if answer else None
    key = TaskKey(case_id=_ID, round=number, kind=kind, turn=turn)
    return Task(key=key, opened_at=at - timedelta(days=2), decision=decision)


def exception(*tasks: Task) -> ExceptionCase:
    """The example exception, with its outcome if it is decided."""
    facts = AccountFacts.model_validate(
        {
            **example("account", account_id="acct-high-value", plan="business", is_high_value=True, employees=80),
            "name": "Finley Example",
            "email": "finley@client.example",
        }
    )
    case = ExceptionCase(
        id="xexample23456789a",
        thread_id="exception@desk.example",
        filed_at=SUBMITTED_AT,
        request=parse_exception(example("exception")),
        account=facts,
        tasks=tasks,
    )
    if case.decision(TaskKind.EXCEPTION) is None:
        return case
    return case.model_copy(update={"outcome": conclude_exception(case, day(9), load_policy().exceptions)})
