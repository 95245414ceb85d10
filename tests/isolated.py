"""A Python that sees the built package alone, with boto3 beside it as in Lambda's runtime."""

from pathlib import Path

import botocore

RUNTIME = str(Path(botocore.__file__).parents[1])
"""The folder that holds boto3 and what belongs to it."""

ISOLATED = """
import sys
package, runtime = sys.argv[1:3]
sys.path = [package, *[path for path in sys.path if "site-packages" not in path]]


class Runtime:
    names = {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3"}

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        from importlib.machinery import PathFinder
        if name.partition(".")[0] in cls.names:
            return PathFinder.find_spec(name, path or [runtime])


sys.meta_path.append(Runtime)
"""
"""Goes before the code under test; its arguments are the package's folder and ``RUNTIME``."""
