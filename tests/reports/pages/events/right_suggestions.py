"""Right answers for what the form offers of the texts of the official report of the fourth quarter of 2024, by hand,
before anything was counted: facts of its rows by their numbers, none of its sentences.

COUNTRIES: the foreign countries that take part in the event or in which it is held. PARTNERS: partners of the list that
come with the program whose people take part by name, purpose or participants. DOCUMENTS: what was signed at the event;
an older agreement, in whose frame it is held, is none. TOTALS: all people who took part; no row says it (numbers of
teams and of classes are none).
"""

# Rows in which Belarus takes part or is the place, and nobody else does.
OF_BELARUS = [1, 3, 4, 5, 6, 7, *range(9, 14), *range(17, 32), *range(33, 36), *range(37, 46), *range(47, 54)]
COUNTRIES = {
    **{number: {"BY"} for number in OF_BELARUS},
    2: {"BY", "CN"},
    8: {"PE"},
    16: {"BY", "KG", "MN", "MD", "RS", "TJ", "TM", "TR", "UZ"},
    32: {"SG"},
    46: {"CN"},
}
MINSK, ORSHA = "Московский район г. Минска", "г. Орша (Оршанский район)"
PARTNERS = {
    2: {MINSK, ORSHA, "г. Могилёв", "ООО «Нарухито международного культурного сообщества»"},
    3: {MINSK},
    7: {MINSK},
    10: {"г. Могилёв"},
    17: {"г. Витебск", ORSHA},
    20: {MINSK},
    25: {ORSHA},
    51: {"Дрибинский район", "Кричевский район", "Мстиславский район", "Славгородский район"},
}
# Beginnings of the titles.
DOCUMENTS = {
    2: ["Соглашение об установлении", "Соглашение о сотрудничестве", "Соглашение о сотрудничестве"],
    7: ["Соглашение о сотрудничестве"],
    12: ["Соглашение о сотрудничестве"],
    18: ["Договор о международном", "Перечень мероприятий"],
}
TOTALS = {}
