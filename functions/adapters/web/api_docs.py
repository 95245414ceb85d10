"""What ``docs/openapi.json`` says about a route, for its decorator: the body that it takes and its responses.

Plain values, so that a function loads nothing for them. ``infra/openapi.py`` writes the document.
"""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict  # pydantic takes no other below Python 3.12

from adapters.web.requests import LARGEST_BODY
from domain.model.field_types import Record
from domain.policy import RuleId
from domain.policy.verdict import Result

IDEMPOTENCY_KEY = "idempotency_key"
EVERY_CALL = (400, 413, 415, 422, 500)
"""The problems that every call can return."""


class Submitted(TypedDict):
    """The application was accepted for processing."""

    application_id: Annotated[
        str, Field(description="The ID, which every email about it contains.", pattern="^k[a-z2-7]{16}$")
    ]
    status: Annotated[
        Literal["waits_for_confirmation", "in_review"],
        Field(description="What happens next: waiting for the confirmation, or in review."),
    ]


class ExceptionFiled(TypedDict):
    """The exception was accepted for processing."""

    exception_id: Annotated[
        str, Field(description="The ID, which every email about it contains.", pattern="^x[a-z2-7]{16}$")
    ]
    status: Annotated[Literal["in_review"], Field(description="What happens next: the review.")]


class UsageTaken(TypedDict):
    """The report was accepted."""

    over_limit: Annotated[
        bool, Field(description="Whether the limit was reached, so that the key owner is told. Once for each day.")
    ]
    daily_limit: Annotated[int, Field(description="The limit, in requests per day.")]


class TaskDecided(TypedDict):
    """The decision that is stored."""

    task_id: Annotated[str, Field(description="The task ID, as in the path.")]
    answer: Annotated[Literal["clear", "not_clear"], Field(description="The answer.")]


class Finding(TypedDict):
    """The result of one rule."""

    rule: Annotated[RuleId, Field(description="The rule.")]
    title: Annotated[str, Field(description="The rule's title.")]
    result: Annotated[
        Result, Field(description="`pass`: OK. `flag`: needs review by a person. `reject`: must be fixed.")
    ]
    saw: Annotated[str, Field(description="What the rule found.")]
    message: Annotated[str, Field(description="What is wrong. Empty if the rule passes.")]
    fix: Annotated[str, Field(description="How to fix it. Empty if the rule passes.")]


class NotChecked(TypedDict):
    """A rule that was not checked."""

    rule: Annotated[RuleId, Field(description="The rule.")]
    title: Annotated[str, Field(description="The rule's title.")]


class Verdict(TypedDict):
    """The result of the policy check, rule by rule."""

    policy_version: Annotated[str, Field(description="The version of the policy.")]
    result: Annotated[Result, Field(description="The most severe result.")]
    findings: Annotated[
        list[Finding], Field(description="The result of each rule: `reject` first, then `flag`, then `pass`.")
    ]
    not_checked: Annotated[list[NotChecked], Field(description="Rules whose results only the account holder can see.")]


class WrongField(TypedDict):
    """A field that is wrong."""

    pointer: Annotated[str, Field(description="The field, as a JSON pointer (RFC 6901). Empty for the whole call.")]
    detail: Annotated[str, Field(description="How to correct it.")]


class Problem(TypedDict):
    """What is wrong (RFC 9457)."""

    type: Annotated[Literal["about:blank"], Field(description="Always `about:blank`.")]
    title: Annotated[str, Field(description="A short summary.")]
    status: Annotated[int, Field(description="The HTTP status.")]
    detail: Annotated[str, Field(description="What to do.")]
    errors: NotRequired[
        Annotated[list[WrongField], Field(description="The wrong fields, at most 20. Only with status 422.")]
    ]


class Refused(TypedDict, total=False):
    """How API Gateway refuses a call."""

    message: Annotated[str, Field(description="The reason. API Gateway writes some of them as `Message`.")]


def ref(schema: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema.__name__}"}


def takes(body: type[Record], *headers: str, largest: int = LARGEST_BODY) -> dict[str, Any]:
    """The JSON body of at most ``largest`` bytes, and the headers, that a route reads from the event itself.

    Powertools can't describe these: it would document parameters of the function, and then also validate them.
    """
    content = {"application/json": {"schema": ref(body)}}
    return {
        "requestBody": {
            "required": True,
            "description": f"JSON of at most {largest // 1024:,} KB.",
            "content": content,
        },
        "x-headers": headers,
    }


def answers(status: int, description: str, body: type, *problems: int) -> dict[int, Any]:
    """The response on success; ``problems`` are the statuses of others, besides those of ``EVERY_CALL``."""
    success = {"description": description, "content": {"application/json": {"schema": ref(body)}}}
    # Without content, Powertools would write the return type of the function.
    others = {
        other: {"$ref": f"#/components/responses/{other}", "content": {}} for other in sorted({*EVERY_CALL, *problems})
    }
    return {status: success, **others}
