"""API keys: the key issuer, and what changes a key."""

import settings
from adapters.aws.key_issuer import LambdaKeyIssuer
from adapters.aws.step_functions import StepFunctionsKeyMachine
from adapters.dynamodb.keys import DynamoKeys
from domain.keys.issuing import KeyIssuing
from domain.keys.key_changes import KeyChanges
from domain.keys.staff_actions import KeyStaffActions
from wiring import clients, stores


def key_issuing() -> KeyIssuing:
    function = settings.key_issuer_function()
    issuer = LambdaKeyIssuer(clients.synchronous_lambda(), function) if function else None
    return KeyIssuing(stores.cases(), DynamoKeys(clients.table()), issuer, clients.now)


def key_changes() -> KeyChanges:
    machine = StepFunctionsKeyMachine(clients.client("stepfunctions"), settings.key_machine_arn())
    return KeyChanges(stores.cases(), DynamoKeys(clients.table()), machine, clients.now)


def key_staff_actions() -> KeyStaffActions:
    return KeyStaffActions(key_changes())
