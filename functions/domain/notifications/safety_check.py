"""The safety check: a system of the company's own that answers for Trust & Safety.

``docs/safety-check.md`` has its contract.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, get_args

from pydantic import ConfigDict, Field

from domain.cases.any_case import AnyCase
from domain.cases.case import SAFETY_CHECK, Case, Decision, DecisionType, TaskKey, TaskKind
from domain.cases.exception import ExceptionRequest
from domain.model.application import ApplicantRole, ApplicationRequest, Exposure
from domain.model.errors import FieldProblem, InvalidInput
from domain.model.field_types import AccountId, LongText, Record, parse

CheckedKind = Literal[TaskKind.SAFETY, TaskKind.EXCEPTION_SAFETY]
CHECKED_KINDS: tuple[TaskKind, ...] = get_args(CheckedKind)
_TASK_ID = re.compile(rf"([kx][a-z2-7]{{16}})-([12])-({'|'.join(CHECKED_KINDS)})")


class SafetyResult(StrEnum):
    """Whether the account is clear to receive an API key. The values are those of ``DecisionType``."""

    CLEAR = "clear"
    NOT_CLEAR = "not_clear"


class CheckedPerson(Record):
    """A person."""

    name: str = Field(description="The person's name.")
    email: str = Field(description="The person's email address.")


class CheckedApplicant(CheckedPerson):
    """The person who applies."""

    role: ApplicantRole = Field(description="The applicant's role at the client.")


class CheckedProject(Record):
    """What the key is for, in the applicant's words."""

    name: str = Field(description="The project's name.")
    use: str = Field(description="What the API will be used for.")
    exposure: Exposure = Field(description="Whether anyone outside the client's company will see the data.")
    commercial: bool = Field(description="Whether the project is sold, or part of something that is sold.")
    website: str | None = Field(description="The project's website.")


class CheckedApplication(Record):
    """An application for a key."""

    applicant: CheckedApplicant = Field(description="The person who applies.")
    owner: CheckedPerson = Field(description="The person who will own the key; it can be the applicant.")
    project: CheckedProject = Field(description="What the key is for.")


class CheckedException(Record):
    """An exception for a high-value client."""

    account_manager: CheckedPerson = Field(description="The account manager who filed the exception.")
    api_use: str = Field(description="What the client will use the API for.")
    company_does: str = Field(description="What the client's company does.")
    safety_check: str = Field(description="What Trust & Safety should know or has already said.")


class SafetyQuestion(Record):
    """The question whether an account is clear. Either `application` or `exception` is set."""

    task_id: str = Field(description="Identifies the question. The same question always has the same ID.")
    case_id: str = Field(description="The ID of the application or exception, which its page in the console has, too.")
    kind: CheckedKind = Field(description="`safety` for an application, `exception_safety` for an exception.")
    round: int = Field(ge=1, le=2, description="1 for the first review, 2 for the re-review. 1 for an exception.")
    account_id: AccountId = Field(description="The client's account.")
    account_name: str = Field(description="The account's registered name.")
    application: CheckedApplication | None = Field(description="The application, as this review judges it.")
    exception: CheckedException | None = Field(description="The exception, as it was filed.")


class SafetyAnswer(Record):
    """The answer of a safety check."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"answer": {"const": "not_clear"}}, "required": ["answer"]},
            "then": {"properties": {"note": {"pattern": r"\S"}}, "required": ["note"]},
        }
    )

    answer: SafetyResult = Field(
        description="`clear`: the review continues. `not_clear`: the application is rejected, or the exception refused."
    )
    note: LongText = Field(
        "", description="A note for colleagues who work on the case. Required if the account isn't cleared."
    )


def task_id(key: TaskKey) -> str:
    """Identifies a task outside of Keydesk: ``k…-1-safety``."""
    return f"{key.case_id}-{key.round}-{key.kind}"


def parse_task_id(text: str) -> TaskKey | None:
    """The key of a task that a safety check can be asked about; None if the text is no id of one."""
    found = _TASK_ID.fullmatch(text)
    return TaskKey(case_id=found[1], round=int(found[2]), kind=TaskKind(found[3])) if found else None


def parse_answer(data: Any) -> SafetyAnswer:
    """Raises ``InvalidInput``, which names every wrong field."""
    answer = parse(SafetyAnswer, data)
    if answer.answer is SafetyResult.NOT_CLEAR and not answer.note:
        raise InvalidInput([FieldProblem("/note", "Required if the account isn't cleared. Only colleagues see it")])
    return answer


def decision_of(answer: SafetyAnswer, at: datetime) -> Decision:
    return Decision(answer=DecisionType(answer.answer), by=SAFETY_CHECK, at=at, note=answer.note)


def question_of(key: TaskKey, case: AnyCase) -> SafetyQuestion:
    """What a safety check is asked: what it needs to check, and no more."""
    account = case.current.account if isinstance(case, Case) else case.account
    return SafetyQuestion(
        task_id=task_id(key),
        case_id=key.case_id,
        kind=TaskKind.SAFETY if isinstance(case, Case) else TaskKind.EXCEPTION_SAFETY,
        round=key.round,
        account_id=(case.application.request if isinstance(case, Case) else case.request).account_id,
        account_name=account.name if account else "",
        application=_application(case.application.request) if isinstance(case, Case) else None,
        exception=None if isinstance(case, Case) else _exception(case.request),
    )


def _application(request: ApplicationRequest) -> CheckedApplication:
    project, applicant, owner = request.project, request.applicant, request.key_owner
    return CheckedApplication(
        applicant=CheckedApplicant(name=applicant.name, email=applicant.email, role=applicant.role),
        owner=CheckedPerson(name=owner.name, email=owner.email),
        project=CheckedProject(
            name=project.name,
            use=project.use,
            exposure=project.exposure,
            commercial=project.commercial,
            website=project.website,
        ),
    )


def _exception(request: ExceptionRequest) -> CheckedException:
    manager = request.account_manager
    return CheckedException(
        account_manager=CheckedPerson(name=manager.name, email=manager.email),
        api_use=request.api_use,
        company_does=request.company_does,
        safety_check=request.safety_check,
    )
