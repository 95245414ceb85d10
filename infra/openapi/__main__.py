"""Writes ``docs/openapi.json``, which the desk serves at ``/openapi.json`` and draws at ``/api``."""

from infra.openapi.document import PLACE, as_text, document

if __name__ == "__main__":
    PLACE.write_text(as_text(document()), "utf-8")
