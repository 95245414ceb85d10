"""A plug-in of pytest for ``make mutants``: it clears the caches of the domain before the tests run.

Each mutant runs in a copy of a process that has collected the tests, and so has read the policy. Without this, mutants
of the code that reads the policy would not be tested.
"""

import sys


def pytest_collection_finish() -> None:
    for module in [found for name, found in sys.modules.items() if name.partition(".")[0] == "domain"]:
        for cached in vars(module).values():
            if hasattr(cached, "cache_clear"):
                cached.cache_clear()
