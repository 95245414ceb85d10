from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Status
from domain.cases.inbound_message import Handling, SesVerdict, StoredMessage
from domain.cases.staff import StaffRole
from domain.inbound_email.quarantine import (
    MAX_DISCARDED,
    MAX_OF_ONE,
    MAX_READ,
    MAX_SHOWN,
    QUARANTINE_TOKEN_LIFETIME,
    AcceptedMessageEvent,
    QuarantinePage,
)
from domain.inbound_email.quarantine_page import quarantine_values, send_quarantine_digest, whole_message_values
from domain.model.errors import ConflictOfInterest, InvalidInput, UnknownToken
from domain.presentation.case_view import FIRST_LINES, message_values
from tests.domain.inbound_email.test_reply_handling import Rejected
from tests.examples import request_data
from tests.fakes import NOON, FakeKeydesk

ONE = "one@staff.example"


class Quarantined(Rejected):
    """A rejected application with one quarantined reply, and two reviewers who have links to it."""

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        assert self.reply(**{"dmarc": SesVerdict.FAIL, **changes}) is Handling.QUARANTINED
        (self.message,) = self.desk.messages.list_quarantined(25)
        self.send_digest()
        urls = [str(values["url"]) for values in self.desk.templates.written[-2:]]
        self.token, self.other_token = (url.removeprefix("https://desk.example/held/") for url in urls)

    def send_digest(self) -> int:
        """Returns how many digests were sent so far."""
        people = ("one@staff.example", "two@staff.example")
        send_quarantine_digest(self.desk.quarantine, self.desk.outbox, people)
        return self.sent().count("held_mail")

    def accept(self, token: str = "", application_id: str = "", person: str = "") -> None:
        desk = self.desk
        person = person or desk.quarantine_links.person(token or self.token)
        case_id, receipt = self.message.case_id, self.message.receipt
        desk.quarantine.accept(person, case_id, receipt, application_id, desk.accepted_messages)
        self.handle_accepted()

    def handle_accepted(self) -> None:
        """What the function for received email does with the event."""
        event = self.desk.accepted_messages.events[-1]
        self.desk.replies.handle_accepted(AcceptedMessageEvent.model_validate_json(event.model_dump_json()).released)

    def discard(self, token: str = "") -> None:
        person = self.desk.quarantine_links.person(token or self.token)
        self.desk.quarantine.discard(person, self.message.case_id, self.message.receipt)

    @property
    def status(self) -> Status:
        return self.desk.cases.get_case(self.id).status

    @property
    def receipts(self) -> list[str]:
        return [message.receipt for message in self.desk.messages.list_quarantined(25)]


def test_accepted_reply_starts_the_re_review() -> None:
    quarantined = Quarantined()

    quarantined.accept()

    assert quarantined.status is Status.IN_REVIEW
    assert quarantined.desk.cases.get_case(quarantined.id).current.reply == "It is mended."
    assert quarantined.desk.machine.started == [(quarantined.id, 1), (quarantined.id, 2)]
    assert quarantined.receipts == []


def test_discarded_reply_stays_so_and_changes_nothing() -> None:
    quarantined = Quarantined()
    quarantined.discard()
    assert quarantined.receipts == []

    quarantined.accept(token=quarantined.other_token)

    assert quarantined.status is Status.REJECTED
    (stored,) = quarantined.desk.cases.get_case(quarantined.id).messages
    assert stored.judgement and stored.judgement.by == "one@staff.example"


def test_message_stays_quarantined_if_the_invocation_fails() -> None:
    quarantined = Quarantined()
    quarantined.desk.accepted_messages.fails = 1

    with pytest.raises(ConnectionError):
        quarantined.accept()

    assert quarantined.desk.messages.list_quarantined(25) == (quarantined.message,)


def test_accepted_message_whose_handling_failed_is_handled_by_the_retry() -> None:
    quarantined = Quarantined()
    quarantined.desk.machine.fails = 1
    with pytest.raises(ConnectionError):
        quarantined.accept()

    quarantined.handle_accepted()

    assert quarantined.desk.machine.started == [(quarantined.id, 1), (quarantined.id, 2)]


def test_accepted_message_that_changes_nothing_is_not_answered() -> None:
    quarantined = Quarantined()
    assert quarantined.reply(id="receipt-2") is Handling.REVIEW_STARTED
    before = quarantined.sent()

    quarantined.accept()

    assert quarantined.sent() == before
    received = {message.receipt: message for message in quarantined.desk.cases.get_case(quarantined.id).messages}
    became = message_values(received["receipt-1"])["became"]
    assert became.startswith("Accepted by one@staff.example. It didn't change anything.")


def test_accepted_copy_of_a_handled_message_is_a_duplicate() -> None:
    quarantined = Quarantined(message_id="same@client.example")
    assert quarantined.reply(id="receipt-2", message_id="same@client.example") is Handling.REVIEW_STARTED

    quarantined.accept()

    assert quarantined.desk.messages.kept[quarantined.id, "receipt-1"].released_as is Handling.DUPLICATE


def test_message_of_no_application_is_accepted_for_the_one_that_is_named() -> None:
    quarantined = Quarantined(recipients=("desk@desk.example",))
    for wrong in ("", "k123", "kaaaaaaaaaaaaaaaa", "xaaaaaaaaaaaaaaaa"):
        with pytest.raises(InvalidInput) as refused:
            quarantined.accept(application_id=wrong)
        assert [(problem.pointer, problem.message) for problem in refused.value.problems] == [
            ("/application_id", "There's no application with this ID. An ID is the letter k and 16 letters and digits.")
        ]

    quarantined.accept(application_id=f" {quarantined.id} ")

    assert quarantined.status is Status.IN_REVIEW
    (stored,) = quarantined.desk.cases.get_case(quarantined.id).messages
    assert (stored.receipt, stored.text) == ("receipt-1", "It is mended."), "it is stored with the case now"


@pytest.mark.parametrize("changes", [{"spam": SesVerdict.FAIL}, {"virus": SesVerdict.FAIL}])
def test_spam_and_viruses_of_no_application_are_not_quarantined(changes: dict[str, Any]) -> None:
    assert Rejected().reply(recipients=("desk@desk.example",), **changes) is Handling.NOTHING


def test_messages_of_cases_come_before_those_of_none() -> None:
    quarantined = Quarantined()
    early = NOON - QUARANTINE_TOKEN_LIFETIME
    quarantined.reply(id="receipt-0", recipients=("desk@desk.example",), received_at=early)

    assert quarantined.receipts == ["receipt-1", "receipt-0"]


def test_message_with_a_virus_can_only_be_discarded() -> None:
    quarantined = Quarantined(virus=SesVerdict.FAIL)

    with pytest.raises(InvalidInput) as refused:
        quarantined.accept()
    assert [(problem.pointer, problem.message) for problem in refused.value.problems] == [
        ("/judgement", "Amazon SES found a virus in this message, so you can only discard it.")
    ]
    quarantined.discard()
    assert quarantined.receipts == []


def test_quarantine_link_works_for_seven_days() -> None:
    quarantined = Quarantined()
    assert quarantined.desk.quarantine_links.person(quarantined.token) == "one@staff.example"

    quarantined.desk.clock.move(QUARANTINE_TOKEN_LIFETIME)

    for use in (quarantined.accept, quarantined.discard):
        with pytest.raises(UnknownToken):
            use()


@pytest.mark.parametrize("role", [None, StaffRole.SAFETY])
def test_quarantine_link_of_a_former_reviewer_is_invalid(role: StaffRole | None) -> None:
    quarantined = Quarantined()
    quarantined.desk.people[StaffRole.REVIEWER] = ("two@staff.example",)
    if role:
        quarantined.desk.people[role] = ("one@staff.example",)

    with pytest.raises(UnknownToken):
        quarantined.desk.quarantine_links.person(quarantined.token)
    assert quarantined.desk.quarantine_links.person(quarantined.other_token) == "two@staff.example"


def test_digest_for_nobody_is_counted_while_messages_are_quarantined() -> None:
    desk = Quarantined().desk
    send_quarantine_digest(desk.quarantine, desk.outbox, ())

    assert desk.counted.count("NobodyToAsk") == 1


def test_message_that_was_not_quarantined_cannot_be_opened() -> None:
    quarantined = Quarantined()
    quarantined.reply(id="receipt-2")

    with pytest.raises(UnknownToken):
        quarantined.desk.quarantine.get_message("one@staff.example", quarantined.id, "receipt-2")


def test_digest_goes_to_reviewers_once_a_day_while_messages_are_quarantined() -> None:
    quarantined = Quarantined()

    assert quarantined.send_digest() == 2
    quarantined.desk.clock.move(QUARANTINE_TOKEN_LIFETIME)
    assert quarantined.send_digest() == 4
    quarantined.discard(token=quarantined.desk.token("held"))
    quarantined.desk.clock.move(QUARANTINE_TOKEN_LIFETIME)
    assert quarantined.send_digest() == 4


def test_page_shows_author_text_and_reason() -> None:
    page = Quarantined().desk.quarantine.get_page("one@staff.example")

    (shown,) = quarantine_values(page, "one@staff.example", "here")["mails"]

    assert shown["from"] == "avery@client.example"
    assert shown["text"] == "It is mended."
    assert "isn't verified" in shown["became"]


def test_nobody_accepts_a_message_about_their_own_application() -> None:
    quarantined = Quarantined()

    with pytest.raises(ConflictOfInterest):
        quarantined.accept(person="Avery@client.example")
    assert quarantined.desk.accepted_messages.events == []


def store(desk: FakeKeydesk, number: int, case_id: str = "", sender: str | None = None, beyond: str = "") -> None:
    """A quarantined message; of another sender each, unless one is given."""
    message = StoredMessage(
        receipt=f"receipt-{number:04}",
        case_id=case_id,
        beyond_case=beyond,
        received_at=NOON + timedelta(seconds=number),
        from_address=f"sender-{number}@elsewhere.example" if sender is None else sender,
        subject="Hello",
        text="Hello",
        handling=Handling.QUARANTINED,
    )
    desk.messages.store_message(message)


def senders(page: QuarantinePage) -> list[str]:
    return [message.from_address for message in page.messages]


def test_neither_a_case_nor_a_sender_hides_the_others() -> None:
    desk = FakeKeydesk()
    for number in range(50):
        store(desk, number, case_id="kaaaaaaaaaaaaaaaa")
        store(desk, 100 + number, sender="Flood@elsewhere.example")
    store(desk, 200, case_id="kbbbbbbbbbbbbbbbb", sender="avery@client.example")
    store(desk, 201, sender="robin@client.example")

    page = desk.quarantine.get_page(ONE)

    cases = [message.case_id for message in page.messages]
    assert cases == ["kaaaaaaaaaaaaaaaa"] * MAX_OF_ONE + ["kbbbbbbbbbbbbbbbb"] + [""] * (MAX_OF_ONE + 1)
    assert senders(page)[-1] == "robin@client.example"
    assert page.by_sender["flood@elsewhere.example"] == 50
    assert page.next == ""


def test_every_message_is_on_some_page() -> None:
    desk = FakeKeydesk()
    for number in range(MAX_READ + 2 * MAX_SHOWN):
        store(desk, number, case_id="" if number % 2 else f"k{'a' * 13}{number:03}")
    seen: list[str] = []
    after = "start"
    while after:
        page = desk.quarantine.get_page(ONE, "" if after == "start" else after)
        seen += [message.receipt for message in page.messages]
        after = page.next

    assert len(seen) == len(set(seen)) == MAX_READ + 2 * MAX_SHOWN


@pytest.mark.parametrize("after", ["/", "nonsense", "/receipt-9999", "kaaaaaaaaaaaaaaaa/receipt-0001", "\ud800/\ud800"])
def test_page_behind_an_unknown_message_is_the_first(after: str) -> None:
    desk = FakeKeydesk()
    store(desk, 1)

    assert len(desk.quarantine.get_page(ONE, after).messages) == 1


def test_all_messages_of_a_sender_are_discarded_at_once_and_by_whom_is_recorded() -> None:
    desk = FakeKeydesk()
    for number in range(5):
        store(desk, number, case_id=f"k{'a' * 15}{number}", sender="flood@elsewhere.example")
    store(desk, 9, sender="FLOOD@elsewhere.example")
    store(desk, 10)

    assert desk.quarantine.discard_sender(ONE, "", "receipt-0009") == 6

    assert senders(desk.quarantine.get_page(ONE)) == ["sender-10@elsewhere.example"]
    judgements = [message.judgement for message in desk.messages.kept.values() if message.judgement]
    assert {(made.by, made.is_released) for made in judgements} == {(ONE, False)}
    assert desk.quarantine.discard_sender(ONE, "", "receipt-0009") == 0, "a second click"


def test_messages_whose_senders_cannot_be_read_are_not_of_one_sender() -> None:
    desk = FakeKeydesk()
    for number in range(MAX_OF_ONE + 2):
        store(desk, number, sender="")

    assert len(desk.quarantine.get_page(ONE).messages) == MAX_OF_ONE + 2
    assert quarantine_values(desk.quarantine.get_page(ONE), ONE, "held")["mails"][0]["of_sender"] == 0
    assert desk.quarantine.discard_sender(ONE, "", "receipt-0000") == 0


def test_so_many_of_a_sender_are_discarded_at_once_and_the_rest_by_the_next_click() -> None:
    desk = FakeKeydesk()
    for number in range(MAX_DISCARDED + 7):
        store(desk, number, sender="flood@elsewhere.example")

    clicks = [desk.quarantine.discard_sender(ONE, "", "receipt-0000") for _ in range(3)]

    assert clicks == [MAX_DISCARDED, 7, 0]


@pytest.mark.parametrize("beyond", [False, True], ids=["of the case", "more than the case keeps"])
def test_message_about_an_own_case_does_not_exist_for_who_is_involved(beyond: bool) -> None:
    desk = FakeKeydesk()
    applicant = {"name": "One", "email": ONE.upper(), "role": "admin"}
    own = desk.submit(request_data(applicant=applicant)).id
    store(desk, 1, case_id="" if beyond else own, beyond=own if beyond else "", sender="x@client.example")
    store(desk, 2, sender="x@client.example")
    case_id = "" if beyond else own
    send_quarantine_digest(desk.quarantine, desk.outbox, (ONE, "two@staff.example"))

    assert [message.receipt for message in desk.quarantine.get_page(ONE).messages] == ["receipt-0002"]
    assert len(desk.quarantine.get_page("two@staff.example").messages) == 2
    assert [values["count"] for values in desk.templates.written] == [1, 2], "the daily email"
    for use in (desk.quarantine.get_message, desk.quarantine.discard, desk.quarantine.discard_sender):
        with pytest.raises(ConflictOfInterest):
            use(ONE, case_id, "receipt-0001")
    with pytest.raises(ConflictOfInterest):
        desk.quarantine.accept(ONE, case_id, "receipt-0001", "", desk.accepted_messages)
    assert desk.quarantine.discard_sender(ONE, "", "receipt-0002") == 1
    assert desk.messages.kept[case_id, "receipt-0001"].judgement is None


def test_link_of_somebody_who_left_the_reviewers_opens_nothing() -> None:
    quarantined = Quarantined()
    quarantined.desk.people[StaffRole.REVIEWER] = ("two@staff.example",)

    with pytest.raises(UnknownToken):
        quarantined.desk.quarantine_links.person(quarantined.token)


def test_page_shows_the_beginning_of_a_message_and_the_whole_by_itself() -> None:
    quarantined = Quarantined(text="A line.\n" * 500)
    page = quarantined.desk.quarantine.get_page(ONE)

    (shown,) = quarantine_values(page, ONE, "here")["mails"]
    (whole,) = whole_message_values(quarantined.message, ONE, "here")["mails"]

    assert shown["text"].count("A line.") == FIRST_LINES and shown["is_cut"]
    assert whole["text"].count("A line.") == 500 and not whole["is_cut"]
