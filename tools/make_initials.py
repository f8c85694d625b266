"""Make src/govopen_cli/resources/initials.txt, the pinyin initial of each character from U+4E00 on; needs the pypinyin package."""

from pathlib import Path

from pypinyin import Style, pinyin

FIRST, LAST = 0x4E00, 0x9FA5
TARGET = Path(__file__).resolve().parents[1] / "src" / "govopen_cli" / "resources" / "initials.txt"
MARKED = {"ê": "e", "ń": "n", "ň": "n", "ǹ": "n", "ḿ": "m"}


def initial(char: str) -> str:
    """Return the first letter of a character's most common reading, ? where it has none."""
    reading = pinyin(char, style=Style.NORMAL, errors="ignore")
    letter = reading[0][0][:1] if reading else ""
    letter = MARKED.get(letter, letter)
    return letter if letter.isascii() and letter.isalpha() else "?"


if __name__ == "__main__":
    letters = "".join(initial(chr(code)) for code in range(FIRST, LAST + 1))
    TARGET.write_text("\n".join(letters[start : start + 120] for start in range(0, len(letters), 120)) + "\n", encoding="ascii")
