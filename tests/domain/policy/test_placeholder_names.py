import pytest

from domain.policy.names.placeholder_names import placeholder_evidence
from tests.bench.names import load_words

WORDS, _ = load_words()


@pytest.mark.parametrize(
    ("certain", "name"),
    [
        *((True, name) for name in ("test test", "TestTest1", "asdf", "Qwerty Uiop", "n/a", "user123", "First Last")),
        *((True, name) for name in ("Your Name", "aaaa bbbb", "12345", "---", "Lorem Ipsum", "unknown", "{{name}}")),
        *((True, name) for name in ("Имя Фамилия", "测试")),
        *((False, name) for name in ("John Doe", "Foo Bar", "Max Mustermann", "Micky Mouse", "Christopher Null")),
        *((False, name) for name in ("Jennifer Test", "A B", "Anna2", "ann@example.com", "hahaha", "sdkfjhg")),
    ],
)
def test_placeholder_is_certain_unless_it_could_be_a_name(certain: bool, name: str) -> None:
    evidence = placeholder_evidence(name, WORDS)

    assert evidence and evidence.certain is certain


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("hahaha Example", '"hahaha"'),
        ("asdfg Example", '"asdfg"'),
        ("Jo Bcdfg", '"bcdfg"'),
        ("Jo Example 5", "digits"),
        ("jo_example", "signs of an address"),
        ("jo@client.example", "signs of an address"),
        ("Mo Mo Mo", "the same word again and again"),
        ("Q W", "only single letters"),
        ("Hassan Hassan", "the same word again and again"),
        ("Ohne Angabe", "words that are no name"),
        ("nazwa użytkownika", "words that are no name"),
        ("नाम", "words that are no name"),
        ("テスト太郎", '"テスト"'),
        ("ㅁㄴㅇㄹ", "single letters of Korean syllables"),
        ("شسيب", '"شسيب"'),
        ("ฟหกด", '"ฟหกด"'),
        ("your namee", "nearly a well-known placeholder"),
        ("Max Musterman", "nearly a well-known placeholder"),
    ],
)
def test_doubt_says_what_it_is_about(name: str, detail: str) -> None:
    evidence = placeholder_evidence(name, WORDS)

    assert evidence and evidence.detail.startswith(f"{detail} in ") and not evidence.certain


@pytest.mark.parametrize(
    "name",
    [
        *("Mo Mo", "Jon Doee", "Qwerti Example", "Jo Bcdf", "Reza Azer", "Avery Example", "Abcde Smith", "O", "Ng"),
        *("Mimi Lala", "Henry III"),
    ],
)
def test_short_or_odd_personal_name_is_no_placeholder(name: str) -> None:
    assert placeholder_evidence(name, WORDS) is None
