"""PartnerApi: calls of the marketplace's own systems, signed with IAM."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.app import create_app, lambda_handler
from adapters.web.problems import explain
from adapters.web.requests import LARGEST_BODY_WITH_ICON, header, json_body
from adapters.web.responses import Response, json_response, problem_response
from domain import policy
from domain.model.account import parse_facts
from domain.model.application import Application, Proof
from domain.model.errors import FieldProblem, InvalidInput
from domain.policy import evaluate
from domain.presentation.case_view import verdict_values
from wiring import applications, clients, console, stores

api = Router()


@api.put("/accounts/<account_id>")
def put_account(account_id: str) -> Response:
    """Stores what the marketplace knows of an account, in place of what was stored."""
    account = parse_facts(json_body(api.current_event))
    _must_be_of_path(account.account_id, account_id)
    stores.accounts().put_account(account)
    log("account stored", account_id=account_id)
    return json_response(200, account.model_dump(mode="json"))


@api.post("/accounts/<account_id>/applications")
def submit_application(account_id: str) -> Response:
    """Stores the application and starts its review at once."""
    application = _application(account_id, Proof.SIGNED_CALL)
    application = applications.application_service().submit(application)
    about(application.id, 1)
    log("application submitted")
    count("ApplicationsSubmitted")
    return json_response(202, {"application_id": application.id, "status": "in_review"})


@api.post("/accounts/<account_id>/applications/check")
def check_application(account_id: str) -> Response:
    """The policy's verdict, rule by rule, with the account's facts. Stores nothing."""
    application = _application(account_id, None)
    return json_response(200, verdict_values(evaluate(application, applications.account(account_id))))


@api.post("/exceptions")
def file_exception() -> Response:
    """Stores an exception for a high-value client and starts its review."""
    case = console.exception_filing().file(json_body(api.current_event), header(api.current_event, "idempotency-key"))
    about(case.id, 1)
    log("exception filed")
    count("ExceptionsFiled")
    return json_response(202, {"exception_id": case.id, "status": "in_review"})


def _application(account_id: str, proof: Proof | None) -> Application:
    data = json_body(api.current_event, LARGEST_BODY_WITH_ICON)
    key = header(api.current_event, "idempotency-key") if proof else ""
    application = applications.read_application(data, key, proof)
    _must_be_of_path(application.request.account_id, account_id)
    return application


def _must_be_of_path(in_body: str, in_path: str) -> None:
    """The body must name the account of the path, which is what the caller's signature was checked for."""
    if in_body != in_path:
        raise InvalidInput([FieldProblem("/account_id", "Must be the account id of the address")])


app = create_app(api, on_error=lambda _, error: problem_response(explain(error)))
handler = lambda_handler(app)
clients.warm("dynamodb", "lambda", "stepfunctions")
policy.warm()
