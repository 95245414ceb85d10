"""The export of a person's data: a file of JSON, and the received messages."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.people_data.holdings import Holdings
from infra.people_data.person import Item, readable
from infra.people_data.store import PREFIX, Store

_NOTE = (
    "All data that Keydesk stores for this email address. 'own_cases' are the complete cases about the person. "
    "'executions' are the state machine executions for these cases; their histories on AWS contain only IDs. "
    "'links_and_messages' lead to the cases, as do the search terms. "
    "'named_elsewhere' are the parts of other records that name the person. "
    "NOTE# items are private notes that staff wrote about a case. MAIL# items say which emails were sent, and when; "
    "those about a case have their text, without the tokens of links."
)
_SECRET = "task_token"  # resumes the state machine; it is no personal data


def export(held: Holdings, store: Store, folder: Path) -> list[Path]:
    """Write the files; returns their paths. Messages that have expired are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / "data.json"]
    written[0].write_text(json.dumps(document(held), indent=2, ensure_ascii=False, default=_number) + "\n", "utf-8")
    for key in held.mails:
        raw = store.mail(key)
        if raw is not None:
            written.append(folder / f"{key.removeprefix(PREFIX)}.eml")
            written[-1].write_bytes(raw)
    return written


def document(held: Holdings) -> dict[str, Any]:
    return {
        "address": held.person.address,
        "names": sorted(held.names),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "note": _NOTE,
        "own_cases": {case_id: _all(items) for case_id, items in held.own.items()},
        "executions": held.executions,
        "links_and_messages": _all(held.pointers),
        "named_elsewhere": _all([item for item in held.elsewhere if held.person.is_in(item)]),
        "received_messages": held.mails,
    }


def _all(items: list[Item]) -> list[Item]:
    return [{name: value for name, value in readable(item).items() if name != _SECRET} for item in items]


def _number(value: Any) -> Any:
    return int(value) if value == int(value) else float(value)
