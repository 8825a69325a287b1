from reports.prose.periods.tokens import Number, Words, not_understood


def test_a_refusal_names_what_is_in_the_way_and_what_to_do():
    assert str(not_understood(" («слово»)")).startswith("Не понял срок («слово»). Так и напечатаем; можно поправить")


def test_a_number_in_figures_may_be_a_day():
    assert Number(5, 1).may_be_day
    assert Words([]).weekdays == []
