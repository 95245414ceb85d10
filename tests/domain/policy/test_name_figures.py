from tests.bench.names import (
    LOCALES,
    Figures,
    load_words,
    measure_lists,
    measure_locale,
    measure_uses,
    misses,
    name_judge,
    use_judge,
)


def test_people_are_told_from_companies_and_something_from_nothing() -> None:
    names, uses = load_words()
    judge, total = name_judge(names), Figures()
    for locale in LOCALES[::2]:
        total += measure_locale(locale, 40, judge)
    lists, placeholders = measure_lists(judge)
    total += lists

    assert misses(total, placeholders, measure_uses(use_judge(uses)), most_flagged=3) == []
