"""Access tokens in the table, by hash and kind. Expired items are deleted by TTL."""

from adapters.dynamodb.table import Item, Key, Table, load
from domain.cases.access_tokens import AccessToken, AnyToken, SessionToken, SignInToken

_PARTITIONS: dict[type[AccessToken], str] = {SignInToken: "SIGN_IN", SessionToken: "SESSION"}


class DynamoAccessTokens:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add_token(self, token_hash: str, token: AccessToken) -> None:
        item: Item = {"link": token.model_dump_json(), "expires_at": int(token.expires_at.timestamp())}
        self._table.put(_key(type(token), token_hash), item, new=True)

    def get_token(self, kind: type[AnyToken], token_hash: str) -> AnyToken | None:
        return _token_of(kind, self._table.get(_key(kind, token_hash)))

    def take_token(self, kind: type[AnyToken], token_hash: str) -> AnyToken | None:
        return _token_of(kind, self._table.take(_key(kind, token_hash)))


def _key(kind: type[AccessToken], token_hash: str) -> Key:
    """Sign-in links and sessions have partitions of their own: IAM tells by the partition who may write them."""
    return f"{_PARTITIONS.get(kind, 'LINK')}#{token_hash}", kind.stored_kind


def _token_of(kind: type[AnyToken], item: Item | None) -> AnyToken | None:
    return None if item is None else kind.model_validate(load(item, "link"))
