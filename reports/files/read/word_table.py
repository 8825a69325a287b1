"""Where the rows of a Word table are, whatever a program has put around them."""

from collections.abc import Iterator

from .word_row import Node, WordRow, local, take

MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def again(row: Node, before: Node | None) -> Node | None:
    """The part of a drawing that repeats for old programs what new ones have read, if the row is in it."""
    part = next(row.iterancestors(MARKUP + "Fallback"), None)
    is_again = part is not None and (
        part is before or next(part.itersiblings("{*}Choice", preceding=True), None) is not None
    )
    return part if is_again else None


def take_marks_before(row: Node, found: WordRow) -> None:
    """Bookmarks that Word has put between two rows belong to the lower one."""
    for mark in row.itersiblings("{*}bookmarkStart", preceding=True):
        take(mark, "bookmarkStart", found)


def rows_of(table: Node) -> Iterator[Node]:
    """The rows of a table, without those of tables inside it, also when a content control is around them."""
    for child in table:
        if isinstance(child.tag, str):
            if local(child) == "tr":
                yield child
            elif local(child) not in ("tbl", "tc"):
                yield from rows_of(child)
