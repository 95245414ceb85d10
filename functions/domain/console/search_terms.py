"""The search terms of a case: the words of its ids, addresses and names, without case and accents."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from pydantic import AwareDatetime

from domain.cases.exception import ExceptionCase
from domain.model.account import AccountFacts
from domain.model.application import Application
from domain.model.field_types import AccountId, Record

MAX_WORDS = 30  # of a case: each is a write of the transaction that stores it
SHORTEST, LONGEST = 2, 100  # letters; longer words are cut


class SearchTerms(Record):
    """A case with all its words, the most telling ones first."""

    case_id: str
    account_id: AccountId
    handed_in_at: AwareDatetime
    words: tuple[str, ...]

    @property
    def found_by(self) -> tuple[str, ...]:
        """The words that a search can begin with; the others narrow it."""
        return self.words[:MAX_WORDS]


class Match(Record):
    case_id: str
    account_id: AccountId
    handed_in_at: AwareDatetime


class Matches(Record):
    """What one query found; ``is_all`` says whether it came to the end."""

    matches: tuple[Match, ...]
    is_all: bool


def search_terms(case: Application | ExceptionCase, account: AccountFacts | None = None) -> SearchTerms:
    """The words of a case; those of its account's names, too, once the account is looked up."""
    account_id = case.request.account_id
    texts = _of_exception(case) if isinstance(case, ExceptionCase) else _of_application(case, account)
    return SearchTerms(
        case_id=case.id,
        account_id=account_id,
        handed_in_at=case.filed_at if isinstance(case, ExceptionCase) else case.submitted_at,
        words=_words_of((account_id, *texts)),
    )


def account_words(account: AccountFacts) -> tuple[str, ...]:
    """The words of an account's names."""
    return _words_of(_names_of(account))


def typed_words(text: str) -> tuple[str, ...]:
    """The words of a search, the longest first, since that one has the fewest matches."""
    return tuple(sorted(dict.fromkeys(_chunks(text)), key=len, reverse=True))


def address_word(address: str) -> str:
    """The word by which the applications are found in which an email address has a part."""
    return next(_chunks(address))


def fold(text: str) -> str:
    """Text without case, accents and typographic forms (Unicode NFKD)."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _of_application(application: Application, account: AccountFacts | None) -> tuple[str, ...]:
    request = application.request
    owner, applicant = request.owner, request.applicant
    addresses = (applicant.email, *((owner.email,) if owner else ()))
    return (*_names_of(account), *addresses, request.project.name, applicant.name, *((owner.name,) if owner else ()))


def _of_exception(case: ExceptionCase) -> tuple[str, ...]:
    manager, account = case.request.account_manager, case.account
    return (*_names_of(account), account.email, manager.email, manager.name)


def _names_of(account: AccountFacts | None) -> tuple[str, ...]:
    names = (account.business_name, account.name, account.legal_name) if account else ()
    return tuple(name for name in names if name)


def _words_of(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for text in texts for word in _with_parts(text)))


def _with_parts(text: str) -> Iterator[str]:
    """The words between spaces, each followed by its parts."""
    for chunk in _chunks(text):
        yield chunk
        yield from (part for part in re.findall(r"\w+", chunk) if len(part) >= SHORTEST)


def _chunks(text: str) -> Iterator[str]:
    for chunk in fold(text).split():
        word = re.sub(r"^\W+|\W+$", "", chunk)[:LONGEST]
        if len(word) >= SHORTEST:
            yield word
