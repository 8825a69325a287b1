"""Who reports and with whom. One noun a file."""

from .access import AccessToken, CalendarFeed
from .contact import Contact
from .list_changes import ListChange
from .loaded import LoadedRow
from .municipality import Municipality, MunicipalityName
from .partner import Country, PartnerCity, Partnership
from .people import LISTS_OF_REPORTS, LISTS_WITHOUT_DELETING, AccountLetter, GuessCount, Officer, User, UserManager
from .second_factor import RecoveryCode, SecondFactor
from .upload import ListUpload

__all__ = [
    "LISTS_OF_REPORTS",
    "LISTS_WITHOUT_DELETING",
    "AccessToken",
    "AccountLetter",
    "CalendarFeed",
    "Contact",
    "Country",
    "GuessCount",
    "ListChange",
    "ListUpload",
    "LoadedRow",
    "Municipality",
    "MunicipalityName",
    "Officer",
    "PartnerCity",
    "Partnership",
    "RecoveryCode",
    "SecondFactor",
    "User",
    "UserManager",
]
