"""What a person sees in a Word cell and no letter of it tells: pictures, charts, embedded objects, old forms."""

from .word_row import Node, WordRow, attribute, local

PICTURE = "рисунок"
CHART = "диаграмма"
DIAGRAM = "схема"
OBJECT = "вложенный объект"
OTHER_FILE = "в документ вложен другой файл, его текст не прочитан"
LOOK = "без подписи, посмотрите в файле"
TICKED, EMPTY = "☒", "☐"

_KINDS = {"chart": CHART, "relIds": DIAGRAM}
_OBJECTS = {
    "Excel": "таблица Excel",
    "Word": "документ Word",
    "Equation": "формула",
    "PowerPoint": "слайд",
    "Acro": "файл PDF",
    "Package": "файл",
}
LONGEST = 500  # letters of a description


def picture(node: Node) -> tuple[str, str]:
    """What a drawing shows: its description and what kind it is."""
    properties = next(node.iter("{*}docPr"), None)
    said = "" if properties is None else properties.get("descr") or properties.get("title") or ""
    kind = next((_KINDS[local(one)] for one in node.iter("{*}chart", "{*}relIds")), PICTURE)
    return said.strip()[:LONGEST] or LOOK, kind


def old_picture(node: Node) -> tuple[str, str] | None:
    """What a picture of the old kind shows; None for a line or a frame without one."""
    image = next(node.iter("{*}imagedata"), None)
    if image is None:
        return None
    titles = (value for name, value in image.attrib.items() if name.rpartition("}")[2] == "title")
    shape = image.getparent()
    said = (shape.get("alt") if shape is not None else "") or next(titles, "")
    return said.strip()[:LONGEST] or LOOK, PICTURE


def embedded(node: Node) -> tuple[str, str]:
    """What is embedded: its kind in words."""
    program = next((one.get("ProgID", "") for one in node.iter("{*}OLEObject")), "")
    return next((words for name, words in _OBJECTS.items() if program.startswith(name)), program[:50] or LOOK), OBJECT


def take_old_field(node: Node, row: WordRow) -> None:
    """A box or a list to choose from of an old form: what is shown in its place."""
    box, choice = node.find("{*}checkBox"), node.find("{*}ddList")
    if box is not None:
        states = [part for name in ("checked", "default") if (part := box.find(f"{{*}}{name}")) is not None]
        is_ticked = bool(states) and attribute(states[0], "val") not in ("0", "false", "off")
        row.add(TICKED if is_ticked else EMPTY)
    elif choice is not None:
        chosen = choice.find("{*}result")
        place = "0" if chosen is None else attribute(chosen, "val")
        entries = [attribute(entry, "val") for entry in choice.iterfind("{*}listEntry")]
        if place.isdecimal() and int(place[:4]) < len(entries):
            row.add(entries[int(place[:4])])
