"""What has been read of one row by the readers of ODF and RTF: as of Word's, with labels of lists and texts apart."""

from .grid import Cell
from .list_labels import PARAGRAPH
from .word_row import WordRow


class Said(WordRow):
    """A WordRow whose lines may have labels, and whose letters may be none that the writer meant."""

    __slots__ = ("labels",)

    def __init__(self) -> None:
        super().__init__()
        # Of this cell: place of a line, its label, whether that counts.
        self.labels: list[tuple[int, str, bool]] = []

    def cell(self) -> list[str]:
        """Begin a cell; the one before has its labels."""
        self.end()
        return super().cell()

    def label(self, text: str, *, counts: bool) -> None:
        """The line that has just begun is an item of a list; "" where nothing is drawn before it."""
        self.labels.append((len(self.lines), text, counts))

    def put_apart(self, text: str, words: str) -> None:
        """A text of this place that the writer did not mean, and why."""
        text = "\n".join(line.strip() for line in text.split("\n") if line.strip())
        if not text:
            return
        if self.cells:
            self.cells[-1].apart.append((text, words))
        else:
            self.beside.append((text, words))

    def end(self) -> None:
        """End the last line; labels are then part of their lines, and each item is a paragraph of its own.
        The lone number of a cell is that of its row."""
        super().end()
        labels, self.labels = self.labels, []
        if not labels:
            return
        cell = self.cells[-1] if self.cells and self.cells[-1].lines is self.lines else None
        if cell and any(counts for _, _, counts in labels) and _is_number_of_row(self.lines, labels):
            _give_number(cell, labels)
            return
        sign = PARAGRAPH if cell and len(self.lines) > 1 else ""
        for place, label, _ in labels:
            if place < len(self.lines) and self.lines[place].strip():
                self.lines[place] = sign + f"{label} {self.lines[place].lstrip()}".lstrip()
                if sign and place + 1 < len(self.lines):
                    self.lines[place + 1] = sign + self.lines[place + 1].lstrip(sign)


def _is_number_of_row(lines: list[str], labels: list[tuple[int, str, bool]]) -> bool:
    """Whether the cell is one counted paragraph, or several without a word."""
    first = labels[0][0]
    is_first = not any(map(str.strip, lines[:first]))
    is_empty = not any(line.strip() for line in lines)
    return is_empty or (is_first and len(labels) == 1 and labels[0][2])


def _give_number(cell: Cell, labels: list[tuple[int, str, bool]]) -> None:
    cell.is_numbered = True
    cell.label = labels[0][1]
