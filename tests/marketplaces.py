"""Keydesk as another marketplace's, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.web import templates
from domain.model import marketplace
from infra.marketplace import use
from tests.examples import ROOT

EXAMPLE = ROOT / "functions/marketplace.toml"
OTHER = ROOT / "tests/marketplace.toml"
MINIMAL = 'name = "Bare"\n[accent]\nlight = "#0b5cad"\ndark = "#8ab8ff"\n'


@contextmanager
def as_of(file: Path) -> Iterator[marketplace.Marketplace]:
    """What is loaded or rendered is that marketplace's, until the context ends."""
    try:
        _use(file)
        yield marketplace.load_marketplace()
    finally:
        _use(EXAMPLE)


def _use(file: Path) -> None:
    use(file)
    for cached in (templates.environment, templates._marking, templates.style, templates.style_source):
        cached.cache_clear()
