from tests.bench.names import (
    LOCALES,
    Figures,
    load_words,
    measure_lists,
    measure_locale,
    misses,
    name_judge,
)


def test_names_are_judged_within_the_bounds() -> None:
    names, _ = load_words()
    judge, total = name_judge(names), Figures()
    for locale in LOCALES[::2]:
        total += measure_locale(locale, 40, judge)
    lists, placeholders = measure_lists(judge)
    total += lists

    assert misses(total, placeholders, most_flagged=3) == []
