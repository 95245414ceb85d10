"""The mails of a desk with many reviews: each is read once, and found by its account."""

import re
import threading
from collections import defaultdict

from infra.local.mailbox import Mailbox, StoredMail

_ACCOUNT = re.compile(r"\bacct-faults-\d+\b")
_EARLIER = re.compile(r"same key owner, account \S+:")  # an earlier application, in the email about another
_TITLE = re.compile(r"<title>(.*)</title>")


class Letters:
    """What stands in the local mailbox, by the account that each mail speaks of."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._read = 0
        self._lock = threading.Lock()
        self._found: dict[str, list[tuple[str, str, StoredMail]]] = defaultdict(list)

    def about(self, account_id: str) -> list[tuple[str, str, StoredMail]]:
        """The mails about an account, oldest first: recipient, title and the mail itself."""
        with self._lock:
            self._read_on()
            return list(self._found[account_id])

    def _read_on(self) -> None:
        every = self._mailbox.newest_first()
        for mail in every[: len(every) - self._read][::-1]:
            text, title = f"{mail.message['Subject']} {mail.text}", _TITLE.findall(mail.html)[0]
            for account_id in set(_ACCOUNT.findall(_EARLIER.sub("", text))):
                self._found[account_id].append((mail.recipients[0], title, mail))
        self._read = len(every)
