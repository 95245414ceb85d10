"""``make name-data``: writes what the rules about names load, from open lists. Takes half a minute."""

from itertools import chain

from domain.policy.names.company_look import WEIGHTS
from domain.policy.names.legal_forms import LIST
from infra.name_data.learning import weights
from infra.name_data.legal_forms import listing
from infra.name_data.samples import (
    BUILT_WITH,
    Names,
    brands,
    faker_names,
    half,
    mimesis_companies,
    mimesis_names,
)

PEOPLE_OF_FAKER, PEOPLE_OF_MIMESIS = 300, 200  # of each locale
PEOPLE_OF_DOCS = 150  # the surname Example belongs to the people of docs and tests


def people() -> list[str]:
    """People whose first and last names are both of the half to build with."""
    lists = [(names.of_half(BUILT_WITH), PEOPLE_OF_FAKER) for names in faker_names().values()]
    lists += [(names.of_half(BUILT_WITH), PEOPLE_OF_MIMESIS) for names in mimesis_names().values()]
    lists.append((Names(faker_names()["en_US"].of_half(BUILT_WITH).first, ["Example"]), PEOPLE_OF_DOCS))
    return [name for names, count in lists for name in names.people(count)]


def companies() -> list[str]:
    """The companies of mimesis count twice, because brands are more often words and names."""
    names = (*chain.from_iterable(mimesis_companies().values()),) * 2 + tuple(brands())
    return [name for name in names if half(name) == BUILT_WITH]


def main() -> None:
    LIST.write_text(listing(), "utf-8")
    WEIGHTS.write_bytes(weights(people(), companies()))


if __name__ == "__main__":
    main()
