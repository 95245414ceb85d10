"""PartnerApi: calls of the marketplace's own systems, signed with IAM."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.api_docs import (
    IDEMPOTENCY_KEY,
    ExceptionFiled,
    Submitted,
    TaskDecided,
    UsageTaken,
    Verdict,
    answers,
    takes,
)
from adapters.web.app import create_app, lambda_handler
from adapters.web.problems import explain
from adapters.web.requests import LARGEST_BODY_WITH_ICON, header, json_body
from adapters.web.responses import Response, json_response, problem_response
from domain import policy
from domain.cases.exception import ExceptionRequest
from domain.keys.key_changes import UsageReport
from domain.model.account import AccountFacts, parse_facts
from domain.model.api_key import USAGE_REPORT
from domain.model.application import Application, ApplicationRequest, Proof
from domain.model.errors import FieldProblem, InvalidInput
from domain.model.field_types import parse
from domain.notifications.safety_check import SafetyAnswer
from domain.policy import evaluate, load_policy
from domain.presentation.case_view import verdict_values
from wiring import applications, clients, console, keys, stores

api = Router()


@api.post(
    "/accounts/<account_id>/applications",
    operation_id="submitForAccount",
    summary="Submit an application for a signed-in account",
    description="For the marketplace's own systems. The review starts immediately.",
    openapi_extensions=takes(ApplicationRequest, IDEMPOTENCY_KEY, largest=LARGEST_BODY_WITH_ICON),
    responses=answers(202, "Accepted. The review has started.", Submitted, 403, 404, 409, 429, 503),
)
def submit_application(account_id: str) -> Response:
    application = _application(account_id, Proof.SIGNED_CALL)
    application = applications.application_service().submit(application)
    about(application.id, 1)
    log("application submitted")
    count("ApplicationsSubmitted")
    return json_response(202, Submitted(application_id=application.id, status="in_review"))


@api.post(
    "/accounts/<account_id>/applications/check",
    operation_id="checkForAccount",
    summary="Check an application and its account",
    description="For the marketplace's own systems. Returns the result of every rule, including the account's.",
    openapi_extensions=takes(ApplicationRequest, largest=LARGEST_BODY_WITH_ICON),
    responses=answers(200, "The result of the policy check.", Verdict, 403, 404, 503),
)
def check_application(account_id: str) -> Response:
    application = _application(account_id, None)
    return json_response(
        200, verdict_values(evaluate(application, applications.account(account_id), is_submitted=False))
    )


@api.put(
    "/accounts/<account_id>",
    operation_id="putAccount",
    summary="Store the facts about an account",
    description="For the marketplace's own systems, whenever the account changes. Each call replaces the stored facts.",
    openapi_extensions=takes(AccountFacts),
    responses=answers(200, "The account as stored.", AccountFacts, 403, 404),
)
def put_account(account_id: str) -> Response:
    account = parse_facts(json_body(api.current_event))
    _must_be_of_path(account.account_id, account_id)
    stores.accounts().put_account(account)
    log("account stored", account_id=account_id)
    return json_response(200, account.model_dump(mode="json"))


@api.post(
    "/accounts/<account_id>/usage",
    operation_id="reportUsage",
    summary="Report how much an app used its API key on a day",
    description="For the marketplace's own systems. If the app reached its daily limit, we email the key owner.",
    openapi_extensions=takes(UsageReport),
    responses=answers(200, "Accepted.", UsageTaken, 403, 404),
)
def report_usage(account_id: str) -> Response:
    report = parse(UsageReport, json_body(api.current_event))
    about(report.application_id)
    is_over = keys.key_changes().report_account_usage(account_id, report, USAGE_REPORT)
    log("usage reported", over_limit=is_over)
    return json_response(200, UsageTaken(over_limit=is_over, daily_limit=load_policy().daily_limit))


@api.post(
    "/exceptions",
    operation_id="fileException",
    summary="File an exception for a high-value client",
    description="For the marketplace's own systems. Trust & Safety and an exception approver decide.",
    openapi_extensions=takes(ExceptionRequest, IDEMPOTENCY_KEY),
    responses=answers(202, "Accepted. Trust & Safety has been asked.", ExceptionFiled, 403, 404, 503),
)
def file_exception() -> Response:
    case = console.exception_filing().file(json_body(api.current_event), header(api.current_event, "idempotency-key"))
    about(case.id, 1)
    log("exception filed")
    count("ExceptionsFiled")
    return json_response(202, ExceptionFiled(exception_id=case.id, status="in_review"))


@api.post(
    "/tasks/<task_id>",
    operation_id="answerTask",
    summary="Answer for Trust & Safety",
    description="For the company's own safety check, if it answers later. The first decision counts. The same answer "
    "can be repeated.",
    openapi_extensions=takes(SafetyAnswer),
    responses=answers(200, "The decision as stored.", TaskDecided, 403, 404, 409),
)
def answer_task(task_id: str) -> Response:
    key, answer = console.safety_answers().record(task_id, json_body(api.current_event))
    about(key.case_id, key.round)
    log("safety check answered", kind=key.kind, answer=answer)
    return json_response(200, TaskDecided(task_id=task_id, answer=answer.value))


def _application(account_id: str, proof: Proof | None) -> Application:
    data = json_body(api.current_event, LARGEST_BODY_WITH_ICON)
    key = header(api.current_event, "idempotency-key") if proof else ""
    application = applications.read_application(data, key, proof)
    _must_be_of_path(application.request.account_id, account_id)
    return application


def _must_be_of_path(in_body: str, in_path: str) -> None:
    """The body must name the account of the path, which is what the caller's signature was checked for."""
    if in_body != in_path:
        raise InvalidInput([FieldProblem("/account_id", "Must be the account ID in the path")])


app = create_app(api, on_error=lambda _, error: problem_response(explain(error)))
handler = lambda_handler(app)
clients.warm("dynamodb", "stepfunctions", patient=("lambda",))
policy.warm()
