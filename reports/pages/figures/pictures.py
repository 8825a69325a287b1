"""The pictures of the answer page: each with a drawing, two sentences and a table of the same numbers."""

from dataclasses import dataclass

from reports.models.event import PlaceFormat
from reports.pages.figures import charts
from reports.pages.figures.steps import Links, Step, pieces_of, steps_of, told
from reports.pages.figures.tiles import COLUMNS, ROWS, TILES
from reports.prose.documents.write import KINDS
from reports.prose.summary import figures as sentences
from reports.prose.summary.pieces import plain
from reports.prose.words import MONTHS
from reports.queries.figures import Counts, Sums
from reports.rules.archive_filter import ANY, NONE

MOST_COUNTRIES = 8  # in the drawing; the table has all
PEOPLE = ("человек", "человека", "человек")
FOREIGN = ("иностранный участник", "иностранных участника", "иностранных участников")
SHORT_MONTHS = [name[:3] for name in MONTHS]


@dataclass(frozen=True)
class Table:
    """The numbers of a picture: heads of the columns, and rows of (name, values); a value may be None."""

    first: str
    heads: list[str]
    rows: list[tuple[str, list]]


@dataclass(frozen=True)
class Picture:
    """`name`: what a screen reader says of the drawing; `note`: how it is counted."""

    key: str
    title: str
    name: str
    phrases: list[list]
    table: Table
    chart: charts.Chart | None = None
    map: charts.Map | None = None
    note: str = ""

    @property
    def said(self):
        return pieces_of(self.phrases)

    @property
    def plain(self):
        return " ".join(map(plain, self.phrases))


class Pictures:
    """All of them, from the same counts."""

    def __init__(self, counts: Counts, chosen, periods, municipalities, *, earlier=None, narrowed=""):
        """`earlier`: period → the one of the year before, where the program has it; None where nothing is compared."""
        self.counts, self.chosen, self.periods = counts, chosen, periods
        self.municipalities, self.earlier, self.narrowed = municipalities, earlier, narrowed
        self.links = Links(chosen)
        self.steps = steps_of(periods, always_quarters=chosen.once)
        self.quarters = [(period.year, period.quarter) for period in periods]
        self.total = self.links.value(counts.whole.total.events, "Всего")

    def all(self):
        return [
            self.by_quarter(),
            self.by_country(),
            self.on_map(),
            self.by_format(),
            self.by_month(),
            self.by_document(),
            self.by_participants(),
        ]

    def _of(self, step: Step, found):
        """The sum of what is found for the step's quarters."""
        return sum(found.get(key, 0) for key in step.keys)

    def by_quarter(self):
        sums = self._sums_by_period()
        values = [self.links.value(self._of(s, sums), s.name, quarters=s.quarters) for s in self.steps]
        rows = [(step.name, [value]) for step, value in zip(self.steps, values, strict=True)]
        heads, bars = ["Мероприятий"], [[("now", value)] for value in values]
        before = None
        if self.earlier is not None:
            heads = ["Годом ранее", "Мероприятий"]
            for place, step in enumerate(self.steps):
                past = self._before(step)
                rows[place] = (step.name, [past, values[place]])
                bars[place] = [("before", past), ("now", values[place])] if past else bars[place]
            before = self._all_before()
        drawn = [(step.upper, step.lower, bar) for step, bar in zip(self.steps, bars, strict=True)]
        by_quarter = zip(self.quarters, [told(self._quarter(p, sums)) for p in self.periods], strict=True)
        return Picture(
            key="quarters",
            title="По кварталам",
            name="Мероприятия по кварталам",
            note="Светлый столбец – тот же квартал годом ранее." if any(len(bar) > 1 for bar in bars) else "",
            phrases=sentences.by_quarter(
                list(by_quarter), told(self.total), before and told(before), narrowed=self.narrowed
            ),
            chart=charts.columns(drawn),
            table=Table("Период", heads, rows),
        )

    def _sums_by_period(self):
        sums = {}
        for (period, _), found in self.counts.each.places.items():
            sums[period] = sums.get(period, 0) + found.events
        return sums

    def _quarter(self, period, found):
        return self.links.value(found.get(period.pk, 0), str(period), quarters=[period.slug])

    def _before(self, step):
        """Of the step's quarter a year before; None where the program lacks it."""
        [period] = step.periods
        past = self.earlier.get(period)
        return past and self._quarter(past, self.counts.before)

    def _all_before(self):
        if len(self.earlier) < len(self.periods):
            return None
        quarters = [past.slug for past in self.earlier.values()]
        return self.links.value(self.counts.all_before, "Годом ранее", quarters=quarters)

    def by_country(self):
        each, whole = {}, {}
        for (code, period), events in self.counts.each.countries.items():
            each.setdefault(code, {})[period] = events
        for (code, _), events in self.counts.whole.countries.items():
            whole[code] = whole.get(code, 0) + events
        ranked = sorted(whole, key=lambda code: (-whole[code], self.counts.names[code]))
        rows, drawn, said = [], [], []
        for code in ranked:
            short, full = self.counts.names[code]
            values = [
                self.links.value(
                    self._of(step, each.get(code, {})),
                    f"{short}, {step.name}",
                    countries=[code],
                    quarters=step.quarters,
                )
                for step in self.steps
            ]
            total = self.links.value(whole[code], short, countries=[code])
            rows.append((short, [*values, total]))
            drawn.append((short, values))
            said.append((short, full, told(total)))
        return Picture(
            key="countries",
            title="По странам",
            name="Мероприятия по странам и кварталам",
            note="Мероприятие, в котором участвуют две страны, учтено у каждой из них."
            + (f" На рисунке {MOST_COUNTRIES} стран, в таблице все." if len(ranked) > MOST_COUNTRIES else ""),
            phrases=sentences.by_country(self.quarters, told(self.total), said, self.narrowed),
            chart=charts.grid(self._heads(), drawn[:MOST_COUNTRIES]) if drawn else None,
            table=Table("Страна", [*self._names(), "Всего"], rows),
        )

    def _heads(self):
        return [(step.upper, step.lower) for step in self.steps]

    def _names(self):
        return [f"{step.upper} {step.lower}".strip() for step in self.steps]

    def on_map(self):
        each, whole = {}, {}
        for (period, pk), found in self.counts.each.places.items():
            each.setdefault(pk, {})[period] = found.events
        for (_, pk), found in self.counts.whole.places.items():
            whole[pk] = whole.get(pk, 0) + found.events
        rows, cells, named = [], [], []
        for one in self.municipalities:
            name = one.label or one.short_name
            total = self.links.value(whole.get(one.pk, 0), name, municipalities=[one.pk])
            values = [
                self.links.value(
                    self._of(step, each.get(one.pk, {})),
                    f"{name}, {step.name}",
                    municipalities=[one.pk],
                    quarters=step.quarters,
                )
                for step in self.steps
            ]
            rows.append((name, [*values, total]))
            cells.append((one.short_name, TILES.get(one.oktmo), total))
            named.append((one.short_name, total))
        ranked = sorted((pair for pair in named if pair[1].number), key=lambda pair: -pair[1].number)
        others = len(ranked) < len(self.municipalities)
        return Picture(
            key="map",
            title="По муниципальным образованиям",
            name="Карта: мероприятия муниципальных образований",
            note="Каждая клетка – муниципальное образование на своём месте: чем темнее, тем больше мероприятий.",
            phrases=sentences.by_municipality(
                self.quarters, [(name, told(total)) for name, total in ranked], others=others, narrowed=self.narrowed
            ),
            map=charts.tiles(cells, COLUMNS, ROWS),
            table=Table("Муниципальное образование", [*self._names(), "Всего"], rows),
        )

    def by_format(self):
        found = self.counts.whole.formats
        labels = {value: label[:1].upper() + label[1:] for value, label in PlaceFormat.choices}
        values = {
            value: self.links.value(found[value], labels[value], formats=[value])
            for value in PlaceFormat.values
            if found[value]
        }
        numbers = {value: told(one) for value, one in values.items()}
        return Picture(
            key="formats",
            title="По форме проведения",
            name="Мероприятия по форме проведения",
            phrases=sentences.by_format(self.quarters, told(self.total), numbers, self.narrowed),
            chart=charts.bars([(labels[value], [("now", one)]) for value, one in values.items()]) if values else None,
            table=Table("Форма", ["Мероприятий"], [(labels[value], [one]) for value, one in values.items()]),
        )

    def by_month(self):
        found = self.counts.whole.months
        values, years = {}, {}
        for month in sorted(filter(None, found)):
            year, number = map(int, month.split("-"))
            name = f"{MONTHS[number - 1].capitalize()} {year} года"
            values[year, number] = self.links.value(found[month], name, months=[month])
            years.setdefault(year, [None] * 12)[number - 1] = values[year, number]
        rows = [(value.name.partition(":")[0], [value]) for value in values.values()]
        if found[None]:
            values[None] = self.links.value(found[None], "Без дней", months=[NONE])
            rows.append(("Без дней", [values[None]]))
        numbers = {month: told(value) for month, value in values.items()}
        drawn = [(str(year), cells) for year, cells in years.items()]
        return Picture(
            key="months",
            title="По месяцам",
            name="Мероприятия по месяцам первого дня",
            note="По первому дню: отчёт за квартал включает и мероприятия, которые начались до него.",
            phrases=sentences.by_month(self.quarters, numbers, told(self.total), self.narrowed),
            chart=charts.grid([(name, "") for name in SHORT_MONTHS], drawn, names=0.1) if drawn else None,
            table=Table("Месяц", ["Мероприятий"], rows),
        )

    def by_document(self):
        each, whole = {}, {}
        for (kind, period), events in self.counts.each.kinds.items():
            each.setdefault(kind, {})[period] = events
        for (kind, _), events in self.counts.whole.kinds.items():
            whole[kind] = whole.get(kind, 0) + events
        rows, numbers = [], {}
        for kind in filter(whole.get, KINDS):
            name = sentences.DOCUMENTS[kind].capitalize()
            values = [
                self.links.value(
                    self._of(step, each.get(kind, {})), f"{name}, {step.name}", documents=[kind], quarters=step.quarters
                )
                for step in self.steps
            ]
            total = self.links.value(whole[kind], name, documents=[kind])
            rows.append((name, [*values, total]))
            numbers[kind] = told(total)
        signed = self.links.value(sum(self.counts.whole.signed.values()), "С документами", documents=self._signed())
        by_quarter = [
            self.links.value(
                self.counts.each.signed.get(one.pk, 0), str(one), documents=self._signed(), quarters=[one.slug]
            )
            for one in self.periods
        ]
        drawn = [(name, values[:-1]) for name, values in rows]
        return Picture(
            key="documents",
            title="Подписанные документы",
            name="Мероприятия, на которых подписаны документы, по видам и кварталам",
            note="Считаются мероприятия: то, на котором подписаны документы двух видов, учтено у каждого вида.",
            phrases=sentences.by_document(
                self.quarters,
                told(self.total),
                told(signed),
                numbers,
                list(zip(self.quarters, map(told, by_quarter), strict=True)),
                self.narrowed,
            ),
            chart=charts.grid(self._heads(), drawn, names=0.3) if drawn else None,
            table=Table("Вид документа", [*self._names(), "Всего"], rows),
        )

    def _signed(self):
        """What a filter asks of the documents of rows that have some."""
        return [kind for kind in self.chosen.documents if kind != NONE] or [ANY]

    def by_participants(self):
        sums = {}
        for (period, _), found in self.counts.each.places.items():
            sums[period] = sums.get(period, Sums()) + found
        rows, drawn = [], []
        for step in self.steps:
            of_step = sum((sums.get(key, Sums()) for key in step.keys), Sums())
            people = self._people(of_step, step.name, quarters=step.quarters)
            rows.append((step.name, people))
            drawn.append((step.name, list(zip(("all", "foreign"), people, strict=True))))
        total = self.counts.whole.total
        people, foreign = self._people(total, "Всего")
        is_told = bool(total.people or total.foreign)
        return Picture(
            key="participants",
            title="Участники",
            name="Участники мероприятий по кварталам: все и иностранные",
            note="Тёмная полоса – иностранные участники. Ссылка открывает мероприятия, из которых сложено число.",
            phrases=sentences.by_participants(
                self.quarters,
                told(self.total),
                told(people),
                told(foreign),
                complete=total.telling == total.events,
                narrowed=self.narrowed,
            ),
            chart=charts.bars(drawn) if is_told else None,
            table=Table("Период", ["Всего человек", "Иностранных"], rows if is_told else []),
        )

    def _people(self, sums, name, **narrowed):
        return [
            self.links.people(sums.people, name, "total", PEOPLE, **narrowed),
            self.links.people(sums.foreign, name, "total_foreign", FOREIGN, **narrowed),
        ]
