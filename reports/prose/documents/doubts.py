"""What is to be asked about a document that was lifted."""

NO_PARTIES = "Стороны в тексте не названы – впишите их"
ONE_PARTY = "В тексте названа только одна сторона – впишите остальные"
UNCERTAIN_PARTIES = "Стороны записаны как в тексте – поставьте их в именительный падеж, каждую с новой строки"
SEVERAL_AT_ONCE = "В тексте названо несколько документов сразу – внесите каждый отдельно"
TAKEN_APART = "Документы названы в тексте вместе – проверьте каждый"
NO_TITLE = "В тексте нет полного названия документа – допишите его"


def doubts_about(title: str, sides: list[str], *, is_plural: bool, is_certain: bool) -> tuple[str, ...]:
    """Return Russian sentences about the parties and the title. `is_plural`: the noun names several documents;
    `is_certain`: the parties are in the nominative."""
    if is_plural:
        return (SEVERAL_AT_ONCE,)
    doubts = []
    if not sides:
        doubts.append(NO_PARTIES)
    elif not is_certain:
        doubts.append(UNCERTAIN_PARTIES)
    elif len(sides) == 1:
        doubts.append(ONE_PARTY)
    if " " not in title:
        doubts.append(NO_TITLE)
    return tuple(doubts)
