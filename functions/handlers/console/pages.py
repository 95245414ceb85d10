"""ConsolePages: what the console shows. Its role may read and not write."""

from adapters.web import templates
from adapters.web.app import create_app, lambda_handler
from handlers.console import (
    cases,
    emails,
    exceptions,
    failed_reviews,
    lookup,
    messages,
    quarantine,
    queue,
    reports,
    saved_replies,
    staff,
    staff_session,
)
from wiring import clients

FEATURES = (
    *(cases, emails, exceptions, failed_reviews, lookup, messages, quarantine, queue, reports, saved_replies, staff),
)

app = create_app(*(feature.pages for feature in FEATURES), on_error=staff_session.on_error)
app.use([staff_session.require_session])
handler = lambda_handler(app)
clients.warm("dynamodb", patient=("lambda",))
templates.warm("console/queue", "console/case")
