"""What ``docs/openapi.json`` says of a route, for its decorator: the body it takes, the responses it gives.

Plain values, so that a function loads nothing for them: ``infra/openapi.py`` makes the document.
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
"""The problems that every call can be answered with."""


class Submitted(TypedDict):
    """The application was taken."""

    application_id: Annotated[
        str, Field(description="Its id, which every mail about it names.", pattern="^k[a-z2-7]{16}$")
    ]
    status: Annotated[Literal["waits_for_confirmation", "in_review"], Field(description="What it waits for.")]


class ExceptionFiled(TypedDict):
    """The exception was taken."""

    exception_id: Annotated[
        str, Field(description="Its id, which every mail about it names.", pattern="^x[a-z2-7]{16}$")
    ]
    status: Annotated[Literal["in_review"], Field(description="What it waits for.")]


class Finding(TypedDict):
    """What one rule found."""

    rule: Annotated[RuleId, Field(description="The rule.")]
    title: Annotated[str, Field(description="The rule's title.")]
    result: Annotated[Result, Field(description="`flag` is a doubt: a reviewer decides on it.")]
    saw: Annotated[str, Field(description="What the rule saw.")]
    message: Annotated[str, Field(description="What is wrong. Empty where nothing is.")]
    fix: Annotated[str, Field(description="How to mend it. Empty where nothing is wrong.")]


class NotChecked(TypedDict):
    """A rule that was not checked."""

    rule: Annotated[RuleId, Field(description="The rule.")]
    title: Annotated[str, Field(description="The rule's title.")]


class Verdict(TypedDict):
    """What the policy says, rule by rule."""

    policy_version: Annotated[str, Field(description="The version of the policy.")]
    result: Annotated[Result, Field(description="The worst of all.")]
    findings: Annotated[
        list[Finding], Field(description="What each rule found: first what rejects, then what is doubtful.")
    ]
    not_checked: Annotated[list[NotChecked], Field(description="The rules of which only the account's holder hears.")]


class WrongField(TypedDict):
    """A field that is wrong."""

    pointer: Annotated[str, Field(description="Where it is, as a JSON pointer (RFC 6901); empty for the whole call.")]
    detail: Annotated[str, Field(description="What would be right.")]


class Problem(TypedDict):
    """What is wrong (RFC 9457)."""

    type: Annotated[Literal["about:blank"], Field(description="Always `about:blank`.")]
    title: Annotated[str, Field(description="What is wrong, in a few words.")]
    status: Annotated[int, Field(description="The status of the answer.")]
    detail: Annotated[str, Field(description="What to do about it.")]
    errors: NotRequired[
        Annotated[list[WrongField], Field(description="The fields that are wrong, twenty at most. Only in a 422.")]
    ]


class Refused(TypedDict, total=False):
    """How API Gateway refuses a call."""

    message: Annotated[str, Field(description="Why. API Gateway writes some of them as `Message`.")]


def ref(schema: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema.__name__}"}


def takes(body: type[Record], *headers: str, largest: int = LARGEST_BODY) -> dict[str, Any]:
    """The JSON body of at most ``largest`` bytes, and the headers, that a route reads from the event itself.

    Powertools knows of neither: it would document parameters of the function, and then validate them, too.
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
    """The response if all is well; ``problems`` are the statuses of others, besides those of ``EVERY_CALL``."""
    success = {"description": description, "content": {"application/json": {"schema": ref(body)}}}
    # Where there is no content, Powertools puts the return type of the function.
    others = {
        other: {"$ref": f"#/components/responses/{other}", "content": {}} for other in sorted({*EVERY_CALL, *problems})
    }
    return {status: success, **others}
