from adapters.web.problems import MAX_NAMED, explain
from domain.model.errors import CaseNotStored, FieldProblem, InvalidInput, UnknownToken


def test_link_to_a_deleted_case_is_explained_like_one_that_never_was() -> None:
    deleted = explain(CaseNotStored("no application k"))

    assert deleted.status == 404
    assert deleted == explain(UnknownToken())


def test_of_many_wrong_fields_some_are_named_and_the_others_counted() -> None:
    problem = explain(InvalidInput([FieldProblem(f"/{number}", "Wrong") for number in range(140_000)]))

    assert [error.pointer for error in problem.errors] == [f"/{number}" for number in range(MAX_NAMED)]
    assert "139,980 more" in problem.detail
