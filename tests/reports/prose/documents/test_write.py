from hypothesis import given
from hypothesis import strategies as st

from reports.prose.documents import write
from reports.prose.documents.write import KINDS, bare_key, names_agreement, signed_sentence
from tests.answers import for_each

CULTURE = "отдел культуры Администрации муниципального образования «Хиславичский район» Смоленской области"


@for_each(
    ("kind", "title", "start"),
    [
        ("agreement", "Соглашение о сотрудничестве", "Подписано Соглашение о сотрудничестве"),
        ("agreement", "Дополнительное соглашение к договору", "Подписано Дополнительное соглашение к договору"),
        ("contract", "Договор о дружбе.", "Подписан Договор о дружбе"),
        ("memorandum", "Меморандум о взаимопонимании", "Подписан Меморандум о взаимопонимании"),
        ("protocol", "Протокол о намерениях", "Подписан Протокол о намерениях"),
        ("roadmap", "Дорожная карта на 2025 год", "Подписана Дорожная карта на 2025 год"),
        ("plan", "перечень мероприятий дорожной карты", "Подписан перечень мероприятий дорожной карты"),
        ("other", "Декларация о дружбе", "Подписана Декларация о дружбе"),
        ("agreement", "Соглашения о сотрудничестве", "Подписаны Соглашения о сотрудничестве"),
        ("agreement", "о дружбе", "Подписано соглашение о дружбе"),
        ("contract", "«О дружбе»", "Подписан договор «О дружбе»"),
        ("agreement", "", "Подписано соглашение"),
        ("contract", "", "Подписан договор"),
        ("memorandum", "", "Подписан меморандум"),
        ("protocol", "", "Подписан протокол"),
        ("roadmap", "", "Подписана дорожная карта"),
        ("plan", "", "Подписан план мероприятий"),
        ("other", "", "Подписан документ"),
    ],
)
def test_the_verb_agrees_with_the_document(kind, title, start):
    assert signed_sentence(kind, title, "") == start


@for_each(
    ("parties", "end"),
    [
        (
            f"{CULTURE}; отдел культуры Кричевского районного исполнительного комитета",
            f" между {CULTURE.replace('отдел', 'отделом')} и отделом культуры Кричевского районного "
            "исполнительного комитета",
        ),
        (
            "Администрация муниципального образования «Вяземский район» Смоленской области\n"
            "Оршанский районный исполнительный комитет",
            " между Администрацией муниципального образования «Вяземский район» Смоленской области и Оршанским "
            "районным исполнительным комитетом",
        ),
        (
            "МБОУ «Средняя школа № 40» г. Смоленска; ГУО «Гимназия № 146 г. Минска»",
            " между МБОУ «Средняя школа № 40» г. Смоленска и ГУО «Гимназия № 146 г. Минска»",
        ),
        (
            "Администрация города Смоленска; ООО «Нарухито» (Китайская Народная Республика)",
            " между Администрацией города Смоленска и ООО «Нарухито» (Китайская Народная Республика)",
        ),
        (
            "КСУП «Отель «Европа» (г. Минск); ДМШ № 1 им. М.И. Глинки г. Смоленска",
            " между КСУП «Отель «Европа» (г. Минск) и ДМШ № 1 им. М.И. Глинки г. Смоленска",
        ),
        (
            "Средняя школа № 40; Гимназия № 1; Смоленская торгово-промышленная палата",
            " между Средней школой № 40, Гимназией № 1 и Смоленской торгово-промышленной палатой",
        ),
        ("город Смоленск; Московский район города Минска",
         " между городом Смоленском и Московским районом города Минска"),
        ("Отдел по культуре и спорту; Белорусский союз женщин",
         " между Отделом по культуре и спорту и Белорусским союзом женщин"),
        ("Министерство образования Республики Беларусь; Минский район",
         " между Министерством образования Республики Беларусь и Минским районом"),
        ("отделом культуры города и ветеранским комитетом", " между отделом культуры города и ветеранским комитетом"),
        ("между отделом культуры и комитетом", " между отделом культуры и комитетом"),
        ("с Администрацией города Минска", " с Администрацией города Минска"),
    ],
)  # fmt: skip
def test_parties_stand_in_the_instrumental(parties, end):
    title = "Соглашение о сотрудничестве"
    assert signed_sentence("agreement", title, parties) == f"Подписано {title}{end}"


@for_each(
    "parties",
    [
        "Глава города Смоленска Иванов И.И.; Администрация города Минска",
        "Администрация и Совет депутатов; ООО «Альфа»",
        "ООО «Альфа» и Администрация города; Отдел культуры",
        "Фонд «Мир» и Администрация города; Отдел культуры",
        "Учреждения культуры города; Отдел культуры",
        "Hebei University; Отдел культуры",
        "«Школа»; Отдел культуры",
        "Отдел по культуре и Администрация города; Совет",
    ],
)
def test_uncertain_endings_are_not_guessed(parties):
    assert signed_sentence("agreement", "Соглашение", parties) == f"Подписано Соглашение. Стороны: {parties}"


def test_one_party_is_named_as_it_is():
    sentence = signed_sentence("agreement", "Соглашение о дружбе", "Отдел культуры и спорта")
    assert sentence == "Подписано Соглашение о дружбе. Сторона: Отдел культуры и спорта"


def test_parties_that_the_title_names_are_not_repeated():
    title = "Соглашение о дружбе между городами"
    assert signed_sentence("agreement", title, "город Смоленск; город Минск") == f"Подписано {title}"


@given(st.sampled_from(list(KINDS)), st.text(max_size=40), st.text("АаБб «»();\nи.ёг-", max_size=60))
def test_any_title_and_parties_give_one_sentence_that_the_text_then_names(kind, title, parties):
    sentence = signed_sentence(kind, title, parties)
    assert sentence.startswith("Подписан")
    if not title.strip():
        assert names_agreement(sentence, kind=kind, title=title)


@for_each("kind", KINDS)
def test_the_written_sentence_names_its_document(kind):
    """Otherwise saving again would append the sentence again."""
    for title in ("Соглашение о дружбе", "Договор", "о дружбе", "«Наш путь»", "Дорожная карта", ""):
        sentence = signed_sentence(kind, title, "Отдел культуры; ООО «Альфа»")
        assert names_agreement(f"Прошла встреча. {sentence}", kind=kind, title=title), title


@for_each(
    ("text", "title", "named"),
    [
        ("Подписаны: СОГЛАШЕНИЕ  о «намерениях» и другое", "Соглашение о намерениях", True),
        ("Состоялось подписание Соглашения о дружбе", "Соглашение о дружбе", True),
        ("Встреча в рамках Соглашения о дружбе", "Соглашение о дружбе", False),
        ("Подписано соглашение с городом", "Соглашение", True),
        ("Обсуждено соглашение. Подписан договор", "Соглашение", False),
        ("Обсуждены планы", "", False),
        ("", "Соглашение о дружбе", False),
    ],
)
def test_a_text_names_a_document_or_only_mentions_it(text, title, named):
    assert names_agreement(text, kind="agreement", title=title) is named


@for_each(
    "text",
    ["подпис" * 7_000, "соглашени" * 5_000, "А;" * 20_000, "отделом и " * 4_000, "«" * 40_000, "с" * 40_000],
)
def test_texts_of_40_000_letters_are_answered(text):
    assert names_agreement(text, kind="contract", title="Договор о дружбе") is False
    assert signed_sentence("contract", "Договор", text).startswith("Подписан Договор")


def test_the_morphology_adds_no_yo_that_was_not_typed():
    sentence = signed_sentence("agreement", "Соглашение", "Могилевский городской исполнительный комитет; ООО «Звёзды»")
    assert "между Могилевским городским исполнительным комитетом и ООО «Звёзды»" in sentence


def test_a_long_text_is_read_once_for_all_its_documents(monkeypatch):
    text = "Подписано Соглашение о дружбе между школами и о том, что читается однажды."
    read = []

    def counted(line):
        read.append(line)
        return bare_key(line)

    monkeypatch.setattr(write, "bare_key", counted)
    for number in range(30):
        names_agreement(text, kind="contract", title=f"Договор о поставке {number}")
    assert sum(line.startswith("Подписано") for line in read) == 2, "the whole, and the text split by paragraphs"
