"""The contract with systems of others: what ``docs/events`` says is what the models are."""

import json
import re
from typing import Any

import jsonschema
import pytest

from domain.cases.case import Status
from domain.cases.exception import ExceptionStatus
from domain.events.details import DETAILS, EXCEPTION_OUTCOMES, OUTCOMES, DetailType
from infra.events import pages

SCHEMAS = {kind: pages.schema(kind) for kind in DetailType}
PAGE = pages.PAGE.read_text("utf-8")


def test_the_files_are_of_the_events_as_they_are() -> None:
    stored = {path.name: path.read_text("utf-8") for path in pages.FOLDER.glob("*.json")}

    assert stored == pages.schemas(), "make events writes them"
    assert pages.filled(PAGE) == PAGE, "make events writes it"


def test_each_event_is_in_the_table_with_its_schema() -> None:
    for kind in DetailType:
        assert f"| [`{kind}`]({pages.file_name(kind)}) | {pages.WHEN[kind]} |" in PAGE


def test_the_documented_example_fits_its_schema() -> None:
    (text,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    example: dict[str, Any] = json.loads(text)

    checker = jsonschema.FormatChecker()
    jsonschema.validate(example["detail"], SCHEMAS[DetailType(example["detail-type"])], format_checker=checker)
    for missing in example["detail"]:
        less = {name: value for name, value in example["detail"].items() if name != missing}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(less, SCHEMAS[DetailType(example["detail-type"])])


@pytest.mark.parametrize("kind", DetailType)
def test_detail_has_no_field_that_words_or_names_fit_in(kind: DetailType) -> None:
    """An id of the key issuer is what it is; a pattern keeps it free of spaces."""
    texts = {name: part for name, part in SCHEMAS[kind]["properties"].items() if part.get("type") == "string"}

    free = {name for name, part in texts.items() if not {"pattern", "format"} & part.keys()}
    assert free <= {"event_id"}
    assert {"event_id", "at", "account_id"} <= SCHEMAS[kind]["properties"].keys()
    assert SCHEMAS[kind]["required"] == list(SCHEMAS[kind]["properties"])


@pytest.mark.parametrize("kind", DetailType)
def test_schema_allows_fields_that_are_added_later(kind: DetailType) -> None:
    assert "additionalProperties" not in SCHEMAS[kind]
    assert DETAILS[kind].model_config["extra"] == "forbid", "what we publish has no others"


def test_every_way_in_which_a_case_ends_is_an_event() -> None:
    assert set(OUTCOMES) == set(Status) - {Status.IN_REVIEW}
    assert set(EXCEPTION_OUTCOMES) == set(ExceptionStatus) - {ExceptionStatus.IN_REVIEW}
