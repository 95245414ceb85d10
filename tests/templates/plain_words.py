"""The words that people don't read here, what to say instead, and the texts that are checked for them."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from infra.local.local_settings import ROOT

TERMS = {
    # one term for one thing
    r"(?<!Apple[ \n])(?<![\w@.#/-])(?:mails?|mailed)\b(?![\w@.#-]|\s+FROM\b)": "email",
    r"\be-mails?\b": "email",
    r"\bhand(?:s|ed|ing)?[ -]in\b|\bhand(?:s|ed)? (?:it|them|one|an? \w+|applications) in\b": "submit",
    r"\bmend(?:s|ed|ing)?\b|\bputs? (?:it|them|that) right\b": "fix, or repair",
    r"(?<![\w./-])desks?\b(?![./@-]\w)": "we, or Keydesk where a name is needed",
    r"(?<!account )(?<!account\n)\bholders?\b": "account holder",
    r"\bapply links?\b": "application link",
    r"\bheld (?:mail|email|message)s?\b": "quarantined message",
    r"\b(?:release|drop)(?:s|d|ped)? (?:a |the |all |this )?messages?\b": "accept, or discard",
    r"\btake (?:it|this|a case|the case) over\b|\bhand (?:it|this|a case|the case) on\b": "assign to me, or reassign",
    r"\bwait(?:s|ing) (?:the )?longest\b": "oldest first",
    r"\bsecond (?:and last )?review\b": "re-review",
    r"\bdoubtful\b": "needs review",
    r"\b(?:is|are|rules?) fine\b": "OK",
    r"\bforget(?:s|ting)\b|\bforgotten\b": "delete, expire, or purge",
    r"\b(?:requests|calls) an? (?:second|hour|day)\b": "requests per hour",
    r"\bowners? of the key\b": "key owner",
    # no riddles and no personification
    r"\bwho(?:so)?ever\b": "the person who, or anyone who",
    r"\bhears\b|\bhear(?:d)? of\b": "is told, or gets an email",
    r"\bnobody need\b|\byou need do\b|\bneed do nothing\b": "you don't need to do anything",
    r"\bnobody is waited for\b": "no action needed",
    r"\bstands? in the way\b": "please fix these things",
    # rewrites
    r"\bwhatever is missing\b|\bwith how to (?:fix|mend)\b": "if something is missing, we'll tell you how to fix it",
    r"\bneither our name nor our look\b": "doesn't use our name or branding",
    r"\bif it is a no\b": "if we reject it",
    r"\bwhere (?:it|your application) stands\b": "check application status",
    r"\bapplies in another's name\b": "for security, we email the link",
    r"\banswers? for all\b": "the owner is responsible for how the key is used",
    r"\bperson of the client\b": "someone at the client company",
    r"\brejected at once:": "we can't accept an application without …",
    r"\bseen by\b(?! nobody)": "who will see the data",
    r"\bhow much you will call\b": "expected usage",
    r"\bplease fill this in\b": "enter …, or select …",
    r"\bcheck only\b|\bsend it all the same\b": "check my application, or submit anyway",
    r"\bthe review runs\b": "the review has started",
    r"\bdid you want this application\b": "did you authorise this application?",
    r"\bwhat you do not know, leave\b": "if you don't recognise it, don't confirm it",
    r"\breviewed once more\b|\bthis works one time\b": "you can request one re-review",
    r"\baccount manager answers questions\b": "Questions? Contact your account manager",
    r"\bact fast\b": "please respond promptly",
    r"\byour reply changed nothing\b": "your reply didn't reopen the application",
    r"\bour answer that is missing\b": "the delay is on our side",
    r"\banything against giving\b": "is account X clear to receive an API key?",
    r"\basked before you\b": "earlier decisions",
    r"\bnot among the account's members\b": "isn't a member of this account",
    r"\bproved by\b": "verified by",
    r"\bof this queue as a file\b": "export CSV",
    r"\bput them in\b": "insert reply",
    r"\bnothing here has this name\b": "no results",
    r"\byour roles at\b|\bnot for your role\b": "you don't have access to this page",
}
"""What is wrong everywhere."""

TERMS_OF_PAGES = {
    r"\bround 2\b": "re-review",
    r"(?-i:\bNumbers\b)": "Statistics",
    r"(?-i:\bFine\b)": "OK",
    r"(?-i:^\s*(?:Clear|Not clear)\s*$)": "Cleared, or Not cleared",
}
"""What is wrong where applicants and staff read it; the docs need these words for what is stored."""

CODE = re.compile(r"\{[%#].*?[%#]\}|\{\{.*?\}\}", re.DOTALL)
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'')
READ_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description", "content", "label"}
NOT_MARKDOWN = re.compile(r"^```.*?^```|``.+?``|`[^`]*`|\]\([^)]*\)|^\[[^\]]+\]: .*?$|<?https?://\S+", re.DOTALL | re.M)


class Text(NamedTuple):
    file: str
    line: int
    words: str
    is_of_pages: bool = False


def complaints(texts: Iterator[Text]) -> list[str]:
    """A line for each wrong word: where it is, and what to say instead."""
    found = []
    for text in texts:
        for pattern, instead in (TERMS | TERMS_OF_PAGES if text.is_of_pages else TERMS).items():
            for match in re.finditer(pattern, text.words.replace("\u2019", "'"), re.IGNORECASE):
                line = text.line + text.words.count("\n", 0, match.start())
                found.append(f"{text.file}:{line}: “{match.group()}”, say: {instead}")
    return found


def every_text() -> Iterator[Text]:
    for folder in ("templates", "infra/local/web/pages", "infra/gallery"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".html", ".txt"):
                yield from of_template(_name(path), path.read_text("utf-8"))
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        yield of_markdown(_name(path), path.read_text("utf-8"))
    for folder in ("functions/domain", "functions/adapters/web", "functions/handlers", "infra"):
        paths = set((ROOT / folder).rglob("*.py")) - {ROOT / "functions/domain/inbound_email/quote_patterns.py"}
        for path in sorted(paths):  # without what email programs write
            yield from of_python(_name(path), path.read_text("utf-8"), is_of_pages=folder.startswith("functions"))
    yield from of_policy("functions/domain/policy/policy.toml")
    yield from of_api(json.loads((ROOT / "docs/openapi.json").read_text("utf-8")))
    for number, line in enumerate((ROOT / "Makefile").read_text("utf-8").splitlines(), 1):
        yield Text("Makefile", number, " ".join([*re.findall(r"## (.*)", line), *re.findall(r'echo "(.*?)"', line)]))


def of_template(file: str, source: str) -> Iterator[Text]:
    """What people read of a template: the text, some attributes, and the literals of several words in its code."""

    def blank(code: re.Match[str]) -> str:
        return "…" + "\n" * code.group().count("\n")

    for code in CODE.finditer(source):
        if not code.group().startswith("{#"):
            for literal in LITERAL.finditer(code.group()):
                words = literal[1] or literal[2] or ""
                is_key = code.group()[literal.end() :].lstrip().startswith(":")
                if " " in words and not is_key:
                    yield Text(file, source.count("\n", 0, code.start() + literal.start()) + 1, words, True)
    shown = CODE.sub(blank, source)
    if file.endswith(".html"):
        reader = _Reader(file)
        reader.feed(shown)
        yield from reader.texts
    else:
        yield Text(file, 1, shown, True)


class _Reader(HTMLParser):
    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.texts: list[Text] = []
        self._not_read = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._not_read += tag in ("style", "script", "code", "pre")
        names = dict(attributes)
        is_button = tag == "button" or names.get("type") in ("submit", "button")
        for name, value in attributes:
            is_read = name in READ_ATTRIBUTES or (name == "value" and is_button and tag == "input")
            if value and is_read:
                self.texts.append(Text(self.file, self.getpos()[0], value, True))

    def handle_endtag(self, tag: str) -> None:
        self._not_read -= tag in ("style", "script", "code", "pre")

    def handle_data(self, data: str) -> None:
        if self._not_read <= 0:
            self.texts.append(Text(self.file, self.getpos()[0], data, True))


def of_markdown(file: str, source: str) -> Text:
    """A page without its code and addresses."""
    return Text(file, 1, NOT_MARKDOWN.sub(lambda code: "…" + "\n" * code.group().count("\n"), source))


def of_python(file: str, source: str, is_of_pages: bool = False) -> Iterator[Text]:
    """The literals of several words, without docstrings, other statements of text alone, and lines of the log."""
    tree = ast.parse(source)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "log")
    notes |= {id(part) for call in calls for argument in call.args for part in ast.walk(argument)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in notes and " " in str(node.value).strip():
            yield Text(file, node.lineno, str(node.value), is_of_pages)


def of_policy(file: str) -> Iterator[Text]:
    """What applicants and staff read of the policy."""
    source = (ROOT / file).read_text("utf-8")
    for rule in tomllib.loads(source)["rules"].values():
        cases = [*rule["cases"].values(), rule.get("judged", {})]
        for words in (rule["title"], rule["serves"], *(value for case in cases for value in case.values())):
            yield Text(file, source.count("\n", 0, source.find(words)) + 1, words, True)


def of_api(part: Any, place: str = "") -> Iterator[Text]:
    """The descriptions of the API."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("description", "summary") and isinstance(value, str):
                yield Text(f"docs/openapi.json {place}/{name}", 1, re.sub("`[^`]*`", "…", value), True)
            else:
                yield from of_api(value, f"{place}/{name}")
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from of_api(value, f"{place}/{number}")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
