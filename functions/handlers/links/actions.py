"""LinkActions: what the forms on those pages do."""

from adapters.web import templates
from adapters.web.app import create_app, lambda_handler
from domain import policy
from handlers.links import apply, confirmation, decision, quarantine, revision, sign_in, status
from handlers.links.lost_link import on_error
from wiring import clients

FEATURES = (apply, confirmation, decision, quarantine, revision, sign_in, status)

app = create_app(*(feature.actions for feature in FEATURES), on_error=on_error)
handler = lambda_handler(app)
clients.warm("dynamodb", "stepfunctions")
policy.warm()
templates.warm("apply", "check_answers", "decision", "status")
