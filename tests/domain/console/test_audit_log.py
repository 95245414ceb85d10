from datetime import timedelta

from domain.cases.case import Decision, DecisionType, Outcome, Revision, Status, Task, TaskKey, TaskKind
from domain.console.audit_log import log_values
from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus, OutboxRecord
from domain.notifications.messages import EmailName, OutboxEntry, SentEmail
from tests.domain.inbound_email.test_reply_handling import Rejected
from tests.examples import application
from tests.fakes import NOON
from tests.words import exception

HOUR = timedelta(hours=1)


def said(log: list[dict[str, object]]) -> list[tuple[object, object, object]]:
    return [(one["at"], one["by"], one["what"]) for one in log]


def test_the_log_tells_of_mail_rejection_change_and_the_next_review() -> None:
    rejected = Rejected()
    rejected.reply()
    case = rejected.desk.cases.get_case(rejected.id)
    rounds = (case.rounds[0].model_copy(update={"outcome": Outcome(status=Status.REJECTED, at=NOON)}), case.rounds[1])
    case = case.model_copy(
        update={"rounds": rounds, "revision": Revision(request=application().request, at=NOON + HOUR)}
    )

    told = said(log_values(case, (), ()))

    assert told[-1] == (NOON + HOUR, "", "The applicant changed the application")
    assert (NOON, "", "Review 1 ended: rejected") in told
    assert (NOON, "", "Review 2 began") in told
    assert not [what for _, _, what in told if str(what).startswith("Review 2 ended")]
    (came,) = [one for one in told if str(one[2]).startswith("Mail came in. ")]
    assert came[:2] == (NOON, "avery@client.example")
    assert len(str(came[2])) > len("Mail came in. ")


def test_the_log_tells_of_a_question_asked_again_and_closed_by_nobody() -> None:
    case = Rejected()
    stored = case.desk.cases.get_case(case.id)
    silence = Decision(answer=DecisionType.NOT_CLEAR, by="nobody", at=NOON)
    keys = [TaskKey(case_id=case.id, round=1, kind=TaskKind.SAFETY, turn=turn) for turn in (1, 2)]
    tasks = (Task(key=keys[0], opened_at=NOON, decision=silence), Task(key=keys[1], opened_at=NOON))

    told = said(log_values(stored.model_copy(update={"tasks": tasks}), (), ()))

    assert (NOON, "", "Asked Trust & Safety") in told
    assert (NOON, "", "Asked Trust & Safety, turn 2") in told
    assert (NOON, "", "Answered for Trust & Safety: not clear") in told


def test_the_log_tells_what_became_of_a_mail_and_nothing_of_one_that_is_not_sent_yet() -> None:
    rejected = Rejected()
    case = rejected.desk.cases.get_case(rejected.id)
    mail = OutboxEntry(case_id=rejected.id, round=1, name=EmailName.REJECTED, to="avery@client.example")
    sent = SentEmail(message_id="ses-1", at=NOON)
    report = DeliveryReport(fate=DeliveryStatus.SOFT_BOUNCED, at=NOON + HOUR, reason="full")

    told = said(log_values(case, (OutboxRecord(entry=mail, sent=sent, report=report),), ()))
    unsent = said(log_values(case, (OutboxRecord(entry=mail, sent=None, report=None),), ()))

    assert told[-1][:2] == (NOON + HOUR, "")
    assert str(told[-1][2]).endswith(", to avery@client.example: came back")
    assert [what for _, _, what in unsent if "avery@client.example" in str(what)] == []


def test_the_log_tells_of_a_mail_of_which_nobody_knows_whether_it_was_sent() -> None:
    rejected = Rejected()
    case = rejected.desk.cases.get_case(rejected.id)
    mail = OutboxEntry(case_id=rejected.id, round=1, name=EmailName.REJECTED, to="avery@client.example")
    sent = SentEmail(message_id="ses-1", at=NOON + HOUR)

    tried = said(log_values(case, (OutboxRecord(entry=mail, tried_at=NOON),), ()))
    known = said(log_values(case, (OutboxRecord(entry=mail, tried_at=NOON, sent=sent),), ()))

    assert (NOON, "", "Mail perhaps sent to avery@client.example: Rejection") in tried
    assert [one for one in known if "avery@client.example:" in str(one[2])] == [
        (NOON + HOUR, "", "Mail sent to avery@client.example: Rejection")
    ]


def test_the_log_of_an_exception_begins_with_its_account_manager_and_ends_with_the_outcome() -> None:
    filed = exception("Words.")
    assert filed.outcome
    ended = filed.model_copy(update={"outcome": filed.outcome.model_copy(update={"at": NOON + HOUR})})

    told = said(log_values(ended, (), ()))

    assert (NOON, filed.request.account_manager.email, "Filed") in told
    assert told[-1] == (NOON + HOUR, "", "Ended: granted")
    assert log_values(filed.model_copy(update={"outcome": None}), (), ())[-1]["what"] != "Ended: granted"
