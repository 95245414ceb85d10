"""The word lists that names are compared with, and the forms in which they are compared."""

import math
from typing import Annotated

from pydantic import AfterValidator

from domain.model.field_types import Record
from domain.policy import text as texts
from domain.policy.phrases import Folded, Squeezed, Worded

MAX_NAME = 300  # characters that are checked; an account's name has at most 120
_QUOTES = "«»„“”‟\"'"


def plain(word: str) -> str:
    """The word without case, dots and quotes, to compare legal forms. Accents stay, so that İnç is not Inc."""
    return word.casefold().replace(".", "").strip(_QUOTES)


Form = Annotated[str, AfterValidator(lambda form: " ".join(map(plain, texts.tidy(form).split())))]
Tidy = Annotated[str, AfterValidator(texts.tidy)]


class NameWords(Record):
    """``policy.toml`` explains each list."""

    forms: frozenset[Form]
    forms_unless_initials: frozenset[Form]
    first_forms: frozenset[Form]
    inner_forms: tuple[Tidy, ...]
    doubtful_forms: frozenset[Form]
    doubtful_first_forms: frozenset[Form]
    forms_that_are_names: frozenset[Form]
    forms_in_small_letters: frozenset[Form]
    company_words: frozenset[Folded]
    company_endings: tuple[Folded, ...]
    company_pieces: tuple[Tidy, ...]
    least_company_look: float = math.inf  # older versions of the policy have none
    joining_words: frozenset[Tidy]
    joining_words_in_names: frozenset[Tidy]
    placeholders: frozenset[Worded]
    placeholders_as_written: frozenset[Folded]
    no_names: frozenset[Folded]
    doubtful_placeholders: frozenset[Squeezed]
    doubtful_words: frozenset[Folded]
    placeholder_words: frozenset[Folded] = frozenset()
    placeholder_pieces: tuple[Tidy, ...] = ()
    typed_names: frozenset[Folded]
