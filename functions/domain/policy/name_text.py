"""What names are compared with: the word lists and thresholds of the data file, and how they are written for it."""

from typing import Annotated

from pydantic import AfterValidator

from domain.model.field_types import Record
from domain.policy import text as texts
from domain.policy.phrases import Folded, Squeezed, Worded

LONGEST_NAME = 300  # letters that are looked at; the name of an account has at most 120
_QUOTES = "«»„“”‟\"'"


def plain(written: str) -> str:
    """A word as legal forms are compared: without case, dots and quotes. Accents stay, so that İnç is not Inc."""
    return written.casefold().replace(".", "").strip(_QUOTES)


Form = Annotated[str, AfterValidator(lambda form: " ".join(map(plain, texts.tidy(form).split())))]
Tidy = Annotated[str, AfterValidator(texts.tidy)]


class NameWords(Record):
    """The word lists; the data file says what each is for."""

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
    joining_words: frozenset[Tidy]
    joining_words_in_names: frozenset[Tidy]
    placeholders: frozenset[Worded]
    placeholders_as_written: frozenset[Folded]
    no_names: frozenset[Folded]
    doubtful_placeholders: frozenset[Squeezed]
    doubtful_words: frozenset[Folded]
    typed_names: frozenset[Folded]
