"""A forgotten link to the status page, mailed again: to the address on file, whoever asks."""

import re
from contextlib import suppress

from domain.cases.ports import Cases
from domain.model.errors import CaseNotStored
from domain.model.field_types import ACCOUNT_ID
from domain.model.ids import is_application_id
from domain.notifications.messages import EmailName
from domain.notifications.notifier import Notifier


def is_asked_well(what: str) -> bool:
    """Whether a text can be the id of an application or of an account."""
    return bool(re.fullmatch(ACCOUNT_ID, what))


def send_status_link(what: str, correspondence: Notifier) -> None:
    """Mail the applicant of an application, or of an account's newest one, a link, at most once a day (UTC).

    Of an id that was never given, nothing follows.
    """
    application_id = _application(what, correspondence.cases)
    with suppress(CaseNotStored):
        case = correspondence.cases.get_case(application_id)
        today = correspondence.outbox.clock().date().isoformat()
        correspondence.notify(EmailName.STATUS_LINK, application_id, case.current.number, occasion=today)


def _application(what: str, cases: Cases) -> str:
    """The id of an application, from its own or its account's."""
    return what if is_application_id(what) else cases.newest_case_id(what)
