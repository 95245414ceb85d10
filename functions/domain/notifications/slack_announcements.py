"""Posts to the API team's Slack channel: how an application ended, or that its re-review started."""

from pydantic import AwareDatetime

from domain.cases.case import Status
from domain.model.field_types import AccountId, Record
from domain.presentation.labels import STATUS_ANNOUNCEMENTS


class Announcement(Record):
    """A ``ReviewDetail``. In events of the last release it had neither ``event_id`` nor ``at``."""

    event_id: str = ""
    at: AwareDatetime | None = None
    application_id: str
    account_id: AccountId
    round: int
    status: Status


def text_of(announcement: Announcement) -> str:
    """One line, escaped for Slack, without personal data or text that an applicant wrote.

    https://docs.slack.dev/messaging/formatting-message-text#escaping

    Raises:
        KeyError: for a status that is not announced; the rule in template.yaml lets none of them through.
    """
    what, then = STATUS_ANNOUNCEMENTS[announcement.status]
    return _escaped(
        f"{what}: application {announcement.application_id}, account {announcement.account_id}, "
        f"{'first review' if announcement.round == 1 else 're-review'}.{then}"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
