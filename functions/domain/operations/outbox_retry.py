"""Sends emails that are due, that were not sent, and that nothing else sends again.

The state machines retry their emails until they are sent. Reminders and the email about quarantined messages are sent
by a schedule. That leaves the emails of functions that Lambda invokes asynchronously: it retries twice, and SES may be
paused for longer.
"""

from dataclasses import dataclass

from domain.applications.account_holder import AccountHolderEmails
from domain.model.errors import MailBeingSent, MailNotSent
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.notifier import Notifier
from domain.operations.ports import UnfinishedRounds
from domain.operations.unfinished_rounds import RoundKey


@dataclass(frozen=True)
class OutboxRetry:
    unfinished: UnfinishedRounds
    notifier: Notifier
    account_holder_emails: AccountHolderEmails

    def resend(self, entry: OutboxEntry) -> bool:
        """Send an email that is due, or mark it as not needed. False if none was sent, also if SES is paused.

        True, too, if it turns out that it cannot be sent: then it is not due any more.
        """
        try:
            if not entry.case_id:
                return self._resend_without_case(entry)
            if entry.name is EmailName.REPLY_NOT_ACCEPTED:
                self.notifier.notify(entry.name, entry.case_id, entry.round, entry.occasion)
                return True
        except (MailNotSent, MailBeingSent):
            return False
        if self.unfinished.get_round(RoundKey(case_id=entry.case_id, round=entry.round)) is None:
            self.notifier.outbox.store.mark_not_needed(entry)  # its round has ended
        return False

    def _resend_without_case(self, entry: OutboxEntry) -> bool:
        """The occasion of these names the day: on a later day another email is sent in place of this one."""
        store, now = self.account_holder_emails.outbox.store, self.account_holder_emails.outbox.clock()
        day, _, account_id = entry.occasion.partition(" ")
        is_sent = False
        if entry.name is EmailName.APPLY_LINK:
            self.account_holder_emails.send_apply_link(account_id)
            is_sent = True
        elif entry.name is EmailName.CONFIRM_APPLICATION:
            newest = self.account_holder_emails.pending.list_newest(entry.to, now)
            for pending in newest[:1]:  # its link shows all of them
                self.account_holder_emails.ask_to_confirm(pending.application)
            is_sent = bool(newest)
        if day != now.date().isoformat():
            store.mark_not_needed(entry)
        return is_sent
