"""A plug-in of pytest for mutation testing: what the domain caches is cleared before the tests run.

Each mutant runs in a copy of a process that has collected the tests, and so has read the policy: a mutant of what reads
the policy would never run.
"""

import sys


def pytest_collection_finish() -> None:
    for module in [found for name, found in sys.modules.items() if name.partition(".")[0] == "domain"]:
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
