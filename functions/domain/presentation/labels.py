"""The words for a status, a task, a decision and the handling of a message: no other module has them.

The keys are the stored values, so a dict lacks an entry only where nothing is shown.
"""

from domain.cases.case import DecisionType, Status, TaskKind
from domain.cases.exception import ExceptionStatus
from domain.cases.inbound_message import Handling
from domain.cases.staff import StaffRole

CaseStatus = Status | ExceptionStatus

STATUS_LABELS: dict[CaseStatus, str] = {
    Status.IN_REVIEW: "in review",
    Status.APPROVED: "approved",
    Status.REJECTED: "rejected, can be reviewed once more",
    Status.REJECTED_FOR_GOOD: "rejected for good",
    Status.DECLINED: "ended, the owner declined",
    Status.EXPIRED: "ended, the owner did not answer",
    Status.WITHDRAWN: "withdrawn",
    ExceptionStatus.IN_REVIEW: "in review",
    ExceptionStatus.GRANTED: "granted",
    ExceptionStatus.REFUSED: "refused",
}
"""For staff, in lists and headings."""

STATUS_SENTENCES: dict[CaseStatus, str] = {
    Status.APPROVED: "The application is approved. Nobody is waited for.",
    Status.REJECTED: "The application is rejected. One reply of the applicant opens the second and last review.",
    Status.REJECTED_FOR_GOOD: "The application is rejected for good. Nobody is waited for.",
    Status.DECLINED: "The application has ended, since the owner declined. Nobody is waited for.",
    Status.EXPIRED: "The application has ended, since the owner did not answer in time. Nobody is waited for.",
    Status.WITHDRAWN: "The applicant has withdrawn the application. Nobody is waited for.",
    ExceptionStatus.GRANTED: "The exception is granted. Nobody is waited for.",
    ExceptionStatus.REFUSED: "The exception is refused. Nobody is waited for.",
}
"""For staff, of a case that no task is open in."""

STATUS_HEADLINES = {
    Status.IN_REVIEW: "In review",
    Status.APPROVED: "Approved",
    Status.REJECTED: "Rejected: you can request one re-review",
    Status.REJECTED_FOR_GOOD: "Rejected: this answer is final",
    Status.DECLINED: "Ended: the owner declined",
    Status.EXPIRED: "Ended: the owner did not answer",
    Status.WITHDRAWN: "Withdrawn",
}
"""For the applicant, above the status page."""

STATUS_ADVICE = {
    Status.APPROVED: "The API key appears in the API Center of the account.",
    Status.REJECTED: "Fix what's listed. Then reply to the rejection email, or send the application for re-review by "
    "the link in it. You can do this once.",
    Status.REJECTED_FOR_GOOD: "We reviewed the application twice. The answer is final, and a reply can't reopen it.",
    Status.DECLINED: "Agree with an owner first, then apply again.",
    Status.EXPIRED: "Agree with the owner first, then apply again.",
    Status.WITHDRAWN: "You can apply again at any time.",
}
"""For the applicant: what comes next."""

STATUS_EVENTS = {
    Status.APPROVED: "It was approved.",
    Status.REJECTED: "It was rejected.",
    Status.REJECTED_FOR_GOOD: "It was rejected for good.",
    Status.DECLINED: "It ended, since the owner declined.",
    Status.EXPIRED: "It ended, since the owner did not answer.",
    Status.WITHDRAWN: "It was withdrawn.",
}
"""For the applicant, in the history of the application."""

STATUS_ANNOUNCEMENTS = {
    Status.APPROVED: ("Approved", ""),
    Status.REJECTED: ("Rejected", " The applicant can ask for one re-review."),
    Status.REJECTED_FOR_GOOD: ("Rejected for good", " There is no third review."),
    Status.IN_REVIEW: ("Under review again", " The applicant replied to the rejection."),
}
"""For the Slack channel: what happened, and what can follow."""

TASK_LABELS = {
    TaskKind.REVIEW: "Reviews",
    TaskKind.SAFETY: "Trust & Safety",
    TaskKind.EXCEPTION: "Exceptions",
    TaskKind.EXCEPTION_SAFETY: "Exceptions: Trust & Safety",
    TaskKind.OWNER: "With the owner",
    TaskKind.INFO_REQUEST: "With the applicant",
}
"""For staff: the queue of each kind, in the order in which the queues are shown."""

TASK_ASSIGNEES = {
    TaskKind.OWNER: "the owner of the key",
    TaskKind.SAFETY: "Trust & Safety",
    TaskKind.REVIEW: "the reviewers",
    TaskKind.INFO_REQUEST: "the applicant",
    TaskKind.EXCEPTION_SAFETY: "Trust & Safety",
    TaskKind.EXCEPTION: "those who approve exceptions",
}
"""For staff: who is asked."""

TASK_WAITS_FOR = TASK_ASSIGNEES | {
    TaskKind.OWNER: "the owner of the key, who was asked to confirm",
    TaskKind.INFO_REQUEST: "the applicant, who was asked a question by mail",
}
"""For staff: whom a case waits for."""

TASK_PROGRESS = {
    TaskKind.OWNER: "The owner of the key has been asked to confirm, by mail.",
    TaskKind.SAFETY: "Trust & Safety looks at the account. There is nothing you need to do.",
    TaskKind.REVIEW: "A reviewer looks at the application. There is nothing you need to do.",
    TaskKind.INFO_REQUEST: "A reviewer asked you something, by mail. Reply to that mail, and the review goes on.",
}
"""For the applicant: what happens while the task is open."""

DECISION_LABELS = {
    DecisionType.CONFIRM: "confirmed",
    DecisionType.DECLINE: "declined",
    DecisionType.UNANSWERED: "left unanswered",
    DecisionType.CLEAR: "cleared",
    DecisionType.NOT_CLEAR: "not cleared",
    DecisionType.APPROVE: "approved",
    DecisionType.REJECT: "rejected",
    DecisionType.REQUEST_INFO: "sent back with a question to the applicant",
    DecisionType.ANSWERED: "answered",
    DecisionType.WITHDRAWN: "withdrawn",
    DecisionType.GRANT: "granted",
    DecisionType.REFUSE: "refused",
}
"""For whoever decided, and their colleagues."""

DECISION_EVENTS = {
    DecisionType.CONFIRM: "The owner of the key confirmed.",
    DecisionType.DECLINE: "The owner of the key declined.",
    DecisionType.UNANSWERED: "Nobody answered in time.",
    DecisionType.CLEAR: "Trust & Safety looked at the account.",
    DecisionType.NOT_CLEAR: "Trust & Safety looked at the account.",
    DecisionType.REQUEST_INFO: "A reviewer asked you a question.",
    DecisionType.ANSWERED: "You answered the question.",
}
"""For the applicant, in the history of the application. Decisions that end a round are told by its status."""

NOTE_MISSING = {
    DecisionType.NOT_CLEAR: "Say why. Only colleagues who work on the case see it.",
    DecisionType.REJECT: "Say why: name a rule, or write it. The applicant gets it, and mends what it names.",
    DecisionType.REQUEST_INFO: "Ask something: the applicant gets these words, and answers by mail.",
    DecisionType.REFUSE: "Say why: the account manager gets these words.",
}
"""For whoever chose a decision that needs a note, and wrote none."""

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
    StaffRole.REVIEWER: "Nobody is a reviewer: applications can't be decided, and quarantined messages wait.",
    StaffRole.SAFETY: "Nobody is in Trust & Safety: reviews stop at the safety check.",
    StaffRole.EXCEPTION_APPROVER: "Nobody is an exception approver: exceptions can't be decided.",
    StaffRole.ACCOUNT_MANAGER: "Nobody is an account manager: exceptions can't be filed in the console.",
    StaffRole.ESCALATION: "Nobody is an escalation contact: nobody is told about reviews that take too long.",
}
"""For operators, where nobody has a role."""

HANDLING_LABELS = {
    Handling.REVIEW_STARTED: "It opened the second review",
    Handling.QUESTION_ANSWERED: "It answered the question",
    Handling.STILL_MISSING: "Something was still missing: the applicant was told what, and keeps the re-review",
    Handling.NOT_ACCEPTED: "It changed nothing",
    Handling.KEPT: "It came before the answer, and changed nothing",
    Handling.DUPLICATE: "The same message once more",
    Handling.AUTOMATIC: "Sent by a machine",
    Handling.QUARANTINED: "Held",
    Handling.NOTHING: "Nothing came of it",
}
"""For staff: what became of a received message."""


def value_words(value: str) -> str:
    """A stored value (``not_clear``, ``third_parties``) as words."""
    return value.replace("_", " ")


TASK_STEPS = {
    TaskKind.OWNER: "Key owner's confirmation",
    TaskKind.SAFETY: "Trust & Safety check",
    TaskKind.REVIEW: "Review",
    TaskKind.INFO_REQUEST: "Your answer to a question",
}
"""For the applicant: the steps of the timeline, in their order."""
