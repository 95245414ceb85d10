"""Applying: the form, the submission, confirmation by the account holder, and what links to an application open."""

from typing import Any

import settings
from adapters.aws.async_invocations import LambdaAsyncInvoker
from adapters.web.images import read_icon
from domain.applications import form_check, revision, submission
from domain.applications.account_holder import AccountHolderEmails, ApplyLinks, Confirmations, look_up
from domain.applications.form_check import CheckedForm
from domain.applications.revision import Revisions
from domain.applications.submission import ApplicationService
from domain.applications.withdrawal import StatusLinks
from domain.cases.case import Case
from domain.model.account import Account
from domain.model.application import Application, Proof
from domain.model.ports import AsyncInvoker
from wiring import clients, notifications, stores


def account(account_id: str) -> Account | None:
    """An account as the policy sees it, looked up now; None if there is no such account."""
    return look_up(account_id, stores.account_lookup(), stores.account_statuses(), clients.now)


def read_application(data: Any, idempotency_key: str, proof: Proof | None) -> Application:
    """See ``domain.applications.submission.read_application``."""
    return submission.read_application(data, idempotency_key, read_icon, clients.now, proof)


def check_form(fields: dict[str, str], files: dict[str, bytes], account: Account | None = None) -> CheckedForm:
    """See ``domain.applications.form_check.check``."""
    return form_check.check(fields, files, read_icon, clients.now, account)


def check_revision(case: Case, fields: dict[str, str], files: dict[str, bytes]) -> CheckedForm:
    """See ``domain.applications.revision.check_revision``."""
    account_now = account(case.application.request.account_id)
    return revision.check_revision(case, fields, files, read_icon, account_now)


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


def apply_links() -> ApplyLinks:
    return ApplyLinks(stores.access_tokens(), stores.account_lookup(), stores.account_statuses(), clients.now)


def confirmations() -> Confirmations:
    return Confirmations(stores.access_tokens(), stores.pending_confirmations(), clients.now)


def status_links() -> StatusLinks:
    return StatusLinks(stores.access_tokens(), stores.cases(), clients.now)


def revisions() -> Revisions:
    return Revisions(stores.access_tokens(), stores.cases(), clients.now)
