"""Mail that was written down and never sent, and that nobody else sends again.

The state machines send theirs until it is sent, and are started again where they failed; reminders and the mail about
held messages are looked for each hour. What is left is what functions write that Lambda invoked without waiting: it
tries three times, and SES may be paused for longer.
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
    """Everything that sending such mail needs."""

    unfinished: UnfinishedRounds
    notifier: Notifier
    account_holder_emails: AccountHolderEmails

    def resend(self, mail: OutboxEntry) -> bool:
        """Send a mail that is due, leave it to whoever sends it, or take it off the list if nobody needs it any more.

        False where nothing was sent, also because SES takes nothing now.
        """
        try:
            if not mail.case_id:
                return self._of_no_case(mail)
            if mail.name is EmailName.REPLY_NOT_ACCEPTED:
                self.notifier.notify(mail.name, mail.case_id, mail.round, mail.occasion)
                return True
        except (MailNotSent, MailBeingSent):
            return False
        if self.unfinished.get_round(RoundKey(case_id=mail.case_id, round=mail.round)) is None:
            self.notifier.outbox.store.mark_not_needed(mail)  # whoever it was to ask was not asked, and need not be
        return False

    def _of_no_case(self, mail: OutboxEntry) -> bool:
        """These name the day, so what goes out on a later day is another mail, in place of this one."""
        mails, now = self.account_holder_emails.outbox.store, self.account_holder_emails.outbox.clock()
        day, _, account_id = mail.occasion.partition(" ")
        is_sent = False
        if mail.name is EmailName.APPLY_LINK:
            self.account_holder_emails.send_apply_link(account_id)
            is_sent = True
        elif mail.name is EmailName.CONFIRM_APPLICATION:
            waiting = self.account_holder_emails.pending.list_newest(mail.to, now)
            for one in waiting[:1]:  # its link shows them all
                self.account_holder_emails.ask_to_confirm(one.application)
            is_sent = bool(waiting)
        if day != now.date().isoformat():
            mails.mark_not_needed(mail)
        return is_sent
