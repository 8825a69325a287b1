"""The reference lists that come with the program, read without its readers."""

import csv

from tests.conftest import ROOT

FIXTURES = ROOT / "fixtures"
NAMES = ("countries", "municipalities", "municipality_names", "partners", "partnerships")


def shipped(name):
    """The rows of a list: dicts by Russian heading."""
    with (FIXTURES / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def shipped_municipalities():
    """Each municipality with both its names: the first as `…_before`, the last as `…_now`."""
    names = {}
    for row in shipped("municipality_names"):
        names.setdefault(row["ОКТМО"], []).append(row)
    return [
        {
            "oktmo": row["ОКТМО"],
            "oktmo_before": row["Прежний ОКТМО"],
            "short_name": row["Краткое имя"],
            "is_capital": row["Областной центр"],
            "admin_centre": row["Административный центр"],
            "now_valid_from": names[row["ОКТМО"]][1]["Действует с"] if len(names[row["ОКТМО"]]) > 1 else "",
            **{f"heading_{when}": names[row["ОКТМО"]][at]["Заголовок раздела"] for when, at in AT.items()},
            **{f"label_{when}": names[row["ОКТМО"]][at]["Имя на страницах"] for when, at in AT.items()},
        }
        for row in shipped("municipalities")
    ]


AT = {"before": 0, "now": -1}
