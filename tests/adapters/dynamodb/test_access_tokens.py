"""Access tokens: the fake and the DynamoDB adapter behave alike."""

from domain.cases.access_tokens import DecisionToken, ReplyToken, SessionToken, SignInToken
from domain.cases.case import DecisionType, TaskKey, TaskKind
from tests.adapters.stores import Stores
from tests.fakes import NOON

SIGN_IN = SignInToken(person="one@staff.example", expires_at=NOON)


def test_token_is_found_by_its_hash_and_kind(stores: Stores) -> None:
    key = TaskKey(case_id="kabc", round=1, kind=TaskKind.REVIEW)
    decision = DecisionToken(task=key, answer=DecisionType.REJECT, person="one@staff.example", expires_at=NOON)
    reply = ReplyToken(application_id="kabc", round=1, mail="rejected", expires_at=NOON)
    stores.tokens.add_token("hash-1", decision)
    stores.tokens.add_token("hash-2", reply)

    assert stores.tokens.get_token(DecisionToken, "hash-1") == decision
    assert stores.tokens.get_token(ReplyToken, "hash-2") == reply
    assert stores.tokens.get_token(DecisionToken, "hash-2") is None, "a token opens nothing but what it was made for"
    assert stores.tokens.get_token(ReplyToken, "hash-1") is None


def test_token_is_taken_once_and_only_as_its_own_kind(stores: Stores) -> None:
    stores.tokens.add_token("hash", SIGN_IN)

    assert stores.tokens.take_token(SessionToken, "hash") is None
    assert stores.tokens.get_token(SignInToken, "hash") == SIGN_IN
    assert stores.tokens.take_token(SignInToken, "hash") == SIGN_IN
    assert stores.tokens.take_token(SignInToken, "hash") is None
    assert stores.tokens.get_token(SignInToken, "hash") is None
