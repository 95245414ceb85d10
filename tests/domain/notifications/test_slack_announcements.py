import pytest
from pydantic import ValidationError

from domain.cases.case import Status
from domain.notifications.slack_announcements import Announcement, text_of

IDS = {"application_id": "kabcdefghij234567", "account_id": "acct-in-order"}


@pytest.mark.parametrize(
    ("status", "number", "review", "start", "end"),
    [
        (Status.APPROVED, 1, "first review", "Approved", ""),
        (Status.REJECTED, 1, "first review", "Rejected", " The applicant can request one re-review."),
        (Status.REJECTED_FOR_GOOD, 2, "re-review", "Rejected for good", " There is no further review."),
        (Status.IN_REVIEW, 2, "re-review", "Re-review started", " No policy rule rejects the application now."),
    ],
)
def test_announcement_tells_status_application_account_and_review(
    status: Status, number: int, review: str, start: str, end: str
) -> None:
    text = f"{start}: application kabcdefghij234567, account acct-in-order, {review}.{end}"

    assert text_of(Announcement(**IDS, round=number, status=status)) == text


def test_announcement_escapes_mentions_and_links() -> None:
    announcement = Announcement(application_id="<!channel> & co", account_id="a", round=1, status=Status.APPROVED)

    assert "application &lt;!channel&gt; &amp; co," in text_of(announcement)


@pytest.mark.parametrize("more", [{"account_id": "<!channel>"}, {"note": "words of the applicant"}])
def test_event_with_more_than_ids_is_refused(more: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Announcement.model_validate({**IDS, "round": 1, "status": "approved", **more})
