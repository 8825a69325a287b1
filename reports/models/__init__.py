from municipalities.models.seals import Seal

from .agreement import Agreement
from .archive import ArchiveBuild, ArchiveDocument, ArchiveRow
from .archive_tokens import ArchiveTokens, KnownWord
from .conversion import Conversion
from .day_off import DayOff, DayOffChange
from .edit_draft import EditDraft
from .event import Event, EventPartner, EventRevision
from .expected import Expected
from .extension import ExtensionRequest
from .half_written import HalfWritten
from .heartbeat import Heartbeat
from .history import ChainLink
from .import_job import ImportChange, ImportJob
from .invitation import Invitation
from .notice import Letter, LetterTry, MailChoice, Notice, Reminder, ReminderRule
from .package import CoveringText, Package
from .partner_merge import PartnerMerge
from .period import Period, PeriodChange
from .reading import Reading
from .register import DocumentReminder, DocumentStep, FoundDocument, Scan
from .release import Release, ReleaseCopy
from .remark import FrequentRemark, Remark, RemarkChange
from .stored_file import StoredContent, StoredFile
from .submission import Move, State, StateChange, Submission
from .twin import Twin

__all__ = [
    "Agreement",
    "ArchiveBuild",
    "ArchiveDocument",
    "ArchiveRow",
    "ArchiveTokens",
    "ChainLink",
    "Conversion",
    "CoveringText",
    "DayOff",
    "DayOffChange",
    "DocumentReminder",
    "DocumentStep",
    "EditDraft",
    "Event",
    "EventPartner",
    "EventRevision",
    "Expected",
    "ExtensionRequest",
    "FoundDocument",
    "FrequentRemark",
    "HalfWritten",
    "Heartbeat",
    "ImportChange",
    "ImportJob",
    "Invitation",
    "KnownWord",
    "Letter",
    "LetterTry",
    "MailChoice",
    "Move",
    "Notice",
    "Package",
    "PartnerMerge",
    "Period",
    "PeriodChange",
    "Reading",
    "Release",
    "ReleaseCopy",
    "Remark",
    "RemarkChange",
    "Reminder",
    "ReminderRule",
    "Scan",
    "Seal",
    "State",
    "StateChange",
    "StoredContent",
    "StoredFile",
    "Submission",
    "Twin",
]
