"""A plug-in of pytest for ``make mutants``: what the business keeps between calls is forgotten before the tests run.

Each mutant runs in a copy of a process that has collected the tests, and so has read the policy. A mutant of what reads
the policy would never be asked.
"""

import sys


def pytest_collection_finish() -> None:
    """Empty the caches of ``functions/review``."""
    for module in [found for name, found in sys.modules.items() if name.partition(".")[0] == "domain"]:
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
