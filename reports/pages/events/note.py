"""A line or a button under a control of the event's form."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Note:
    """One line under a control. `level`: ok, wait, bad (an error), hint. Or a button: the action of fix puts
    `canonical` into the control, that of enter enters a document, that of style brings the control's text to the house
    style, that of check saves, that of take takes what the text names (`canonical`: the words there). `data`: what the
    page's script needs to do the same without asking."""

    level: str
    text: str
    fix: str = ""
    canonical: str = ""
    data: dict = field(default_factory=dict)
