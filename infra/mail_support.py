"""Writes what email programs support, as far as the tests need it (``make mail-support DATA=caniemail.json``).

The data are those of caniemail.com (MIT), as its API or the npm package ``caniemail`` (``data/caniemail.json``) has
them: https://github.com/hteumeuleu/caniemail. Of each feature, the extract has one letter for each program: ``y``
supported, ``a`` in part, ``n`` not, ``u`` unknown; of more than one tested version, the newest.
"""

import json
import sys
from pathlib import Path
from typing import Any

from infra.local.local_settings import ROOT

EXTRACT = ROOT / "tests" / "templates" / "caniemail.json"
PROGRAMS = (
    *("gmail desktop-webmail", "gmail ios", "gmail android"),
    *("outlook windows", "outlook outlook-com", "outlook macos", "outlook ios", "outlook android"),
    *("apple-mail macos", "apple-mail ios"),
    *("yahoo desktop-webmail", "yahoo ios", "yahoo android"),
    *("samsung-email android", "thunderbird macos"),
)
"""``outlook windows`` is the one that renders with Word, ``outlook outlook-com`` the webmail and the new Outlook."""


def extract(data: dict[str, Any]) -> dict[str, Any]:
    features = sorted(data["data"], key=lambda feature: feature["slug"])
    letters = {item["slug"]: "".join(_letter(item, *program.split()) for program in PROGRAMS) for item in features}
    return {
        "from": "https://www.caniemail.com/api/data.json",
        "licence": "MIT, Copyright (c) 2019 HTeuMeuLeu",
        "as_of": data["last_update_date"][:10],
        "programs": list(PROGRAMS),
        "features": {slug: letters[slug] for slug in letters if slug.startswith(("css-", "html-"))},
    }


def _letter(feature: dict[str, Any], family: str, platform: str) -> str:
    versions: dict[str, str] = feature["stats"].get(family, {}).get(platform, {})
    return (list(versions.values()) or ["u"])[-1][0]


def main() -> None:
    data = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    EXTRACT.write_text(json.dumps(extract(data), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
