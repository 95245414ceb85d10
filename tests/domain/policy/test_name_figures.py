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


def test_names_and_descriptions_are_judged_within_the_bounds() -> None:
    names, uses = load_words()
    judge, total = name_judge(names), Figures()
    for locale in LOCALES[::2]:
        total += measure_locale(locale, 40, judge)
    lists, placeholders = measure_lists(judge)
    total += lists

    assert misses(total, placeholders, measure_uses(use_judge(uses)), most_flagged=3) == []
