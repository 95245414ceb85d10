from datetime import timedelta

import pytest

from domain.applications.status_link import is_asked_well, send_status_link
from domain.notifications.messages import EmailName
from tests.examples import request_data
from tests.fakes import FakeKeydesk


def sent(desk: FakeKeydesk) -> list[str]:
    return [letter.to for letter in desk.sender.letters if letter.subject == EmailName.STATUS_LINK]


def test_a_forgotten_link_goes_to_the_address_on_file_by_application_or_account() -> None:
    desk = FakeKeydesk()
    application = desk.submit(request_data())

    send_status_link(application.id, desk.notifier)
    desk.clock.move(timedelta(days=1))
    send_status_link(application.request.account_id, desk.notifier)

    assert sent(desk) == [application.request.applicant.email] * 2
    url = str(desk.templates.written[-1]["status_url"])
    _, case = desk.status_links.open(url.rpartition("/")[2])
    assert case.application.id == application.id


def test_there_is_one_such_mail_a_day() -> None:
    desk = FakeKeydesk()
    application = desk.submit(request_data())

    for _ in range(3):
        send_status_link(application.id, desk.notifier)

    assert len(sent(desk)) == 1


@pytest.mark.parametrize("what", ["kaaaaaaaaaaaaaaaa", "acct-nobody", "xabcdefghij234567"])
def test_of_an_id_that_was_never_given_nothing_follows(what: str) -> None:
    desk = FakeKeydesk()
    desk.submit(request_data())

    send_status_link(what, desk.notifier)

    assert sent(desk) == []


@pytest.mark.parametrize("what", ["", "a b", "<script>", "a" * 65, "../x"])
def test_what_can_be_no_id_is_not_looked_for(what: str) -> None:
    assert not is_asked_well(what)
