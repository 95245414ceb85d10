"""What a person sees of what goes wrong."""

from adapters.web.problems import web
from adapters.web.responses import Event, Response
from domain.model.errors import CaseNotStored, UnknownToken
from tests.handlers.lambda_context import CONTEXT


def test_a_link_that_has_outlived_its_case_is_like_one_that_never_was() -> None:
    def of_a_forgotten_case(_: Event) -> Response:
        raise CaseNotStored("no application k")

    def never_made(_: Event) -> Response:
        raise UnknownToken

    forgotten = web(of_a_forgotten_case)({}, CONTEXT)
    assert forgotten["statusCode"] == 404
    assert forgotten["body"] == web(never_made)({}, CONTEXT)["body"]
