"""Checks the marketplace file before a package is built with it.

``python -m infra.marketplace FILE`` prints what is missing in it, and ends with 1 if it is wrong or the example.
"""

import sys
import tomllib
from pathlib import Path

from pydantic import ValidationError

from domain.model import marketplace
from domain.model.field_types import problem_message
from domain.policy import load_policy
from infra.local.local_settings import CannotRun


def use(file: Path) -> str:
    """Have this process read the file; returns what is missing in it, in a line that is empty if nothing is.

    Raises:
        CannotRun: with what is wrong in it.
    """
    marketplace.FILE = file
    marketplace.load_marketplace.cache_clear()
    load_policy.cache_clear()
    try:
        load_policy()  # which checks the brand's images, too
        missing = marketplace.load_marketplace().missing
    except OSError as error:
        raise CannotRun(f"{file} can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotRun(f"{file} isn't valid TOML: {error}") from None
    except ValidationError as error:
        wrong = (f"  {'.'.join(map(str, one['loc'])) or 'the file'}: {problem_message(one)}" for one in error.errors())
        raise CannotRun("\n".join([f"{file} has errors:", *wrong])) from None
    return f"{file.name}: {', '.join(missing)}" if missing else ""


def check(file: Path) -> str:
    """What ``use`` returns, for a file that is to be deployed.

    Raises:
        CannotRun: with what is wrong in it, also if it is the example.
    """
    missing = use(file)
    if marketplace.load_marketplace().is_example:
        raise CannotRun(
            f"{file} still has the example's values. Copy functions/marketplace.toml, set your own values, remove "
            "`is_example`, and use your file: make package MARKETPLACE=your-file.toml"
        )
    return missing


def main() -> None:
    try:
        missing = check(Path(sys.argv[1]))
    except CannotRun as error:
        raise SystemExit(str(error)) from None
    if missing:
        print(missing)


if __name__ == "__main__":
    main()
