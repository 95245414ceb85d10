"""The access key of the AWS account's owner in the embedded AWS: a new one for each run, in a file of the work folder.

The file has ``id:secret``, as ``curl --user`` takes it, and is readable by its owner alone.
"""

import os
import secrets
import string
from pathlib import Path

from botocore.credentials import Credentials

_LETTERS = string.ascii_uppercase + string.digits


def renew(file: Path) -> Credentials:
    """Make a key and write it to the file."""
    key = Credentials("AKIA" + "".join(secrets.choice(_LETTERS) for _ in range(16)), secrets.token_urlsafe(30))
    file.unlink(missing_ok=True)  # another one may read what it holds open
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(f"{key.access_key}:{key.secret_key}")
    return key


def read(file: Path) -> Credentials:
    """The key of the desk that runs in the folder. Raises ``OSError`` if none has run there."""
    return Credentials(*file.read_text("utf-8").split(":"))
