"""What people and programs are told about an error, as a page or as JSON. Our own faults are logged."""

from adapters.aws import observability
from adapters.web.pages import page_response
from adapters.web.responses import Problem, Response
from domain.applications.application_form import LinkState, interrupted_form
from domain.model.errors import (
    AccountLookupFailed,
    AlreadyDecided,
    AnotherApplicationOpen,
    ApplicationConfirmed,
    ApplicationDiscarded,
    CaseNotStored,
    ConflictOfInterest,
    InvalidInput,
    MayNotApplyYet,
    NotAllowed,
    TooManySubmissions,
    UnknownAccount,
    UnknownCase,
    UnknownEmail,
    UnknownReply,
    UnknownTask,
    UnknownToken,
)

MAX_NAMED = 20  # wrong fields in an answer

_FAULT = Problem(
    500,
    "Sorry, something went wrong",
    "The problem is on our side. Nothing you submitted before was lost. Try again in a few minutes.",
)

_LOOK_UP_FAILED = Problem(
    503, "We can't look up the account", "The problem is on our side. Try again in a few minutes."
)

_NO_LINK = Problem(
    404,
    "This link doesn't work",
    "It may have expired or been used already, or the address is incomplete. Use the link in the newest "
    "email you have.",
)
PROBLEM_BY_ERROR: dict[type[Exception], Problem] = {
    UnknownToken: _NO_LINK,
    CaseNotStored: _NO_LINK,  # a link can outlive its case
    UnknownCase: Problem(404, "Case not found", "Look for it in the queue, or search for its account."),
    UnknownEmail: Problem(
        404, "Email not found", "No such email was sent about this case. Open the case to see its emails."
    ),
    UnknownReply: Problem(
        404, "Saved reply not found", "A colleague may have removed it. Open the saved replies again."
    ),
    UnknownAccount: Problem(
        404, "Account not found", "Neither the account lookup nor Keydesk has this account. Check the account ID."
    ),
    UnknownTask: Problem(404, "Task not found", "The safety check wasn't asked about a task with this ID."),
    AlreadyDecided: Problem(
        409,
        "This task is already decided",
        "It has another decision, or the application was withdrawn. The first decision counts. Nothing was changed.",
    ),
    ApplicationConfirmed: Problem(
        409,
        "This application is already confirmed",
        "Its review has started, so you can't discard it here. If it was confirmed by mistake, contact your account "
        "manager.",
    ),
    ApplicationDiscarded: Problem(
        409,
        "This application was discarded",
        "Someone used this link to tell us that they don't recognise the application, so we won't review it. If you "
        "want an API key after all, get an application link and apply again.",
    ),
    NotAllowed: Problem(
        403, "You don't have access to this page", "Your roles don't include it. If you need access, ask an operator."
    ),
}
"""Errors that are always explained in the same words."""


def explain(error: Exception) -> Problem:
    """What a person is told about an error. Our own faults are logged."""
    if isinstance(error, Problem):
        return error
    if type(error) in PROBLEM_BY_ERROR:
        return PROBLEM_BY_ERROR[type(error)]
    if isinstance(error, InvalidInput):
        named, more = error.problems[:MAX_NAMED], len(error.problems) - MAX_NAMED
        not_named = f" {more:,} more fields are wrong and not listed here." if more > 0 else ""
        detail = f"Fix what's listed and try again.{not_named}"
        return Problem(422, "Some fields need fixing", detail, named)
    if isinstance(error, ConflictOfInterest):
        return Problem(
            403,
            "You're involved in this case",
            f"You are {error.part}, so a colleague has to work on it. Your colleagues with this role each got an email "
            "with their own link. If there is nobody else with this role, tell an operator.",
        )
    if isinstance(error, AnotherApplicationOpen):
        return _one_application("another", error.application_id)
    if isinstance(error, MayNotApplyYet):
        from domain.policy import after_rejection

        return _one_application(*after_rejection(error.rejection))
    if isinstance(error, TooManySubmissions):
        return Problem(
            429,
            "Too many applications today",
            f"An account can submit {error.most} applications per day. This one wasn't submitted. Try again "
            "tomorrow (UTC).",
        )
    observability.logger().exception("fault")
    return _LOOK_UP_FAILED if isinstance(error, AccountLookupFailed) else _FAULT


def _one_application(case: str, evidence: str) -> Problem:
    from domain.policy import RuleId, load_policy

    finding = load_policy().finding(RuleId.ONE_OPEN_APPLICATION, case, evidence)
    return Problem(409, "One application at a time", f"{finding.message} {finding.fix}")


def interrupted_form_page(error: Exception, fields: dict[str, str], link: LinkState) -> Response:
    """An error while the application form was sent, as the form with all that was typed."""
    problem = explain(error)
    values = interrupted_form(fields, problem.title, problem.detail, link)
    return page_response(problem.status, "apply", values, script="apply")


def problem_page(problem: Problem, root: str, action: tuple[str, str] | None = None, typed: str = "") -> Response:
    """A problem as a page. ``root`` is the relative URL of the stage's root.

    ``action`` is the text of a link that helps, and its path from the root; ``typed`` is what the reader can copy.
    """
    values: dict[str, object] = {
        "title": problem.title,
        "detail": problem.detail,
        "problems": problem.messages,
        "action": {"text": action[0], "url": f"{root}{action[1]}"} if action else None,
        "typed": typed,
        "home": root or "./",
    }
    return page_response(problem.status, "problem", values)
