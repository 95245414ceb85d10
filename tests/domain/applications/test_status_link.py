from datetime import timedelta

import pytest

from domain.applications.status_links import can_be_id, send_status_link
from domain.notifications.messages import EmailName
from tests.examples import request_data
from tests.fakes import FakeKeydesk


def sent(desk: FakeKeydesk) -> list[str]:
    return [email.to for email in desk.sender.letters if email.subject == EmailName.STATUS_LINK]


def test_status_link_goes_to_the_stored_address_once_a_day() -> None:
    desk = FakeKeydesk()
    application = desk.submit(request_data())

    for _ in range(3):
        send_status_link(application.id, desk.notifier)
    assert sent(desk) == [application.request.applicant.email]
    desk.clock.move(timedelta(days=1))
    send_status_link(application.request.account_id, desk.notifier)

    assert sent(desk) == [application.request.applicant.email] * 2
    url = str(desk.templates.written[-1]["status_url"])
    _, case = desk.status_links.open(url.rpartition("/")[2])
    assert case.application.id == application.id


@pytest.mark.parametrize("what", ["kaaaaaaaaaaaaaaaa", "acct-nobody", "xabcdefghij234567"])
def test_unknown_id_sends_nothing(what: str) -> None:
    desk = FakeKeydesk()
    desk.submit(request_data())

    send_status_link(what, desk.notifier)

    assert sent(desk) == []


@pytest.mark.parametrize("what", ["", "a b", "<script>", "a" * 65, "../x"])
def test_text_that_can_be_no_id_is_recognized(what: str) -> None:
    assert not can_be_id(what)
