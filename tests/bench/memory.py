"""The CPU and memory that each function needs, and what its calls would take with how much memory.

CPU seconds of this machine, from the built package alone, with the embedded AWS behind it. Lambda initialises a function
with a full CPU, and gives its calls memory / 1,769 of one; both are billed by the memory. What a call waits for is left
out: it takes as long with any memory.
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
import importlib, json, os, resource, time
context = type("Context", (), {"function_name": "bench", "memory_limit_in_mb": 512, "aws_request_id": "bench",
                               "invoked_function_arn": "arn:aws:lambda:us-east-1:000000000000:function:bench"})()
module = importlib.import_module(os.environ["BENCH_HANDLER"])
at = [time.process_time()]
for _ in range(2):
    module.handler(json.loads(os.environ["BENCH_EVENT"]), context)
    at.append(time.process_time())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"init": at[0], "first": at[1] - at[0], "second": at[2] - at[1], "peak": peak}))
"""


@dataclass(frozen=True)
class Needs:
    """CPU seconds of the initialisation, of the first call and of the same call once more; and megabytes."""

    init: float
    first: float
    second: float
    peak: float

    def seconds(self, memory: int) -> tuple[float, float, float]:
        """A cold start, of that what is billed, and a later call."""
        share = min(1.0, memory / FULL_CPU)
        return self.init + self.first / share, self.second / share, self.second


def measure(bench: Bench, name: str, event: Event) -> Needs:
    found: list[dict[str, Any]] = []
    for number in range(RUNS + 1):
        environment = {**bench.environment(name, event(number), number), "AWS_LAMBDA_FUNCTION_NAME": "bench"}
        found.append(json.loads(run_alone(PHASES, environment).splitlines()[-1]))
    return Needs(**{key: statistics.median(one[key] for one in found[1:]) for key in found[0]})


def main() -> None:
    """Print the table."""
    print(f"CPU in milliseconds: median of {RUNS} processes; then cold start and later call with so many MB")
    heads = "".join(f"{size:>8} MB" + " " * 4 for size in SIZES)
    print(f"  {'':42} init first again  peak  now{heads}")
    with running_bench() as bench:
        for name, event in bench.events().items():
            needs = measure(bench, name, event)
            memory = transformed.functions()[BY_ROUTE.get(name, name)]["MemorySize"]
            times = "".join(f"{cold * 1000:7.0f} +{later * 1000:5.0f}" for cold, later, _ in map(needs.seconds, SIZES))
            phases = f"{needs.init * 1000:5.0f} {needs.first * 1000:5.0f} {needs.second * 1000:5.0f}"
            print(f"  {name:42}{phases} {needs.peak:5.0f} {memory:4}{times}", flush=True)


if __name__ == "__main__":
    main()
