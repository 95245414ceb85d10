"""The CPU and memory that each function needs, and what its calls would take with how much memory.

CPU of this machine (Linux), from the built package alone, with the embedded AWS behind it. Lambda initialises with a
full CPU, and gives a call memory / 1,769 of one. It bills both by the memory. What a call waits for is left out: it
takes as long with any memory.
"""

import json
import statistics
from dataclasses import dataclass
from typing import Any

from infra import transformed
from tests.bench.cold_start import BY_ROUTE, Bench, Event, run_alone, running_bench

RUNS = 5
FULL_CPU = 1769  # MB: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
SIZES = (256, 512, 1024, FULL_CPU)
PHASES = """
import importlib, json, os, re, time
from pathlib import Path
context = type("Context", (), {"function_name": "bench", "memory_limit_in_mb": 512, "aws_request_id": "bench",
                               "invoked_function_arn": "arn:aws:lambda:us-east-1:000000000000:function:bench"})()
module = importlib.import_module(os.environ["BENCH_HANDLER"])
at = [time.process_time()]
answers = []
for _ in range(2):
    answers.append(module.handler(json.loads(os.environ["BENCH_EVENT"]), context) or {})
    at.append(time.process_time())
assert answers[0].get("statusCode", 200) < 400, answers[0]["statusCode"]  # a second one may be refused
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps({"init": at[0], "first": at[1] - at[0], "second": at[2] - at[1], "peak": peak}))
"""


@dataclass(frozen=True)
class Needs:
    """CPU seconds of the initialisation, of the first call and of the same call again; and the most megabytes."""

    init: float
    first: float
    second: float
    peak: float

    def billed(self, memory: int) -> tuple[float, float]:
        """Seconds of a cold start and of a later call."""
        share = min(1.0, memory / FULL_CPU)
        return self.init + self.first / share, self.second / share


def measure(bench: Bench, name: str, event: Event) -> Needs:
    found: list[dict[str, Any]] = []
    for number in range(RUNS + 1):
        environment = {**bench.environment(name, event(number)), "AWS_LAMBDA_FUNCTION_NAME": "bench"}
        found.append(json.loads(run_alone(PHASES, environment).splitlines()[-1]))
    return Needs(**{key: statistics.median(one[key] for one in found[1:]) for key in found[0]})


def main() -> None:
    """Print the table."""
    print(
        f"CPU in ms (median of {RUNS} processes) of init, first and later call, and MB; then ms billed, cold and later"
    )
    print(f"{'':44}  init first later   MB  set" + "".join(f"{f'{size} MB':>14}" for size in SIZES))
    with running_bench() as bench:
        for name, event in bench.events().items():
            needs = measure(bench, name, event)
            is_set = transformed.functions()[BY_ROUTE.get(name, name)]["MemorySize"]
            phases = "".join(f"{seconds * 1000:6.0f}" for seconds in (needs.init, needs.first, needs.second))
            row = f"  {name:42}{phases} {needs.peak:4.0f} {is_set:4}"
            for cold, later in map(needs.billed, SIZES):
                row += f"{cold * 1000:9.0f}{later * 1000:5.0f}"
            print(row, flush=True)


if __name__ == "__main__":
    main()
