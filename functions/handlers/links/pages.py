"""LinkPages: what the links in our emails show. Its role may read and not write, so that looking changes nothing."""

from adapters.web import templates
from adapters.web.app import create_app, lambda_handler
from handlers.links import apply, confirmation, decision, quarantine, revision, sign_in, status
from handlers.links.lost_link import on_error
from wiring import clients

FEATURES = (apply, confirmation, decision, quarantine, revision, sign_in, status)

app = create_app(*(feature.pages for feature in FEATURES), on_error=on_error)
handler = lambda_handler(app)
clients.warm("dynamodb")
templates.warm("apply", "confirm", "decision", "status")
