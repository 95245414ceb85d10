from adapters.web.problems import explain
from domain.model.errors import CaseNotStored, UnknownToken


def test_link_to_a_deleted_case_is_explained_like_one_that_never_was() -> None:
    deleted = explain(CaseNotStored("no application k"))

    assert deleted.status == 404
    assert deleted == explain(UnknownToken())
