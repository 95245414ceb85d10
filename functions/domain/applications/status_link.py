"""Sending a status link again: to the applicant's stored address, whoever asks."""

import re
from contextlib import suppress

from domain.model.errors import CaseNotStored, MailBeingSent
from domain.model.field_types import ACCOUNT_ID
from domain.model.ids import is_application_id
from domain.notifications.messages import EmailName
from domain.notifications.notifier import Notifier


def can_be_id(what: str) -> bool:
    """Whether a text has the form of an application's or an account's id."""
    return bool(re.fullmatch(ACCOUNT_ID, what))


def send_status_link(what: str, notifier: Notifier) -> None:
    """Email the applicant a link, at most one per day (UTC). An unknown id does nothing.

    ``what`` is the id of an application, or of an account: then the link is to its newest application.
    """
    application_id = what if is_application_id(what) else notifier.cases.newest_case_id(what)
    if not is_application_id(application_id):  # the account is unknown
        return
    with suppress(CaseNotStored, MailBeingSent):
        case = notifier.cases.get_case(application_id)
        today = notifier.outbox.clock().date().isoformat()
        notifier.notify(EmailName.STATUS_LINK, application_id, case.current.number, occasion=today)
