"""What people do to a file that was sent to them: Word's way of changing a table, by raw XML, and LibreOffice's way
of saving it. No code of the writers or readers."""

import copy
import subprocess
import zipfile
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "word/document.xml"
NAME, PLACE, PERIOD, PURPOSE, PARTICIPANTS = range(1, 6)  # the columns of a row; 0 has the number
FILTERS = {"docx": "MS Word 2007 XML", "xlsx": "Calc MS Excel 2007 XML"}


class EditedDocument:
    """A Word file with the official table, to be changed and saved. Rows are named by the number that Word shows for
    them at the moment, from 1."""

    def __init__(self, content: bytes):
        with zipfile.ZipFile(BytesIO(content)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.root = etree.fromstring(self.parts[DOCUMENT])

    def row(self, number: int):
        """The row of an event."""
        rows = [row for row in self.root.iter(W + "tr") if row.find(f".//{W}numPr") is not None]
        return rows[number - 1]

    def text(self, number: int, column: int) -> str:
        """What a cell says, a line for each paragraph."""
        paragraphs = self.row(number).findall(W + "tc")[column].findall(W + "p")
        return "\n".join("".join(node.text or "" for node in item.iter(W + "t")) for item in paragraphs)

    def set_text(self, number: int, column: int, text: str) -> None:
        """Select all of a cell and type: a paragraph for each line, in the look of the first."""
        cell = self.row(number).findall(W + "tc")[column]
        first, *others = cell.findall(W + "p")
        for paragraph in others:
            cell.remove(paragraph)
        look = first.find(W + "pPr")
        cell.remove(first)
        for line in text.split("\n"):
            paragraph = etree.SubElement(cell, W + "p")
            paragraph.append(copy.deepcopy(look))
            words = etree.SubElement(etree.SubElement(paragraph, W + "r"), W + "t")
            words.text = line
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def delete_row(self, number: int) -> None:
        """«Удалить строки»: the row goes with all that is in it."""
        row = self.row(number)
        row.getparent().remove(row)

    def add_row(self, after: int, texts: dict[int, str]) -> None:
        """Copy a row, paste it below and type into it (column → text). A bookmark's name refers to one place, so Word
        leaves it with the row that was copied."""
        original = self.row(after)
        added = copy.deepcopy(original)
        for tag in ("bookmarkStart", "bookmarkEnd"):
            for mark in list(added.iter(W + tag)):
                mark.getparent().remove(mark)
        original.addnext(added)
        for column, text in texts.items():
            self.set_text(after + 1, column, text)

    def saved(self) -> bytes:
        """The file as it is now."""
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self.parts.items():
                package.writestr(name, etree.tostring(self.root) if name == DOCUMENT else content)
        return stream.getvalue()


def saved_by_office(office: str, content: bytes, kind: str, folder) -> bytes:
    """The file opened by LibreOffice (`office`: its program) and saved again as `kind`, a key of FILTERS."""
    return all_saved_by_office(office, {"came": content}, kind, folder)["came"]


def all_saved_by_office(office: str, contents: dict, kind: str, folder) -> dict:
    """The same for many files at one start of the program: {name: file} in, and so out."""
    for name, content in contents.items():
        (folder / f"{name}.{kind}").write_bytes(content)
    target = f"{kind}:{FILTERS[kind]}"
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", target, "--outdir", str(folder / "saved")]
    command += [str(folder / f"{name}.{kind}") for name in contents]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: (folder / "saved" / f"{name}.{kind}").read_bytes() for name in contents}
