"""Who reports and with whom. One noun a file."""

from .municipality import FIRST_NAMES_FROM, Municipality, MunicipalityName
from .partner import Country, PartnerCity, Partnership
from .people import LISTS_OF_REPORTS, LISTS_WITHOUT_DELETING, AccountLetter, GuessCount, Officer, User, UserManager
from .upload import ListUpload

__all__ = [
    "FIRST_NAMES_FROM",
    "LISTS_OF_REPORTS",
    "LISTS_WITHOUT_DELETING",
    "AccountLetter",
    "Country",
    "GuessCount",
    "ListUpload",
    "Municipality",
    "MunicipalityName",
    "Officer",
    "PartnerCity",
    "Partnership",
    "User",
    "UserManager",
]
