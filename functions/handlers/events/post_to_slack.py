"""Posts approvals, rejections and re-reviews to the API team's Slack channel, on events of Keydesk's bus."""

from typing import Any

from adapters.aws.observability import about, count, log, observed
from domain.notifications.slack_announcements import Announcement, text_of
from wiring import clients, notifications


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: an event of PublishEvents (its ``detail`` is read as an ``Announcement``). A repetition posts again."""
    announcement = Announcement.model_validate(event["detail"])
    about(announcement.application_id, announcement.round)
    notifications.slack_channel().post_text(text_of(announcement))
    log("channel told", status=announcement.status)
    count("Announcements")


clients.warm("secretsmanager")
