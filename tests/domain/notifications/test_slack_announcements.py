import pytest
from pydantic import ValidationError

from domain.cases.case import Status
from domain.notifications.slack_announcements import Announcement, text_of

WHICH = {"application_id": "kabcdefghij234567", "account_id": "acct-in-order"}


@pytest.mark.parametrize(
    ("status", "number", "text"),
    [
        (Status.APPROVED, 1, "Approved: application kabcdefghij234567, account acct-in-order, round 1."),
        (
            Status.REJECTED,
            1,
            "Rejected: application kabcdefghij234567, account acct-in-order, round 1. "
            "The applicant can reply once, and is reviewed again.",
        ),
        (
            Status.REJECTED_FOR_GOOD,
            2,
            "Rejected for good: application kabcdefghij234567, account acct-in-order, round 2. "
            "There is no third review.",
        ),
        (
            Status.IN_REVIEW,
            2,
            "Under review again: application kabcdefghij234567, account acct-in-order, round 2. "
            "The applicant replied to the rejection.",
        ),
    ],
)
def test_the_channel_hears_what_happened_to_which_application(status: Status, number: int, text: str) -> None:
    assert text_of(Announcement(**WHICH, round=number, status=status)) == text


def test_what_slack_reads_as_a_mention_or_a_link_is_escaped() -> None:
    announcement = Announcement(application_id="<!channel> & co", account_id="a", round=1, status=Status.APPROVED)

    assert "application &lt;!channel&gt; &amp; co," in text_of(announcement)


@pytest.mark.parametrize("more", [{"account_id": "<!channel>"}, {"note": "words of the applicant"}])
def test_an_event_with_more_than_ids_is_refused(more: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Announcement.model_validate({**WHICH, "round": 1, "status": "approved", **more})
