"""Small RTF files, made by hand for the tests of their reader."""

WIDTH = 1_500  # of a column, in twentieths of a point
FONTS = (
    r"{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\froman\fcharset204{\*\fname Times New Roman;}Times New Roman Cyr;}"
    r"{\f2\fcharset0 Arial;}{\f3\fcharset0\cpg866 Terminal;}{\f4\froman\fcharset2 Symbol;}}"
)


def rtf_file(body, *, page=r"\ansicpg1251"):
    head = r"{\rtf1\ansi" + page + r"\deff0" + FONTS + r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}}"
    return (head + r"{\info{\author " + letters("Иванов") + r"}}" + body + "}").encode("ascii")


def letters(text):
    """A text in letters of ASCII."""
    return "".join(
        one if one.isascii() and one not in "\\{}" else f"\\u{(ord(one) + 0x8000) % 0x10000 - 0x8000}?" for one in text
    )


def cell(content, properties="", edge=0):
    return content, properties, edge


def row(*cells):
    """As Word writes it: where the cells end, the cells, and that again."""
    told = r"\trowd" + "".join(
        f"{properties}\\cellx{edge or WIDTH * place}" for place, (_, properties, edge) in enumerate(cells, 1)
    )
    return told + "".join(rf"\pard\intbl {content}\cell" for content, _, _ in cells) + told + r"\row" + "\n"


def table_of(*rows):
    """A table of plain texts."""
    return "".join(row(*(cell(letters(text)) for text in texts)) for texts in rows)
