"""The columns of the table and the other facts of an event, declared once."""

LINES = ("name", "period_text", "place_text")


TEXTS = ("purpose", "participants", "window_reason", "note")


NUMBERS = ("total", "total_foreign")


# period_pin: [start, end, precision] or None; place_pin: [format, country code or "", locality] or None;
# partners: [[id, name], …]; countries: [code, …]; agreements: [{id, kind, title, parties, countries, …}, …].
# Beside them, from a form, new_partners: [[name, country code], …], found in the list or proposed, never kept.
STRUCTURES = ("period_pin", "place_pin", "partners", "countries", "agreements")


VALUES = (*TEXTS, *LINES, *NUMBERS, *STRUCTURES)


STANDING = ("is_included", "exclusion_reason", "position", "is_place_to_check")


STRUCTURE_LISTS = {"partners", "countries", "agreements"}


AGREEMENT_DEFAULTS = {"kind": "agreement", "title": "", "parties": "", "signed_on": None, "signed_text": ""}


AGREEMENT_FIELDS = ("kind", "title", "parties", "signed_on", "signed_text", "valid_until")


PINS = {
    "period_pin": ("pin_start", "pin_end", "pin_precision"),
    "place_pin": ("pin_format", "pin_country", "pin_locality"),
}


# The names of the form's controls by the key of the values; the others have the key's own name.
CONTROLS = {**PINS, "partners": ("partners", "new_partner", "new_partner_country")}


LABELS = {
    "name": "Наименование мероприятия",
    "period_text": "Сроки проведения",
    "place_text": "Место проведения",
    "purpose": "Цель, содержание и результат",
    "participants": "Кто участвовал",
    "total": "Всего, человек",
    "total_foreign": "Из них иностранных",
    "partners": "Партнёры",
    "countries": "Страны иностранных участников",
    "agreements": "Подписанные документы",
    "window_reason": "Почему мероприятие вне периода сбора",
    "note": "Заметка (в таблицу не идёт)",
    "period_pin": "Дни, указанные вручную",
    "place_pin": "Место, указанное вручную",
}


EMPTY = {
    **dict.fromkeys(("name", "period_text", "place_text", *TEXTS), ""),
    **dict.fromkeys((*NUMBERS, "period_pin", "place_pin")),
    **{key: [] for key in ("partners", "countries", "agreements")},
}


LINE_KEYS = ("name", "period_text", "place_text")


# Those that are read as prose; a place and a period are offered whole, beside what was understood of them.
PROSE = ("name", "purpose", "participants")


# The printed texts of an event, with the words that name them in a sentence.
PRINTED = {
    "name": "наименование",
    "place_text": "место",
    "period_text": "сроки",
    "purpose": "цель",
    "participants": "участники",
}


# What an event has beside its printed texts, in words.
UNPRINTED = {
    "window_reason": "причина вне периода сбора",
    "note": "заметка",
    "total": "всего участников",
    "total_foreign": "иностранных участников",
    "period_pin": "сроки, указанные вручную",
    "place_pin": "место, указанное вручную",
    "partners": "партнёры",
    "countries": "страны",
    "agreements": "соглашения",
}
