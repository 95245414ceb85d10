"""Applying: the form, the submission, confirmation by the account holder, and what links to an application open."""

from functools import cache
from typing import Any

import settings
from adapters.aws.async_invocations import LambdaAsyncInvoker
from adapters.aws.icon_reader import LambdaIconReader
from domain.applications import form_check, revision, submission
from domain.applications.account_holder import AccountHolderEmails, ApplyLinks, Confirmations, look_up
from domain.applications.confirmation_notices import ConfirmationNotices
from domain.applications.form_check import CheckedForm
from domain.applications.re_review import ReReviews
from domain.applications.revision import Revisions
from domain.applications.status_links import StatusLinks
from domain.applications.submission import ApplicationService
from domain.cases.case import Case
from domain.model.account import Account
from domain.model.application import Application, IconReader, Proof
from domain.model.icon import Icon
from domain.model.ports import AsyncInvoker
from wiring import clients, notifications, stores


def account(account_id: str) -> Account | None:
    """An account as the policy sees it, looked up now; None if there is no such account."""
    return look_up(account_id, stores.account_lookup(), stores.account_statuses(), clients.now)


def read_application(data: Any, idempotency_key: str, proof: Proof | None) -> Application:
    """See ``domain.applications.submission.read_application``."""
    return submission.read_application(data, idempotency_key, _icon_reader(), clients.now, proof)


def check_form(fields: dict[str, str], files: dict[str, bytes], account: Account | None = None) -> CheckedForm:
    """See ``domain.applications.form_check.check``."""
    return form_check.check(fields, files, _icon_reader(), clients.now, account)


def check_revision(case: Case, fields: dict[str, str], files: dict[str, bytes]) -> CheckedForm:
    """See ``domain.applications.revision.check_revision``."""
    account_now = account(case.application.request.account_id)
    return revision.check_revision(case, fields, files, _icon_reader(), account_now)


def _icon_reader() -> IconReader:
    """Reads an image once, however often the same form is parsed. Nothing is built where there is no image."""

    def read_icon(image: bytes) -> Icon:
        return LambdaIconReader(clients.synchronous_lambda(), settings.read_icon_function()).read_icon(image)

    return cache(read_icon)


def application_service() -> ApplicationService:
    return ApplicationService(
        cases=stores.cases(),
        machine=stores.review_machine(),
        outbox_store=stores.outbox_store(),
        lookup=stores.account_lookup(),
        clock=clients.now,
        mail_domain=settings.mail_domain(),
    )


def requested_links() -> AsyncInvoker:
    """Sends the emails that public forms ask for; takes a ``LinkRequest``."""
    return LambdaAsyncInvoker(clients.client("lambda"), settings.send_requested_link_function())


def account_holder_emails() -> AccountHolderEmails:
    return AccountHolderEmails(stores.account_lookup(), stores.pending_confirmations(), notifications.outbox())


def confirmation_notices() -> ConfirmationNotices:
    return ConfirmationNotices(stores.cases(), notifications.outbox())


def apply_links() -> ApplyLinks:
    return ApplyLinks(stores.access_tokens(), stores.account_lookup(), stores.account_statuses(), clients.now)


def confirmations() -> Confirmations:
    return Confirmations(stores.access_tokens(), stores.pending_confirmations(), clients.now)


def re_reviews() -> ReReviews:
    return ReReviews(
        stores.cases(), stores.review_machine(), stores.account_lookup(), stores.account_statuses(), clients.now
    )


def status_links() -> StatusLinks:
    return StatusLinks(stores.access_tokens(), stores.cases(), clients.now)


def revisions() -> Revisions:
    return Revisions(stores.access_tokens(), stores.cases(), clients.now)
