"""The safety check: a function of the company's own. ``docs/safety-check.md`` has its contract."""

from typing import TYPE_CHECKING

from adapters.aws.contract_function import ContractFunction
from domain.model.errors import InvalidInput, SafetyCheckFailed
from domain.notifications.safety_check import SafetyAnswer, SafetyQuestion, parse_answer

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaSafetyCheck:
    """Invokes the function that the template names."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._function = ContractFunction(client, function, "the safety check", SafetyCheckFailed)

    def ask(self, question: SafetyQuestion) -> SafetyAnswer | None:
        """See the port; the JSON contract is in ``docs/safety-check.md``."""
        answer = self._function.ask(question.model_dump_json())
        if isinstance(answer, dict) and answer.get("answer") == "later":
            return None
        try:
            return parse_answer(answer)
        except InvalidInput as error:
            wrong = ", ".join(f"{problem.pointer} {problem.message}" for problem in error.problems[:5])
            raise SafetyCheckFailed(f"the safety check does not keep to the contract: {wrong}") from error
