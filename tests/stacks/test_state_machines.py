"""What the states of the machines take, return and keep: all of it is in the executions' history."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra.local import definition

MACHINES = {name: definition.load(source)["States"] for name, source in definition.SOURCES.items()}
STATES = [(machine, name) for machine, states in MACHINES.items() for name in states]
IDS = {"application_id", "case_id", "round", "number"}
COMPARED = {"is_rejected", "asks_owner", "answer", "status", "key", "mail"}
"""What choices compare, and what names an email."""
VARIABLES = {"application_id", "case_id", "round_number", "turn", "asks_owner", "key", "change"}
REFERENCES = {
    *(f"$states.{source}.{name}" for source in ("input", "context.Execution.Input") for name in IDS),
    *(f"$states.{source}.{name}" for source in ("input", "result.Payload") for name in COMPARED),
    *(f"${name}" for name in VARIABLES),
    "$states.context.Task.Token",
    "$states.errorOutput",
    "$states.input.Error",
}
WHOLE = {"$states.result.Payload", "$states.input"}
"""Only as an ``Output``: what a function returned, and what came in."""
JSONATA = """
abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent
distinct each encodeUrl encodeUrlComponent error eval exists filter floor formatBase formatInteger formatNumber
fromMillis hash join keys length lookup lowercase map match max merge millis min not now number pad parse parseInteger
partition power random range reduce replace reverse round shuffle sift single sort split spread sqrt string substring
substringAfter substringBefore sum toMillis trim type uppercase uuid zip
"""
"""https://docs.jsonata.org, and the functions that Step Functions adds."""


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def assigned(state: dict[str, Any]) -> list[dict[str, Any]]:
    """The variables that a state assigns on each of its ways."""
    ways = [state, *state.get("Catch", []), *state.get("Choices", [])]
    return [way["Assign"] for way in ways if "Assign" in way]


@pytest.mark.parametrize(("machine", "name"), STATES)
def test_state_refers_to_ids_and_to_what_choices_compare_alone(machine: str, name: str) -> None:
    state = MACHINES[machine][name]

    expressions = [text for text in texts(state) if text.startswith("{%")]
    found = set(re.findall(r"\$[a-z_]+(?:\.\w+)*(?![\w.(])", " ".join(expressions)))

    outputs = {state.get("Output", "").strip("{%} ")} & WHOLE
    assert found <= REFERENCES | outputs


@pytest.mark.parametrize(("machine", "name"), STATES)
def test_state_gets_nothing_of_an_item_back_from_the_table(machine: str, name: str) -> None:
    state = MACHINES[machine][name]

    if ":dynamodb:" in state.get("Resource", ""):
        assert ":dynamodb:updateItem" in state["Resource"]
        assert not state["Arguments"].keys() & {"ReturnValues", "ReturnValuesOnConditionCheckFailure"}


def test_no_variable_has_the_name_of_a_function_of_jsonata() -> None:
    names = {name for machine, state in STATES for given in assigned(MACHINES[machine][state]) for name in given}

    assert names == VARIABLES
    assert not names & {*JSONATA.split()}


@pytest.mark.parametrize(("machine", "name"), [key for key in STATES if key[1].startswith("Wait ")])
def test_wait_that_is_ended_without_a_decision_goes_on(machine: str, name: str) -> None:
    """Whoever ends it with a task token: the machine then asks the function for the decision."""
    states = MACHINES[machine]
    asks = states[states[name]["Next"]]

    caught = {error: way["Next"] for way in states[name]["Catch"] for error in way["ErrorEquals"]}
    assert caught["DynamoDb.ConditionalCheckFailedException"] == states[name]["Next"]
    assert asks["Arguments"]["FunctionName"] == "${OpenTask}"
    choices = {way["Condition"]: way["Next"] for way in states[asks["Next"]]["Choices"]}
    assert choices["{% $states.input.answer = 'none' %}"] == name


@pytest.mark.parametrize("machine", MACHINES)
def test_states_read_no_times_and_parse_nothing(machine: str) -> None:
    """Engines differ in which times they read, and in what becomes of a value that is missing."""
    called = set(re.findall(r"\$(\w+)\(", json.dumps(MACHINES[machine])))

    assert called == {"string"}
