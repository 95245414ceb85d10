"""The words for a status, a task, a decision and the handling of a message: no other module has them.

The keys are the stored values, so a dict lacks an entry only where nothing is shown.
"""

from domain.cases.case import DecisionType, Status, TaskKind
from domain.cases.exception import ExceptionStatus
from domain.cases.inbound_message import Handling
from domain.cases.staff import StaffRole
from domain.model.api_key import KEY_ISSUER, USAGE_REPORT, KeyAction, KeyStatus, Progress
from domain.model.application import Exposure

CaseStatus = Status | ExceptionStatus

STATUS_LABELS: dict[CaseStatus, str] = {
    Status.IN_REVIEW: "in review",
    Status.APPROVED: "approved",
    Status.REJECTED: "rejected, re-review possible",
    Status.REJECTED_FOR_GOOD: "rejected for good",
    Status.DECLINED: "closed, the key owner declined",
    Status.EXPIRED: "closed, the key owner didn't confirm",
    Status.WITHDRAWN: "withdrawn",
    ExceptionStatus.IN_REVIEW: "in review",
    ExceptionStatus.GRANTED: "granted",
    ExceptionStatus.REFUSED: "refused",
}
"""For staff, in lists and headings."""

STATUS_SENTENCES: dict[CaseStatus, str] = {
    Status.APPROVED: "The application is approved. No action needed.",
    Status.REJECTED: "The application is rejected. The applicant can request one re-review, by reply or on the change "
    "page.",
    Status.REJECTED_FOR_GOOD: "The application is rejected for good. No action needed.",
    Status.DECLINED: "The application is closed because the key owner declined. No action needed.",
    Status.EXPIRED: "The application is closed because the key owner didn't confirm in time. No action needed.",
    Status.WITHDRAWN: "The applicant withdrew the application. No action needed.",
    ExceptionStatus.GRANTED: "The exception is granted. No action needed.",
    ExceptionStatus.REFUSED: "The exception is refused. No action needed.",
}
"""For staff, for a case without an open task."""

STATUS_HEADLINES = {
    Status.IN_REVIEW: "In review",
    Status.APPROVED: "Approved",
    Status.REJECTED: "Rejected: you can request one re-review",
    Status.REJECTED_FOR_GOOD: "Rejected: this decision is final",
    Status.DECLINED: "Closed: the key owner declined",
    Status.EXPIRED: "Closed: the key owner didn't confirm",
    Status.WITHDRAWN: "Withdrawn",
}
"""For the applicant, above the status page."""

STATUS_ADVICE = {
    Status.APPROVED: "We approved the application.",
    Status.REJECTED: "Fix the issues listed. Then use the link in the rejection email to send the application for "
    "re-review, or reply to that email. You can do this once.",
    Status.REJECTED_FOR_GOOD: "We reviewed the application twice. The decision is final, and a reply can't reopen "
    "the application.",
    Status.DECLINED: "Agree on who will own the key, then apply again.",
    Status.EXPIRED: "Ask the key owner to look out for our email, then apply again.",
    Status.WITHDRAWN: "You can apply again at any time.",
}
"""For the applicant: what comes next."""

REJECTED_FOR_OWNER = "The applicant can fix what's listed, then send the application for re-review. This works once."
"""For the key owner: what comes next after the first rejection."""

STATUS_EVENTS = {
    Status.APPROVED: "We approved the application.",
    Status.REJECTED: "We rejected the application.",
    Status.REJECTED_FOR_GOOD: "We rejected the application for good.",
    Status.DECLINED: "The application was closed because the key owner declined.",
    Status.EXPIRED: "The application was closed because the key owner didn't confirm in time.",
    Status.WITHDRAWN: "The application was withdrawn.",
}
"""For the applicant, in the history of the application."""

STATUS_ANNOUNCEMENTS = {
    Status.APPROVED: ("Approved", ""),
    Status.REJECTED: ("Rejected", " The applicant can request one re-review."),
    Status.REJECTED_FOR_GOOD: ("Rejected for good", " There is no further review."),
    Status.IN_REVIEW: ("Re-review started", " No policy rule rejects the application now."),
}
"""For the Slack channel: what happened, and what can follow."""

TASK_LABELS = {
    TaskKind.REVIEW: "Reviews",
    TaskKind.SAFETY: "Trust & Safety",
    TaskKind.EXCEPTION: "Exceptions",
    TaskKind.EXCEPTION_SAFETY: "Exceptions: Trust & Safety",
    TaskKind.OWNER: "With the key owner",
    TaskKind.INFO_REQUEST: "With the applicant",
}
"""For staff: the queue of each kind, in the order in which the queues are shown."""

TASK_ASSIGNEES = {
    TaskKind.OWNER: "the key owner",
    TaskKind.SAFETY: "Trust & Safety",
    TaskKind.REVIEW: "the reviewers",
    TaskKind.INFO_REQUEST: "the applicant",
    TaskKind.EXCEPTION_SAFETY: "Trust & Safety",
    TaskKind.EXCEPTION: "the exception approvers",
}
"""For staff: who has the task."""

TASK_WAITS_FOR = TASK_ASSIGNEES | {
    TaskKind.OWNER: "the key owner to confirm",
    TaskKind.INFO_REQUEST: "the applicant to answer a question",
}
"""For staff, after "waiting for"."""

TASK_PROGRESS = {
    TaskKind.OWNER: "We emailed the key owner and asked them to confirm.",
    TaskKind.SAFETY: "Trust & Safety is checking the account. You don't need to do anything.",
    TaskKind.REVIEW: "A reviewer is checking the application. You don't need to do anything.",
    TaskKind.INFO_REQUEST: "A reviewer asked you a question. Answer it on the status page, or reply to our email.",
}
"""For the applicant: what happens while the task is open."""

QUESTION_HIDDEN = "A reviewer asked a question. Confirm your email address above to see it."
"""For a reader whose email address isn't confirmed, instead of the words for ``TaskKind.INFO_REQUEST``."""

DECISION_LABELS = {
    DecisionType.CONFIRM: "confirmed",
    DecisionType.DECLINE: "declined",
    DecisionType.UNANSWERED: "left unanswered",
    DecisionType.CLEAR: "cleared",
    DecisionType.NOT_CLEAR: "not cleared",
    DecisionType.APPROVE: "approved",
    DecisionType.REJECT: "rejected",
    DecisionType.REQUEST_INFO: "sent to the applicant with a question",
    DecisionType.ANSWERED: "answered",
    DecisionType.WITHDRAWN: "withdrawn",
    DecisionType.GRANT: "granted",
    DecisionType.REFUSE: "refused",
}
"""For the person who decided, and for their colleagues."""

DECISION_EVENTS = {
    DecisionType.CONFIRM: "The key owner confirmed.",
    DecisionType.DECLINE: "The key owner declined.",
    DecisionType.UNANSWERED: "No answer arrived in time.",
    DecisionType.CLEAR: "Trust & Safety checked the account.",
    DecisionType.NOT_CLEAR: "Trust & Safety checked the account.",
    DecisionType.REQUEST_INFO: "A reviewer asked you a question.",
    DecisionType.ANSWERED: "You answered the question.",
}
"""For the applicant, in the history of the application. ``STATUS_EVENTS`` has the decisions that end a round."""

NOTE_MISSING = {
    DecisionType.NOT_CLEAR: "Enter a reason. Only colleagues on the case will see it.",
    DecisionType.REJECT: "Select a rule or enter a reason. The applicant will see it and fix the issues it names.",
    DecisionType.REQUEST_INFO: "Enter a question. The applicant will get it by email, in your words.",
    DecisionType.REFUSE: "Enter a reason. The account manager will get it in your words.",
}
"""For a person who chose a decision that needs a note, and didn't write one."""

ROLE_LABELS = {
    StaffRole.REVIEWER: "Reviewer",
    StaffRole.SAFETY: "Trust & Safety",
    StaffRole.EXCEPTION_APPROVER: "Exception approver",
    StaffRole.ACCOUNT_MANAGER: "Account manager",
    StaffRole.OPERATOR: "Operator",
    StaffRole.ESCALATION: "Escalation contact",
}
"""For operators, in the order in which roles are shown."""

ROLE_MISSING = {
    StaffRole.REVIEWER: "There are no reviewers: applications can't be decided, and quarantined messages wait.",
    StaffRole.SAFETY: "There is nobody in Trust & Safety: without a safety check of your own, reviews stop there.",
    StaffRole.EXCEPTION_APPROVER: "There are no exception approvers: exceptions can't be decided.",
    StaffRole.ACCOUNT_MANAGER: "There are no account managers: exceptions can't be filed in the console.",
    StaffRole.ESCALATION: "There are no escalation contacts: nobody is told about reviews that take too long.",
}
"""For operators, if nobody has a role."""

KEY_STATUS_LABELS = {
    KeyStatus.ISSUED: "Issued",
    KeyStatus.SUSPENDED: "Suspended",
    KeyStatus.REVOKED: "Revoked",
}
"""For everybody: the status of an API key."""

KEY_HEADLINES = {
    KeyStatus.SUSPENDED: "Your API key is suspended",
    KeyStatus.REVOKED: "Your API key is revoked",
}
"""For the applicant and the key owner, above the status page, instead of "Approved"."""

OVER_LIMIT_HEADLINE = "Your app is over its request limit"
LIMIT_REACHED_HEADLINE = "Your app has reached its request limit"
"""The same, until they have replied to our email about it."""

KEY_ACTION_TITLES = {
    KeyAction.ISSUE: "API key issued",
    KeyAction.SUSPEND: "API key suspended",
    KeyAction.RESUME: "API key resumed",
    KeyAction.REVOKE: "API key revoked",
    KeyAction.OVER_LIMIT: "Over the daily limit",
}
LIMIT_REACHED_TITLE = "Daily limit reached"
"""For everybody: what happened to an API key. A usage plan counts no further than the limit."""

KEY_SOURCES = {
    KEY_ISSUER: "the key issuer",
    USAGE_REPORT: "a usage report",
}
"""For staff: the systems that change keys, after "by"."""

KEY_PROGRESS = {
    Progress.RUNNING: "In progress",
    Progress.FAILED: "Failed: an operator has to fix it",
}
"""For staff, beside a change of an API key that was not carried out yet."""

KEY_SENTENCES = {
    KeyStatus.ISSUED: "The application is approved, and its API key is issued. No action needed.",
    KeyStatus.SUSPENDED: "The API key is suspended until somebody resumes or revokes it.",
    KeyStatus.REVOKED: "The API key is revoked for good. No action needed.",
}
"""For staff, for an approved application with a key, while the client has said nothing about it."""

HANDLING_LABELS = {
    Handling.REVIEW_STARTED: "It started the re-review",
    Handling.QUESTION_ANSWERED: "It answered the question",
    Handling.STILL_MISSING: "Something still had to be fixed: we told the applicant what, and they keep "
    "their re-review",
    Handling.NOT_ACCEPTED: "It didn't change anything",
    Handling.ABOUT_KEY: "It's about the API key. We emailed it to the reviewers",
    Handling.KEPT: "It was sent before the decision and didn't change anything",
    Handling.DUPLICATE: "It was a duplicate",
    Handling.AUTOMATIC: "It was sent automatically",
    Handling.QUARANTINED: "Quarantined",
    Handling.NOTHING: "It had no effect",
}
"""For staff: what happened with a received message."""


def value_words(value: str) -> str:
    """A stored value (``not_clear``, ``third_parties``) as words."""
    return value.replace("_", " ")


EXPOSURE_WORDS = {
    Exposure.PRIVATE: "Only people at the client's company",
    Exposure.THIRD_PARTIES: "People outside the client's company too",
}
"""For everybody: the answers to "Who will see the data?"."""

TASK_STEPS = {
    TaskKind.OWNER: "Key owner's confirmation",
    TaskKind.SAFETY: "Trust & Safety check",
    TaskKind.REVIEW: "Review",
    TaskKind.INFO_REQUEST: "Your answer to a question",
}
"""For the applicant: the steps of the timeline, in their order."""
