"""The emails of the gallery: each one in all of its forms, with who gets it and when."""

from collections.abc import Iterator

from domain.cases.case import DECISION_TYPES, Case, Decision, DecisionType, Reason, Status, TaskKind
from domain.cases.exception import ExceptionCase
from domain.cases.history import EarlierApplication
from domain.notifications.closed_tasks import closed_values
from domain.notifications.messages import REQUEST_OF, EmailName
from domain.presentation.case_view import case_values, history_values
from domain.presentation.estimate_words import estimate_values
from domain.presentation.key_values import key_values
from infra.gallery.cases import (
    ANSWER,
    OWNER,
    QUESTION,
    account,
    application,
    concluded,
    day,
    ended,
    exception,
    in_review,
    rechecked,
    second_round,
    task,
    told,
)
from infra.gallery.key_stories import approvals, key_changes, owner_approvals
from infra.gallery.story import APPLICANT, HELP_URL, HOLDER, MANAGER, REVISE_URL, STATUS_URL, TOKEN, URL, Story
from infra.local.local_settings import ESCALATION, EXCEPTION_APPROVERS, REVIEWERS, SAFETY_TEAM

CLEAR = task(TaskKind.SAFETY, DecisionType.CLEAR, day(6), "One old dispute, settled in 2024.")
GRANT_CLEAR = task(TaskKind.EXCEPTION_SAFETY, DecisionType.CLEAR, day(4))
PLAIN = in_review(application(), account())
OWNED = in_review(application(with_owner=True), account())
UNCHECKED = in_review(application(theme_colours=["#722f85"]), account())
FLAGGED = UNCHECKED.model_copy(update={"tasks": (CLEAR,)})
ASKED = FLAGGED.model_copy(
    update={"tasks": (CLEAR, task(TaskKind.REVIEW, DecisionType.REQUEST_INFO, day(20), QUESTION))}
)
ANSWERED = ASKED.model_copy(
    update={"tasks": (*ASKED.tasks, task(TaskKind.INFO_REQUEST, DecisionType.ANSWERED, day(22), ANSWER))}
)
MISSING = account(has_photo=False, company_address=None)
REJECTED = concluded(in_review(application(theme_colours=["#722f85"]), MISSING), day(0))
AGAIN = second_round(REJECTED, task(TaskKind.SAFETY, DecisionType.CLEAR, day(26), number=2))
NO = task(TaskKind.REVIEW, DecisionType.REJECT, day(40), "The website does not open.\nPut it online, then reply.")
NO_AGAIN = task(TaskKind.REVIEW, DecisionType.REJECT, day(50), "The website still does not open.", number=2)
DECLINED = task(TaskKind.OWNER, DecisionType.DECLINE, day(2), "I leave the company next month.")
SILENT = task(TaskKind.OWNER, DecisionType.UNANSWERED, day(14))

EARLIER = (
    EarlierApplication(
        case_id="kexample3456789ab",
        account_id="acct-in-order",
        title="Team calendar",
        submitted_at=day(-200),
        status=Status.REJECTED_FOR_GOOD,
        ended_at=day(-120),
        reasons=(Reason(message="The website does not open."),),
    ),
)


def stories() -> Iterator[Story]:
    """Every email, in the order in which people get them."""
    yield from _holders()
    yield from _applicants()
    yield from _requests()
    yield from _chasing()
    yield from _exceptions()
    yield from _closed()
    yield from key_changes()


def _holders() -> Iterator[Story]:
    link = {"account_id": "acct-in-order", "account_name": "Avery Example", "expires_at": day(7)}
    link_url = {"url": f"{URL}/apply/link/{TOKEN}"}
    yield Story(EmailName.APPLY_LINK, "", HOLDER, "the account holder asks for it", {**link, **link_url})
    sign_in = {"minutes": 15, "url": f"{URL}/console/enter/{TOKEN}"}
    yield Story(EmailName.SIGN_IN, "", REVIEWERS[0], "someone on the staff asks for it", sign_in)
    account_id = application().request.account_id
    confirm = {"what": "application", "case_id": application().id, "account_id": account_id}
    confirm["url"] = f"{URL}/confirm/{TOKEN}"
    yield Story(EmailName.CONFIRM_APPLICATION, "", HOLDER, "someone applies without an application link", confirm)
    waits = {**confirm, "confirm_by": day(7), "apply_url": f"{URL}/apply/link"}
    yield Story(
        EmailName.WAITS_FOR_CONFIRMATION, "", APPLICANT, "at the same moment, whether the account exists or not", waits
    )
    yield Story(EmailName.NOT_CONFIRMED, "", APPLICANT, "the account holder didn't confirm within seven days", waits)


def _applicants() -> Iterator[Story]:
    both = f"{APPLICANT} and {OWNER['email']}"
    yield _news(EmailName.RECEIVED, "", PLAIN, "no policy rule rejects the application")
    yield _news(EmailName.RECEIVED, "with owner", OWNED, "the same, when someone else will own the key")
    yield _news(EmailName.RECEIVED, "with dates", told(OWNED), "the same, with an estimate of the time")
    yield _news(EmailName.CONFIRM_ADDRESS, "", PLAIN, "there is news for an unconfirmed address")
    yield _news(EmailName.STATUS_LINK, "", PLAIN, "someone asks for the link to the status page again")
    asked = _request(TaskKind.INFO_REQUEST, "", ASKED, APPLICANT, "a reviewer asks the applicant a question")
    asked.values.update(question=QUESTION, status_url=STATUS_URL, help_url=HELP_URL)
    yield asked
    yield _news(EmailName.REJECTED, "by policy", REJECTED, "policy rules reject it, straight away")
    rejected = concluded(in_review(application(), account(), CLEAR, NO), day(40))
    yield _news(EmailName.REJECTED, "by reviewer", rejected, "a reviewer rejects it")
    missing = rechecked(REJECTED, account(has_photo=False), day(10))
    yield _news(EmailName.STILL_MISSING, "", missing, "the applicant asks for the re-review too early")
    yield _news(EmailName.REVIEW_AGAIN, "", AGAIN, "the applicant asks for the re-review")
    yield _news(EmailName.REVIEW_AGAIN, "with dates", told(AGAIN), "the same, with an estimate of the time")
    refused = concluded(AGAIN.model_copy(update={"tasks": (*AGAIN.tasks, NO_AGAIN)}), day(50))
    yield _news(EmailName.REJECTED_FOR_GOOD, "", refused, "the re-review rejects it")
    yield from approvals()
    declined = concluded(in_review(application(with_owner=True), account(), DECLINED), day(2))
    yield _news(EmailName.DECLINED, "", declined, "the key owner declines", both)
    expired = concluded(in_review(application(with_owner=True), account(), SILENT), day(14))
    yield _news(EmailName.EXPIRED, "", expired, "the key owner doesn't answer in time", both)
    yield from owner_approvals()
    for of, when in ((rejected, "it is rejected"), (refused, "it is rejected for good")):
        yield _owner_outcome(of, f"{when}, and someone else would own the key")
    withdrawn = ended(OWNED, Status.WITHDRAWN)
    yield _news(EmailName.WITHDRAWN, "", withdrawn, "the application is withdrawn on its status page", both)
    for status in (status for status in Status if status is not Status.REJECTED):
        case = ended(OWNED, status)
        when = f"a reply comes in while the application is {status.replace('_', ' ')}"
        yield _news(EmailName.REPLY_NOT_ACCEPTED, status.replace("_", " "), case, when)


def _requests() -> Iterator[Story]:
    yield _request(TaskKind.OWNER, "", OWNED, str(OWNER["email"]), "the applicant names someone else as the key owner")
    yield _request(TaskKind.SAFETY, "", UNCHECKED, SAFETY_TEAM[0], "no rule rejects it, and the owner has confirmed")
    yield _request(TaskKind.REVIEW, "", FLAGGED, REVIEWERS[0], "Trust & Safety cleared the account")
    yield _request(TaskKind.REVIEW, "answered", ANSWERED, REVIEWERS[0], "the applicant answered a reviewer's question")
    yield _request(TaskKind.REVIEW, "second", AGAIN, REVIEWERS[0], "the same in the re-review")


def _chasing() -> Iterator[Story]:
    asked: dict[TaskKind, tuple[Case | ExceptionCase, str]] = {
        TaskKind.OWNER: (OWNED, str(OWNER["email"])),
        TaskKind.INFO_REQUEST: (ASKED, APPLICANT),
        TaskKind.SAFETY: (UNCHECKED, SAFETY_TEAM[0]),
        TaskKind.REVIEW: (FLAGGED, REVIEWERS[0]),
        TaskKind.EXCEPTION_SAFETY: (exception(), SAFETY_TEAM[0]),
        TaskKind.EXCEPTION: (exception(GRANT_CLEAR), EXCEPTION_APPROVERS[0]),
    }
    for kind, (case, to) in asked.items():
        values = _request(kind, "", case, to, "").values
        asked_at = day(20 if kind is TaskKind.INFO_REQUEST else 6)
        values.update(kind=str(kind), asked_at=asked_at, days_open=7, status_url=STATUS_URL, help_url=HELP_URL)
        values.update(question=QUESTION if kind is TaskKind.INFO_REQUEST else "", asked_check=False)
        yield Story(EmailName.REMINDER, kind.replace("_", " "), to, "nobody has answered or decided for days", values)
        if kind is TaskKind.SAFETY:
            of_check = {**values, "asked_check": True}
            yield Story(EmailName.REMINDER, "safety check", to, "your safety check hasn't answered for days", of_check)
    for kind, people in ((TaskKind.REVIEW, REVIEWERS), (TaskKind.EXCEPTION, EXCEPTION_APPROVERS)):
        late = {"kind": str(kind), "asked_at": day(8), "people": list(people)}
        for days, form in ((45, ""), (57, " overdue")):
            waits = {"days_open": days - 8, "days_waiting": days, "is_overdue": bool(form)}
            values = {**case_values(asked[kind][0]), **late, **waits}
            when = "a review is overdue" if form else "a review takes too long"
            yield Story(EmailName.ESCALATION, f"{kind}{form}", ESCALATION[0], when, values)
    yield _news(EmailName.TAKES_LONGER, "", FLAGGED, "the review is overdue, and the decision is ours")
    than_told = _news(EmailName.TAKES_LONGER, "than told", FLAGGED, "the dates that we gave have passed")
    than_told.values.update(missed="9 April 2026")
    yield than_told
    filed = case_values(asked[TaskKind.EXCEPTION][0])
    yield Story(EmailName.TAKES_LONGER, "exception", MANAGER, "the same for an exception", filed)
    held = {"count": 3, "oldest": day(1), "url": f"{URL}/held/{TOKEN}", "case_id": "haddressofreviewer"}
    yield Story(EmailName.HELD_MAIL, "", REVIEWERS[0], "quarantined messages are waiting: once a day", held)


def _closed() -> Iterator[Story]:
    forms: dict[str, tuple[Case | ExceptionCase, DecisionType, str]] = {
        "": (FLAGGED, DecisionType.REJECT, REVIEWERS[0]),
        "question": (FLAGGED, DecisionType.REQUEST_INFO, REVIEWERS[0]),
        "withdrawn": (FLAGGED, DecisionType.WITHDRAWN, APPLICANT),
        "exception": (exception(), DecisionType.GRANT, EXCEPTION_APPROVERS[0]),
    }
    for form, (case, answer, by) in forms.items():
        values = closed_values(case, Decision(answer=answer, by=by, at=day(20)))
        yield Story(EmailName.TASK_CLOSED, form, REVIEWERS[1], "a colleague has decided, or it's withdrawn", values)


def _exceptions() -> Iterator[Story]:
    filed, cleared = exception(), exception(GRANT_CLEAR)
    yield _request(TaskKind.EXCEPTION_SAFETY, "", filed, SAFETY_TEAM[0], "an account manager files an exception")
    yield _request(TaskKind.EXCEPTION, "", cleared, EXCEPTION_APPROVERS[0], "Trust & Safety cleared the account")
    granted = case_values(exception(GRANT_CLEAR, task(TaskKind.EXCEPTION, DecisionType.GRANT, day(9))))
    refused = case_values(
        exception(GRANT_CLEAR, task(TaskKind.EXCEPTION, DecisionType.REFUSE, day(9), "Too few employees."))
    )
    granted["apply_url"] = f"{URL}/apply/link"
    yield Story(EmailName.EXCEPTION_GRANTED, "", f"{MANAGER} and finley@client.example", "it is granted", granted)
    yield Story(EmailName.EXCEPTION_REFUSED, "", MANAGER, "it is refused", refused)


def _news(name: EmailName, form: str, case: Case, when: str, to: str = APPLICANT) -> Story:
    values = {**case_values(case), "status_url": STATUS_URL, "help_url": HELP_URL}
    values.update(estimate_values(case.current.estimate, day(0).date()), missed="")
    if name in (EmailName.REJECTED, EmailName.STILL_MISSING):
        values["revise_url"] = REVISE_URL
    return Story(name, form, to, when, values)


def _owner_outcome(of: Case, when: str) -> Story:
    owned = of.model_copy(update={"application": application(with_owner=True)})
    values = {**case_values(owned), **key_values(owned, None), "outcome": str(of.status)}
    return Story(EmailName.OWNER_OUTCOME, of.status.replace("_", " "), str(OWNER["email"]), when, values)


def _request(kind: TaskKind, form: str, case: Case | ExceptionCase, to: str, when: str) -> Story:
    links = {str(answer): f"{URL}/decisions/{TOKEN[:-1]}{number}" for number, answer in enumerate(DECISION_TYPES[kind])}
    answer_by = {TaskKind.OWNER: day(14), TaskKind.INFO_REQUEST: day(34)}.get(kind)
    earlier = history_values(EARLIER, case) if isinstance(case, Case) else []
    more = {"links": links, "answer_by": answer_by, "history": earlier, "console_url": f"{URL}/console"}
    return Story(REQUEST_OF[kind], form, to, when, {**case_values(case), **more})
