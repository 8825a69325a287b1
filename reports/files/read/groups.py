"""What a row says that has one text for all rows below it: a month, a country, a sphere; and «там же», which asks for
the cell above."""

import re

from reports.prose.cleaning import even_out
from reports.prose.periods.understand import understand_period
from reports.prose.places.countries import mentions_in
from reports.prose.words import MONTHS

from .headings import is_period

MONTH_GROUP, DAY_GROUP, COUNTRY_GROUP, SPHERE_GROUP = "month", "day", "country", "sphere"

MONTH_TAKEN = "Месяц взят из строки группы над этой строкой. Проверьте сроки."
DAY_TAKEN = "Сроки взяты из строки группы над этой строкой. Проверьте их."
COUNTRY_TAKEN = "Страна взята из строки группы над этой строкой. Проверьте место."
DITTO_TAKEN = "Вместо «то же», «там же» взят текст из строки выше. Проверьте его."
DITTO_LEFT = "«То же» или «там же», а строки выше нет. Напишите текст целиком."

_STEMS = "|".join(month[:-1] if month[-1] in "ьй" else month for month in MONTHS)
_MONTH = re.compile(
    rf"(?:(?:в|за|на|месяц:?)\s)?((?:{_STEMS})(?:ь|й|я|е|а)?(?:\s+(?:месяц\s*)?20\d\d(?:\s?(?:года|году|год|г)\.?)?)?)[.:]?",
    re.I,
)
_NUMBERING = re.compile(
    r"(?:(?:раздел|глава|блок|часть|направление)\s*)?(?:№\s*)?(?:\d{1,2}|[IVXІХ]{1,5})(?:\.\d{1,2}){0,2}\s*[.):]\s*|(?:раздел|страна|блок|направление|сфера):?\s+",
    re.I,
)
_SPHERE = re.compile(
    r"культур|спорт|образован|молод[её]ж|туриз|экономик|экономич|торгов|инвестиц|здравоохран|медицин|наук|научн|религи|духовн|сфер[аеыу]?\b"
    r"|направлени|мероприят|сотруднич|побратим|обмен|визит|делегаци|конкурс|фестивал|выставк|форум|социальн|патриот|памят|ветеран"
    r"|раздел|блок|онлайн|дистанц|очны|очно|прочи|иные|друг|обществен|гуманитар|просвещ|библиоте|музе|искусств|област|кра[йя]\b|приграничн"
    r"|мастер-класс|концерт|соревнован|встреч|сельск|хозяйств|промышлен|предприним|эколог|квартал|полугоди"
)
LONGEST_SPHERE = 120
_OF_EVENT = re.compile(r"[\d«\"]|\b(?:г|д|с|пос)\. ?[А-ЯЁ]")  # figures, a title, a place: no sphere
_DITTO = re.compile(
    r"[-—–_=\s]*(?:\"|''|«|»|“|”|„|″|〃|//|/\s/|\|\|)(?:[-—–_=\s]|\"|''|«|»|“|”|„|″|〃|//)*"
    r"|(?:то|там|тот|та|те|ту|тогда|тут|здесь|так)\s+же(?:\s+самое)?|в\s+то\s+же\s+время|в\s+т(?:от|е|у|ом)\s+же\s+(?:\w+\s?){1,2}"
    r"|т(?:от|е|а|о)\s+же\s+\w+|аналогичн\w*|см\.?\s+выше|то\s?же"
)


def group_of(text: str) -> tuple[str, str] | None:
    """(kind of the group, its words without a number) of a row's only text; None where it is none that is known."""
    own = even_out(_NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text)
    if match := _MONTH.fullmatch(own):
        return MONTH_GROUP, match[1]
    if (
        is_period(own)
        and any(map(str.isdigit, own))
        and understand_period(own, year=2000, quarter=1).precision == "day"
    ):
        return DAY_GROUP, own
    bare = own.rstrip(".:")
    mentions = mentions_in(bare) if len(bare) <= 80 else []
    if len(mentions) == 1 and not mentions[0].is_town and (mentions[0].start, mentions[0].end) == (0, len(bare)):
        return COUNTRY_GROUP, bare
    if len(own) <= LONGEST_SPHERE and not _OF_EVENT.search(own) and _SPHERE.search(own.casefold()):
        return SPHERE_GROUP, own
    return None


def is_ditto(text: str) -> bool:
    """Whether a cell asks for the text of the one above."""
    return 0 < len(text) <= 40 and bool(_DITTO.fullmatch(text.casefold().strip(" .")))
