"""Mail that was written down and never sent, and that nobody else sends again.

The state machines send theirs until it is sent, and are started again where they failed; reminders and the mail about
held messages are looked for each hour. What is left is what functions write that Lambda invoked without waiting: it
tries three times, and SES may be paused for longer.
"""

from dataclasses import dataclass

from domain.applications.account_holder import HolderMail
from domain.model.errors import MailBeingSent, MailNotSent
from domain.model.ids import CaseKind, kind_of
from domain.notifications.messages import Mail, MailName
from domain.notifications.notifier import Correspondence
from domain.operations.ports import UnfinishedRounds
from domain.operations.unfinished_rounds import RoundKey


@dataclass(frozen=True)
class Resending:
    """Everything that sending such mail needs."""

    unfinished: UnfinishedRounds
    correspondence: Correspondence
    holder_mail: HolderMail

    def resend(self, mail: Mail) -> bool:
        """Send a mail that is due, leave it to whoever sends it, or take it off the list if nobody needs it any more.

        False where nothing was sent, also because SES takes nothing now.
        """
        try:
            if kind_of(mail.case_id) is CaseKind.HOLDER:
                return self._to_holder(mail)
            if mail.name is MailName.REPLY_NOT_ACCEPTED:
                self.correspondence.tell(mail.name, mail.case_id, mail.round, mail.occasion)
                return True
        except (MailNotSent, MailBeingSent):
            return False
        if self.unfinished.get(RoundKey(case_id=mail.case_id, round=mail.round)) is None:
            self.correspondence.room.mails.no_longer_due(mail)  # whoever it was to ask was not asked, and need not be
        return False

    def _to_holder(self, mail: Mail) -> bool:
        """These name the day, so what goes out on a later day is another mail, in place of this one."""
        mails, now = self.holder_mail.room.mails, self.holder_mail.room.clock()
        day, _, account_id = mail.occasion.partition(" ")
        is_sent = False
        if mail.name is MailName.APPLY_LINK:
            self.holder_mail.send_apply_link(account_id)
            is_sent = True
        elif mail.name is MailName.CONFIRM_APPLICATION:
            waiting = self.holder_mail.waiting.newest(mail.case_id, now)
            for one in waiting[:1]:  # its link shows them all
                self.holder_mail.ask_to_confirm(one.application)
            is_sent = bool(waiting)
        if day != now.date().isoformat():
            mails.no_longer_due(mail)
        return is_sent
