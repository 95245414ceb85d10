"""What the channel for the API team hears: an application and how it ended, or that its review runs again."""

from domain.cases.case import Status
from domain.model.field_types import AccountId, Record
from domain.presentation.labels import STATUS_ANNOUNCEMENTS


class Announcement(Record):
    """What the review machine announces: the ``detail`` of its events."""

    application_id: str
    account_id: AccountId
    round: int
    status: Status


def text_of(announcement: Announcement) -> str:
    """One line, escaped for Slack; it names nobody, and holds nothing that an applicant wrote.

    https://docs.slack.dev/messaging/formatting-message-text#escaping

    Raises:
        KeyError: for a status of which the channel does not hear; the rule in template.yaml asks for none.
    """
    what, then = STATUS_ANNOUNCEMENTS[announcement.status]
    return _escaped(
        f"{what}: application {announcement.application_id}, account {announcement.account_id}, "
        f"round {announcement.round}.{then}"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
