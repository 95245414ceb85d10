"""What the calls take and answer, as JSON Schemas: the models' own, with words; and those of the answers."""

from typing import Any

from pydantic.json_schema import models_json_schema

from adapters.web.images import LARGEST_ICON
from domain.cases.exception import ExceptionRequest
from domain.model.account import AccountFacts
from domain.model.application import ApplicationRequest
from domain.policy import RuleId
from domain.policy.verdict import Result
from infra.openapi.words import BODIES, FIELDS

TAKEN = (ApplicationRequest, AccountFacts, ExceptionRequest)
Schema = dict[str, Any]
_BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


def schemas() -> dict[str, Schema]:
    """Every schema by its name, those of the bodies first."""
    return {**_taken(), **_answered()}


def ref(name: str) -> Schema:
    """Points at a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def _taken() -> dict[str, Schema]:
    _, made = models_json_schema(
        [(model, "validation") for model in TAKEN], ref_template="#/components/schemas/{model}"
    )
    found = {name: _without_titles(schema) for name, schema in made["$defs"].items()}
    for name, words in FIELDS.items():
        found[name]["description"] = BODIES[name]
        for field, text in words.items():
            found[name]["properties"][field]["description"] = text
    icon = found["Project"]["properties"]["icon"]["anyOf"][0]
    icon.update(contentEncoding="base64", pattern=_BASE64, minLength=4, maxLength=-(-LARGEST_ICON // 3) * 4)
    return {name: found[name] for name in (*FIELDS, *(name for name in found if name not in FIELDS))}


def _without_titles(schema: Schema) -> Schema:
    """Pydantic makes a title of each name, and says nothing by it."""
    fields = schema.get("properties", {}).values()
    for one in (schema, *fields):
        one.pop("title", None)
    return schema


def _object(description: str, **properties: Schema) -> Schema:
    """An answer that always has all of its fields."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
    }


def _text(description: str, **more: Any) -> Schema:
    return {"type": "string", "description": description, **more}


def _list(of: str, description: str) -> Schema:
    return {"type": "array", "items": ref(of), "description": description}


def _answered() -> dict[str, Schema]:
    rule = _text("The rule.", enum=[str(one) for one in RuleId])
    title = _text("The rule's title.")
    wrong = _object(
        "A field that is wrong.",
        pointer=_text("Where it is, as a JSON pointer (RFC 6901); empty for the whole call."),
        detail=_text("What would be right."),
    )
    problem = _object(
        "What is wrong (RFC 9457).",
        type=_text("Always `about:blank`.", const="about:blank"),
        title=_text("What is wrong, in a few words."),
        status={"type": "integer", "description": "The status of the answer."},
        detail=_text("What to do about it."),
    )
    problem["properties"]["errors"] = _list("WrongField", "Every field that is wrong, at once. Only in a 422.")
    return {
        "HandedIn": _object(
            "The application was taken.",
            application_id=_text("Its id, which every mail about it names.", pattern="^k[a-z2-7]{16}$"),
            status=_text("What it waits for.", enum=["waits_for_confirmation", "in_review"]),
        ),
        "ExceptionFiled": _object(
            "The exception was taken.",
            exception_id=_text("Its id, which every mail about it names.", pattern="^x[a-z2-7]{16}$"),
            status=_text("What it waits for.", const="in_review"),
        ),
        "Verdict": _object(
            "What the policy says, rule by rule.",
            policy_version=_text("The version of the policy."),
            result=_text("The worst of all.", enum=[str(one) for one in Result]),
            findings=_list("Finding", "What each rule found: first what rejects, then what is doubtful."),
            not_checked=_list("NotChecked", "The rules of which only the account's holder hears."),
        ),
        "Finding": _object(
            "What one rule found.",
            rule=rule,
            title=title,
            result=_text("`flag` is a doubt: a reviewer decides on it.", enum=[str(one) for one in Result]),
            saw=_text("What the rule saw."),
            message=_text("What is wrong. Empty where nothing is."),
            fix=_text("How to mend it. Empty where nothing is wrong."),
        ),
        "NotChecked": _object("A rule that was not checked.", rule=rule, title=title),
        "Problem": problem,
        "WrongField": wrong,
        "Refused": {
            "type": "object",
            "description": "How API Gateway refuses a call.",
            "properties": {"message": _text("Why. API Gateway writes some of them as `Message`.")},
        },
    }
