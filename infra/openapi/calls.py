"""The calls, each with all that it takes and every answer that it gives."""

from adapters.web.requests import LARGEST_BODY
from infra.openapi.parts import Part, answers, application_body, body, example, handed_in, parameter, verdict

ALWAYS = ("400", "413", "415", "422", "500")
SIGNED = ("403", "404")
SIGNATURE: list[Part] = [{"signature": []}]


def paths() -> dict[str, Part]:
    """Every call, by path and method."""
    return {
        "/applications": {"post": _hand_in()},
        "/applications/check": {"post": _check()},
        "/accounts/{account_id}/applications": {"post": _hand_in_signed()},
        "/accounts/{account_id}/applications/check": {"post": _check_signed()},
        "/accounts/{account_id}": {"put": _put_account()},
        "/exceptions": {"post": _file_exception()},
    }


def _hand_in() -> Part:
    return {
        "operationId": "handIn",
        "summary": "Hand an application in",
        "description": "For anybody. The address on the account's record is asked to confirm it, and nothing starts "
        "before that. The answer is the same for an account that there is not. What nobody confirms within seven days "
        "is forgotten.",
        "parameters": [parameter("idempotency_key")],
        "requestBody": application_body(),
        "responses": answers(
            "202", "Taken. It waits for the confirmation.", "HandedIn", handed_in("waits_for_confirmation"), *ALWAYS
        ),
    }


def _check() -> Part:
    return {
        "operationId": "check",
        "summary": "Check an application before it is handed in",
        "description": "For anybody. It says what the policy finds in the application, and nothing about the account. "
        "Nothing is stored.",
        "requestBody": application_body(),
        "responses": answers("200", "What the policy says.", "Verdict", verdict(), *ALWAYS),
    }


def _hand_in_signed() -> Part:
    return {
        "operationId": "handInForAccount",
        "summary": "Hand an application in for an account that is signed in",
        "description": "For the marketplace's own systems. The review starts at once.",
        "parameters": [parameter("account_id"), parameter("idempotency_key")],
        "requestBody": application_body(),
        "responses": answers(
            "202",
            "Taken. The review has started.",
            "HandedIn",
            handed_in("in_review"),
            *ALWAYS,
            *SIGNED,
            "409",
        ),
        "security": SIGNATURE,
    }


def _check_signed() -> Part:
    return {
        "operationId": "checkForAccount",
        "summary": "Check an application together with its account",
        "description": "For the marketplace's own systems. It says what every rule finds, those of the account, too.",
        "parameters": [parameter("account_id")],
        "requestBody": application_body(),
        "responses": answers("200", "What the policy says.", "Verdict", verdict(), *ALWAYS, *SIGNED, "503"),
        "security": SIGNATURE,
    }


def _put_account() -> Part:
    account = example("account")
    return {
        "operationId": "putAccount",
        "summary": "Say what the marketplace knows of an account",
        "description": "For the marketplace's own systems, whenever the account changes. The last one stands.",
        "parameters": [parameter("account_id")],
        "requestBody": body("AccountFacts", account, LARGEST_BODY),
        "responses": answers("200", "The account as it is stored.", "AccountFacts", account, *ALWAYS, *SIGNED),
        "security": SIGNATURE,
    }


def _file_exception() -> Part:
    return {
        "operationId": "fileException",
        "summary": "File an exception for a high-value client",
        "description": "For the marketplace's own systems. Trust & Safety and an approver decide on it.",
        "parameters": [parameter("idempotency_key")],
        "requestBody": body("ExceptionRequest", example("exception"), LARGEST_BODY),
        "responses": answers(
            "202",
            "Taken. Trust & Safety is asked.",
            "ExceptionFiled",
            {"exception_id": "xabcdefghij234567", "status": "in_review"},
            *ALWAYS,
            *SIGNED,
            "503",
        ),
        "security": SIGNATURE,
    }
