"""ConsoleActions: what the console's forms do."""

from adapters.web import templates
from adapters.web.app import create_app, lambda_handler
from handlers.console import (
    cases,
    exceptions,
    failed_reviews,
    lookup,
    quarantine,
    queue,
    saved_replies,
    sign_out,
    staff,
    staff_session,
)
from wiring import clients

FEATURES = (cases, exceptions, failed_reviews, lookup, quarantine, queue, saved_replies, sign_out, staff)

app = create_app(*(feature.actions for feature in FEATURES), on_error=staff_session.on_error)
app.use([staff_session.require_session, staff_session.require_csrf])
handler = lambda_handler(app)
clients.warm("dynamodb", "stepfunctions")
templates.warm("console/case")
