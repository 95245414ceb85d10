"""Times the policy on hostile text: prints the slowest text for each rule and for all rules together (``make bench``).

The description has 10 KB, more than is accepted; every other field has its maximum length.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from domain.model.account import Account, Address
from domain.model.application import ApplicationRequest, Project
from domain.policy import Policy, evaluate, load_policy
from domain.policy.account_rules import ACCOUNT_CHECKS
from domain.policy.application_rules import APPLICATION_CHECKS
from domain.policy.text import fold, sentences, words
from tests.bench.names import SIZE, hostile_texts
from tests.examples import account, application

MAX_MS = 10.0
RUNS = 5
ALL = "all together"
MAX_LINE, MAX_LONG_LINE = 120, 300  # characters


def request_of(text: str) -> ApplicationRequest:
    """A request in which every word of the project is the text."""
    project = dict(application().request.project) | {
        "name": text[:MAX_LINE],
        "use": text,
        "website": text[:MAX_LONG_LINE],
    }
    request = dict(application().request) | {"project": Project.model_construct(**project)}
    return ApplicationRequest.model_construct(**request)


def account_of(text: str) -> Account:
    """An account in which every word is the text."""
    line = text[:MAX_LINE]
    address = Address.model_construct(street=line, unit=None, city=line, region=line, postal_code=line, country="US")
    changes: dict[str, Any] = {"name": line, "legal_name": line[1:], "business_name": line[:-1]}
    changes |= {"company_address": address, "billing_address": address}
    return Account.model_construct(**dict(account()) | changes)


def clear_caches() -> None:
    fold.cache_clear()
    words.cache_clear()
    sentences.cache_clear()


def milliseconds(check: Callable[[], object]) -> float:
    """The best of a few runs, to exclude other load on the machine."""
    times = []
    for _ in range(RUNS):
        clear_caches()
        began = time.perf_counter()
        check()
        times.append(time.perf_counter() - began)
    return min(times) * 1000


def rules() -> dict[str, Callable[[str], Callable[[], object]]]:
    """For each rule and for all together, a function from a text to a check that can be timed."""
    policy = load_policy()
    checks: dict[str, Callable[[str], Callable[[], object]]] = {
        str(rule): partial(_of_request, check, policy) for rule, check in APPLICATION_CHECKS.items()
    }
    checks |= {str(rule): partial(_of_account, check, policy) for rule, check in ACCOUNT_CHECKS.items()}

    def everything(text: str) -> Callable[[], object]:
        submitted = application().model_copy(update={"request": request_of(text)})
        return partial(evaluate, submitted, account_of(text))

    return {**checks, ALL: everything}


def _of_request(check: Callable[..., object], policy: Policy, text: str) -> Callable[[], object]:
    return partial(check, request_of(text), None, policy)


def _of_account(check: Callable[..., object], policy: Policy, text: str) -> Callable[[], object]:
    return partial(check, account_of(text), policy)


def denied_texts() -> dict[str, str]:
    """Words for a commercial use, each of them denied, so that every one has to be looked at."""
    policy = load_policy()
    patterns = (*policy.commercial_words, *policy.doubtful_commercial_words)
    listed = " ".join(f"not{pattern.replace('+', ' ')}" for pattern in patterns)
    pieces = {
        "denied sales": "not resell ",
        "denied sales in sentences": "No sale: we won't sell it. ",
        "all commercial words": listed,
    }
    return {name: (piece * SIZE)[:SIZE] for name, piece in pieces.items()}


def main() -> None:
    """Exit code 1 if a rule takes too long."""
    texts = hostile_texts() | denied_texts()
    print(
        f"10 KB of hostile text, {len(texts)} kinds: the slowest of each rule, best of {RUNS} runs; at most {MAX_MS} ms"
    )
    worst = 0.0
    for rule, prepare in rules().items():
        milliseconds(prepare("warm up: \u043e"))
        took, kind = max((milliseconds(prepare(text)), kind) for kind, text in texts.items())
        print(f"  {rule:22}{took:7.2f} ms  {kind}")
        if rule != ALL:
            worst = max(worst, took)
    sys.exit(worst > MAX_MS)


if __name__ == "__main__":
    main()
