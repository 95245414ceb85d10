"""``python -m infra.gallery [folder]``: write every email as HTML files, in light and dark mode."""

import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.web.templates import MailTemplates, style
from domain.notifications.delivery_status import TITLES
from infra.gallery.stories import stories
from infra.gallery.story import Story
from infra.local.local_settings import ROOT, marketplace_file
from infra.marketplace import use

FOLDER = ROOT / "build" / "gallery"
_LOADER = FileSystemLoader(Path(__file__).parent / "pages")
_PAGES = Environment(loader=_LOADER, autoescape=True, undefined=StrictUndefined)
_DARK = "(prefers-color-scheme: dark)"  # an iframe follows the browser, so its file says always or never


def write(folder: Path) -> int:
    """Write the gallery's files; returns the number of emails."""
    folder.mkdir(parents=True, exist_ok=True)
    look = Markup(style())
    shown = [_shown(story) for story in stories()]
    for number, email in enumerate(shown):
        after, before = shown[(number + 1) % len(shown)], shown[number - 1]
        page = _PAGES.get_template("mail.html").render(mail=email, after=after, before=before, style=look)
        (folder / f"{email['slug']}.html").write_text(page, "utf-8")
        for light, always in (("light", "not all"), ("dark", "all")):
            html = str(email["html"]).replace(_DARK, always).replace("<head>", '<head><base target="_blank">', 1)
            (folder / f"{email['slug']}.{light}.html").write_text(html, "utf-8")
    index = _PAGES.get_template("index.html").render(mails=shown, style=look)
    (folder / "index.html").write_text(index, "utf-8")
    return len(shown)


def _shown(story: Story) -> dict[str, str]:
    to = story.to.partition(" ")[0]
    subject, text, html = MailTemplates().render_email(story.name, {"to": to, **story.values})
    preheader = html.partition('<div class="preheader"')[2].partition(">")[2].partition("</div>")[0]
    return {
        "slug": story.slug,
        "name": TITLES[story.name],
        "folder": f"templates/emails/{story.name}",
        "form": story.form,
        "to": story.to,
        "when": story.when,
        "subject": subject,
        "title": text.partition("\n")[0],
        "preheader": preheader,
        "text": text,
        "html": html,
    }


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    use(marketplace_file())
    number = write(folder)
    print(f"{number} emails: {folder / 'index.html'}")


if __name__ == "__main__":
    main()
