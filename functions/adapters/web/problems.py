"""What people and programs are told of an error, in a page or as a problem in JSON; a fault of ours is logged."""

from adapters.aws import observability
from adapters.web.pages import page_response
from adapters.web.responses import Problem, Response
from domain.model.errors import (
    AccountLookupFailed,
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
    UnknownReply,
    UnknownToken,
)

MAX_NAMED = 20  # wrong fields in an answer

_FAULT = Problem(500, "The fault is ours", "Nothing was lost that you had handed in before. Please try again soon.")

_LOOK_UP_FAILED = Problem(503, "We cannot look the account up", "The fault is ours. Please try again in a few minutes.")

_NO_LINK = Problem(
    404, "This link does not work", "It was mistyped, used up, or it has expired. Use the newest mail you have."
)
PROBLEM_BY_ERROR: dict[type[Exception], Problem] = {
    UnknownToken: _NO_LINK,
    CaseNotStored: _NO_LINK,  # a link can outlive its case
    UnknownCase: Problem(404, "There is no such case", "Look for it in the queue, or search for its account."),
    UnknownReply: Problem(
        404, "There is no such saved reply", "A colleague may have removed it. Open the saved replies again."
    ),
    UnknownAccount: Problem(
        404, "There is no such account", "Neither the account lookup nor the desk knows it. Search for it by its id."
    ),
    ApplicationConfirmed: Problem(
        409,
        "This application was confirmed",
        "It was confirmed before, and its review has started, so it can't be discarded here. If nobody should have "
        "confirmed it, contact your account manager.",
    ),
    ApplicationDiscarded: Problem(
        409,
        "This application was discarded",
        "Somebody opened this link and chose “I don't recognise this”, so we won't review the application. If you want "
        "an API key after all, get an application link and apply with it.",
    ),
    NotAllowed: Problem(
        403,
        "You don't have access to this page",
        "Your roles don't include it. If you need access, ask an operator to change your roles.",
    ),
}
"""The errors that are always explained in the same words."""


def explain(error: Exception) -> Problem:
    """What a person is told of an error; a fault of ours is logged."""
    if isinstance(error, Problem):
        return error
    if type(error) in PROBLEM_BY_ERROR:
        return PROBLEM_BY_ERROR[type(error)]
    if isinstance(error, InvalidInput):
        named, more = error.problems[:MAX_NAMED], len(error.problems) - MAX_NAMED
        not_named = f" {more:,} more are wrong and not named here." if more > 0 else ""
        detail = f"Fix the fields named in errors and send it again.{not_named}"
        return Problem(422, "Some fields are not right", detail, named)
    if isinstance(error, ConflictOfInterest):
        return Problem(
            403,
            "This is your own case",
            f"You are {error.part}, and nobody decides about a case of their own. A colleague has to: each was asked "
            "by mail, with a link of their own. If nobody else was asked, tell the operator of the desk.",
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
            f"An account can submit {error.most} applications per day. Nothing was stored. Try again tomorrow (UTC).",
        )
    observability.logger().exception("fault")
    return _LOOK_UP_FAILED if isinstance(error, AccountLookupFailed) else _FAULT


def _one_application(case: str, evidence: str) -> Problem:
    from domain.policy import RuleId, load_policy

    finding = load_policy().finding(RuleId.ONE_OPEN_APPLICATION, case, evidence)
    return Problem(409, "One application at a time", f"{finding.message} {finding.fix}")


def problem_page(problem: Problem) -> Response:
    """A problem as a page."""
    problems = [error.message for error in problem.errors]
    values: dict[str, object] = {"title": problem.title, "detail": problem.detail, "problems": problems}
    return page_response(problem.status, "problem", values)
