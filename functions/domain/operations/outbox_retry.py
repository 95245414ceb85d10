"""Sends emails that are due, that were not sent, and that nothing else sends again.

The state machines retry their emails until they are sent. Reminders and the email about quarantined messages are sent
by a schedule. That leaves the emails of functions that Lambda invokes asynchronously: it retries twice, and SES may be
paused for longer; the emails to clients that wait until their address is confirmed, or for another day; and the notices
that an application was not confirmed, which are due when it lapses.
"""

from dataclasses import dataclass
from datetime import timedelta

from domain.applications.account_holder import AccountHolderEmails
from domain.applications.confirmation_notices import NOTICES, ConfirmationNotices
from domain.cases.any_case import AnyCase
from domain.cases.case import Case
from domain.model.errors import MailBeingSent, MailNotSent
from domain.notifications.messages import CLIENT_EMAILS, REQUEST_OF, EmailName, OutboxEntry, request_entry
from domain.notifications.notifier import Notifier, is_unconfirmed
from domain.operations.ports import UnfinishedRounds
from domain.operations.unfinished_rounds import RoundKey

WITHHELD_FOR = timedelta(days=30)  # after the outcome, while nobody confirms the address


@dataclass(frozen=True)
class OutboxRetry:
    unfinished: UnfinishedRounds
    notifier: Notifier
    account_holder_emails: AccountHolderEmails
    confirmation_notices: ConfirmationNotices

    def resend(self, entry: OutboxEntry) -> bool:
        """Send an email that is due, or mark it as not needed. False if none was sent, also if SES is paused.

        True, too, if it turns out that it cannot be sent: then it is not due any more.
        """
        try:
            if not entry.case_id:
                return self._resend_without_case(entry)
            case = self.notifier.case(entry.case_id, entry.round)
            if entry.name is EmailName.KEY_REPLY:
                return self._resend_reply(entry, case)
            if isinstance(case, Case) and is_unconfirmed(case, entry.to):
                return self._resend_unconfirmed(entry, case)
            was_held = isinstance(case, Case) and not case.has_on_record(entry.to) and entry.name in CLIENT_EMAILS
            is_sent = was_held or entry.name in (EmailName.REPLY_NOT_ACCEPTED, EmailName.STILL_MISSING)
            if is_sent:
                self._send_to_client(entry, case)
        except (MailNotSent, MailBeingSent):
            return False
        has_ended = self.unfinished.get_round(RoundKey(case_id=entry.case_id, round=entry.round)) is None
        if has_ended or entry.name is EmailName.CONFIRM_ADDRESS:
            self.notifier.outbox.store.mark_not_needed(entry)
        return is_sent

    def _resend_reply(self, entry: OutboxEntry, case: AnyCase) -> bool:
        """Tell a reviewer what a client wrote about a key; ``occasion`` is the receipt of the message."""
        for message in case.messages if isinstance(case, Case) else ():
            if message.receipt == entry.occasion and isinstance(case, Case):
                self.notifier.tell_reply_about_key(message, case, (entry.to,))
        return True

    def _resend_unconfirmed(self, entry: OutboxEntry, case: Case) -> bool:
        """Ask for the confirmation, if that was put off to another day; after ``WITHHELD_FOR``, give the email up."""
        outcome = case.current.outcome
        if outcome and self.notifier.outbox.clock() - outcome.at > WITHHELD_FOR:
            self.notifier.outbox.store.mark_not_needed(entry)
        elif entry.name in CLIENT_EMAILS:
            self._send_to_client(entry, case)
        return False

    def _send_to_client(self, entry: OutboxEntry, case: AnyCase) -> None:
        """Send the email, if it was not sent and is still needed."""
        if entry.name not in REQUEST_OF.values():
            self.notifier.notify(entry.name, entry.case_id, entry.round, entry.occasion)
        for task in case.tasks:
            if task.decision is None and request_entry(task.key, entry.to) == entry:
                self.notifier.ask(task, case, staff=())

    def _resend_without_case(self, entry: OutboxEntry) -> bool:
        """The occasion of most names the day: on a later day another email is sent in place of this one."""
        if entry.name in NOTICES:
            self.confirmation_notices.resend(entry)
            return False  # most were put off to this time on purpose: nothing was repaired
        store, now = self.account_holder_emails.outbox.store, self.account_holder_emails.outbox.clock()
        day, _, account_id = entry.occasion.partition(" ")
        is_sent = False
        if entry.name is EmailName.APPLY_LINK:
            self.account_holder_emails.send_apply_link(account_id)
            is_sent = True
        elif entry.name is EmailName.CONFIRM_APPLICATION:
            newest = self.account_holder_emails.pending.list_newest(entry.to, now).shown
            for pending in newest[:1]:  # its link shows all of them
                self.account_holder_emails.ask_again(pending.application)
            is_sent = bool(newest)
        if day != now.date().isoformat():
            store.mark_not_needed(entry)
        return is_sent
