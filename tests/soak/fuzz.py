"""Requests that nobody would send: EXAMPLES of each kind (100), by SEED. Ends with 1 where one is answered wrongly."""

import sys

import pytest

from tests.soak import options

if __name__ == "__main__":
    seed = options.seed()
    print(f"SEED={seed}", flush=True)
    examples = ["--examples", f"{options.number('EXAMPLES', 100)}", "--hypothesis-seed", f"{int(seed, 36)}"]
    sys.exit(pytest.main(["-qq", "tests/handlers/test_bad_input.py", "tests/handlers/test_page_sizes.py", *examples]))
