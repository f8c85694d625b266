"""The files that govopen brings along: word lists, the bundled plan, templates. Read where they are needed, never at start-up."""


def read(name: str) -> str:
    """Return the text of a file in this folder."""
    with open(f"{__path__[0]}/{name}", encoding="utf-8") as file:  # noqa: PTH123  a query imports no pathlib
        return file.read()
