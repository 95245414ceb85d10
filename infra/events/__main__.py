"""``make events``."""

from infra.events.pages import write

if __name__ == "__main__":
    write()
