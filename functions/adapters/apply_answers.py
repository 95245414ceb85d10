"""How the two application forms come back: with what is wrong, or with what the policy says."""

from adapters.endpoints import web_page
from adapters.forms import Form
from adapters.http import Answer
from review.account import Account
from review.application import Application
from review.apply_form import form_values
from review.errors import InvalidInput
from review.policy import Verdict


def wrong_answer(form: Form, error: InvalidInput, account: Account | None = None) -> Answer:
    """The form with all that was typed, and what is wrong at each field."""
    return web_page(422, "apply", form_values(form.fields, error.problems, account=account))


def checked_answer(form: Form, application: Application, verdict: Verdict, account: Account | None = None) -> Answer:
    """The form with all that was typed, and what the policy says of it."""
    return web_page(200, "apply", form_values(form.fields, [], account=account, checked=(application, verdict)))
