"""Knows where an event at a distance takes place: platforms, social networks, sites, messengers."""

from __future__ import annotations

import re
from functools import lru_cache

from .formats import formats_in

_NAME = (
    r"(?:microsoft )?teams|zoom|зум[ае]?|skype|скайп[ае]?|(?:яндекс[ .-]{0,2})?телемост[а-я]{0,2}|trueconf|тру-?конф"
    r"|webex|google meet|(?:вк|vk)[ -](?:звонк[а-я]{1,2}|видео|мессенджер[а-я]{0,2}|клип[а-я]{0,2})|сферум[а-я]{0,2}"
    r"|sber ?jazz|сбер ?джаз|салют ?джаз|jazz|webinar\.ru|mts[ -]link|мтс[ -]линк[а-я]?|контур[ .-]{0,2}толк[а-я]?"
    r"|youtube|ютуб[а-я]{0,2}|rutube|рутуб[а-я]{0,2}|discord|в ?контакте|вк|vk|vkontakte|одноклассник(?:и|ов|ах|ам)"
    r"|ок\.ru|ok\.ru|telegram|телеграм{1,2}[а-я]{0,2}|whats ?app|ват?сап[а-я]{0,2}|viber|вайбер[а-я]{0,2}"
    r"|(?:яндекс[ .-]{0,2})?дзен[а-я]{0,2}"
    r"|max|мах|макс|госпаблик[а-я]{0,2}|pruffme|mirapolis|линк"
)
# «макс», «мах», «вк», «толк» alone may be something else; a name alone must be one of these.
_SURE_NAME = re.compile(rf"(?i)(?!(?:макс|мах|линк|jazz)\Z)(?:{_NAME})")
_PLATFORM = re.compile(
    r"(?i)(?P<before>.*?)(?<!\w)"
    r"(?:(?:онлайн-)?(?:платформ[аеуы]|сервис[а-я]{0,2}|приложени[а-я]{1,2}|программ[аеуы]|мессенджер[а-я]{0,2}"
    r"|видеохостинг[а-я]{0,2}|социальн[а-я]{2} сет[а-я]{1,2}|соц\.? ?сет[а-я]{1,2}) )?«?"
    rf"(?P<name>{_NAME})»?"
)
_WAYS = frozenset(
    ("", "на", "в", "во", "через", "посредством", "с использованием", "с помощью", "по", "при помощи", "на базе")
)
_HAS_NAME = re.compile(
    rf"(?i)(?<![\w-])«?(?:{_NAME}|соц\.? ?сет[а-я]{{1,3}}|социальн[а-я]{{2,3}} сет[а-я]{{1,3}})»?(?![\w])"
)
_LEADING = (
    r"(?:(?:на|в|во|через|посредством|с использованием|с помощью|по) )?"
    r"(?:[а-яё]{4,20}(?:ом|ой|ем|ей|ый|ая|ое|ые|ых|ую) ){0,2}"
)
# These are at a distance whatever stands behind them; the others are where they name a network.
_SURELY_DISTANT = re.compile(
    rf"(?i)\A{_LEADING}(?:сайт[а-я]{{0,2}}|соц\.? ?сет[а-я]{{1,3}}|социальн[а-я]{{2,3}} (?:медиа|сет[а-я]{{1,3}})"
    r"|мессенджер[а-я]{0,2}|видеохостинг[а-я]{0,2}|веб-сайт[а-я]{0,2}"
    r"|(?:информационн|официальн|образовательн|новостн)[а-я]{2,3} портал[а-я]{0,2}"
    r"|сет[ьи] «?интернет»?|интернет[а-я]?(?![\w])"
    r"|(?:интернет|онлайн)-(?:платформ|площадк|формат|режим|трансляци|конференци|встреч|эфир|связ|подключени|сервис|портал)"
    r"[а-я]{0,3}|интернет-(?:ресурс|сайт|пространств)[а-я]{0,3}|виртуальн[а-я]{2,3} площадк[а-я]{1,3}"
    r"|(?:telegram|телеграм{1,2}|youtube|ютуб|rutube|тг|вк|vk|zoom|зум)-[а-яё]{3,20})(?![\w])"
)
_MAY_BE_DISTANT = re.compile(
    rf"(?i)\A{_LEADING}(?:сообществ|групп|паблик|страниц|страничк|аккаунт|канал|чат|портал|платформ|площадк|сервис"
    r"|приложени|программ|эфир|сет|профил|ресурс|стен|блог|конференци|звон)[а-яё]{0,4}(?![\w])"
)
_OWN_PAGE = re.compile(r"(?i)\A(?:на |официальн[а-я]{2} )*(?:интернет-)?страни(?:ц|чк)[а-я]{1,2} ")
_ADDRESS = re.compile(
    r"(?i)(?:[а-яё «»-]{0,60} )?(?:https?://\S{3,150}|www\.\S{3,150}|[a-z0-9-]{2,40}\.(?:ru|com|org|me|by|рф)(?:/\S{0,150})?)"
)
LONGEST_NAME, MOST_WORDS = 160, 12


@lru_cache(maxsize=4096)
def network_in(piece: str) -> tuple[str, frozenset[str]] | None:
    """Return the name of the network that the whole piece speaks of, and the format; None when it speaks of none."""
    if _ADDRESS.fullmatch(piece):
        return piece, frozenset({"online"})
    if len(piece) > LONGEST_NAME or len(piece.split()) > MOST_WORDS or ":" in piece:
        return None
    if named := _platform(piece):
        return named
    is_distant = (
        _SURELY_DISTANT.match(piece)
        or _OWN_PAGE.match(piece)
        or (_MAY_BE_DISTANT.match(piece) and _HAS_NAME.search(piece))
    )
    return (piece, frozenset({"online"})) if is_distant else None


def _platform(piece: str) -> tuple[str, frozenset[str]] | None:
    """Read «Zoom», «на платформе Zoom», «ВКС (TrueConf)»; «макс» alone may be a person."""
    match = _PLATFORM.fullmatch(piece)
    if not match:
        return None
    before = match["before"].strip()
    formats = formats_in(before) if before else set()
    is_named = _SURE_NAME.fullmatch(match["name"]) or match["name"].isupper() or match.start("name") > 3
    if is_named and (formats or before.lower() in _WAYS):
        # «Макс» is kept with its «в мессенджере», without which it says nothing.
        name = match["name"] if _SURE_NAME.fullmatch(match["name"]) else piece
        return name, frozenset(formats or {"online"})
    return None
