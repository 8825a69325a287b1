"""What one account can pile up in the database is bounded, and goes when nobody needs it.

Every table is named here with what bounds it and what cleans it, or why neither is needed. A new table fails until
somebody has thought of both. The limits are those of `reports/actions/quotas.py` and their like, and are held by the
tests beside them; what cleans is a task of `reports/actions/retention.py`, which `manage.py tick` carries out.
"""

from django.apps import apps

from reports.actions import conversions, half_written, machines, quotas, retention
from reports.rules import event_limits

ROOMS = ("municipalities", "reports", "admin", "sessions")
KEPT = "stays: a report, its history, what was released, or a list"
ONE_EACH = "one row, or a fixed number of them, for each "
OF_LISTS = "the administrator of lists alone; each change is told in the admin's log"
OF_COORDINATOR = "the coordinator alone, and a row of a line"

# Table → (what bounds it, what cleans it). A limit is named by (module, name), a task by the function that finds rows.
PILES = {
    # unsaved texts, notices, letters
    "reports.EditDraft": ((quotas, "OPEN_DRAFTS"), "_abandoned_texts"),
    "reports.HalfWritten": ((half_written, "MOST"), "_old_signs"),
    "reports.Notice": ("follows moves and remarks, which are bounded", "_read_notices"),
    "reports.Letter": ("one for the notices that wait, and one reminder a day", "_old_letters"),
    "reports.LetterTry": ("a few for a letter: tries end", "_old_letters"),
    "municipalities.AccountLetter": (
        "one for a change of the account, one for a limited request",
        "_stuck_account_letters",
    ),
    # files
    "reports.ImportJob": ((quotas, "UPLOADS"), "_read_and_not_wanted"),
    "reports.ImportChange": ("as many as rows of an upload", KEPT),
    "reports.StoredContent": ((quotas, "UPLOADED_BYTES"), "_bytes_not_wanted"),
    "reports.StoredFile": ((quotas, "UPLOADS"), "_files_of_nothing"),
    "reports.Scan": ((quotas, "SCANS"), KEPT),
    "reports.Conversion": ((conversions, "MOST_WAITING"), "_conversions"),
    "reports.Package": ((quotas, "PACKAGES"), KEPT),
    "reports.Release": ("only where something has changed since the last", KEPT),
    "reports.ReleaseCopy": (ONE_EACH + "release and kind of file", KEPT),
    "municipalities.ListUpload": (OF_LISTS, "_list_uploads"),
    # rows of reports
    "reports.Event": ((event_limits, "MOST_EVENTS"), KEPT),
    "reports.EventRevision": ((quotas, "WRITTEN_EVENTS"), KEPT),
    "reports.EventPartner": ("the partners of an event are those of the list", KEPT),
    "reports.Agreement": ((event_limits, "MOST_AGREEMENTS"), KEPT),
    "reports.Remark": ((quotas, "REMARK_STEPS"), KEPT),
    "reports.RemarkChange": ((quotas, "REMARK_STEPS"), KEPT),
    "reports.FrequentRemark": (OF_COORDINATOR, KEPT),
    "reports.Submission": (ONE_EACH + "municipality and quarter", KEPT),
    "reports.StateChange": ((quotas, "MOVES_BACK"), KEPT),
    "reports.ExtensionRequest": ((quotas, "REQUESTS"), KEPT),
    "reports.Invitation": ((quotas, "INVITATIONS"), "_old_links"),
    "reports.Expected": (ONE_EACH + "row that a report of before had", KEPT),
    "reports.Twin": (ONE_EACH + "pair of rows", KEPT),
    "reports.Reading": (ONE_EACH + "reader and report", KEPT),
    "reports.ChainLink": ("one for each row of history", KEPT),
    "reports.Seal": ("one for each sealed row", KEPT),
    # the register
    "reports.DocumentStep": ((quotas, "DOCUMENT_STEPS"), KEPT),
    "reports.FoundDocument": ("documents that accepted rows name", KEPT),
    "reports.DocumentReminder": (ONE_EACH + "document and occasion", KEPT),
    # what the archive is read from: made anew from the above
    "reports.ArchiveRow": (ONE_EACH + "event", "made anew by `rebuild_archive`"),
    "reports.ArchiveDocument": (ONE_EACH + "document", "made anew by `rebuild_archive`"),
    "reports.ArchiveTokens": (ONE_EACH + "event", "made anew by `rebuild_archive`"),
    "reports.ArchiveBuild": ("one row a way of building", "made anew by `rebuild_archive`"),
    "reports.KnownWord": ("words of the archive", "made anew by `rebuild_archive`"),
    # the coordinator's quarter
    "reports.Period": (ONE_EACH + "quarter", KEPT),
    "reports.PeriodChange": (OF_COORDINATOR, KEPT),
    "reports.DayOff": (ONE_EACH + "day", KEPT),
    "reports.DayOffChange": (OF_COORDINATOR, KEPT),
    "reports.CoveringText": (OF_COORDINATOR, KEPT),
    "reports.ReminderRule": (OF_COORDINATOR, KEPT),
    "reports.Reminder": (ONE_EACH + "rule and report, and one by hand a day", KEPT),
    "reports.MailChoice": (ONE_EACH + "person", KEPT),
    "reports.Heartbeat": (ONE_EACH + "program", KEPT),
    # people, their sign-ins, and the lists
    "municipalities.User": (OF_LISTS, KEPT),
    "municipalities.Officer": (OF_LISTS, KEPT),
    "municipalities.SecondFactor": (ONE_EACH + "person", "a new one takes its place"),
    "municipalities.RecoveryCode": (ONE_EACH + "person: ten", "new ones take their place"),
    "municipalities.GuessCount": ("a row a name and address; a hash is charged for each try", "old_guesses"),
    "sessions.Session": ("a sign-in, which costs a hash and is charged", "_ended_sessions"),
    "municipalities.AccessToken": ((machines, "MOST_TOKENS"), "_old_tokens"),
    "municipalities.CalendarFeed": (ONE_EACH + "person", KEPT),
    "municipalities.PartnerCity": ((quotas, "PROPOSED_PARTNERS"), KEPT),
    "reports.PartnerMerge": (OF_LISTS, KEPT),
    "municipalities.Municipality": (OF_LISTS, KEPT),
    "municipalities.MunicipalityName": (OF_LISTS, KEPT),
    "municipalities.Country": (OF_LISTS, KEPT),
    "municipalities.Partnership": (OF_LISTS, KEPT),
    "municipalities.Contact": (OF_LISTS, KEPT),
    "municipalities.LoadedRow": (ONE_EACH + "row that came with the program", KEPT),
    "municipalities.ListChange": (ONE_EACH + "list", KEPT),
    "admin.LogEntry": ("the administrator of lists alone: who changed what, which nobody may take away", KEPT),
}


def test_every_table_has_a_bound_and_what_cleans_it():
    tables = {model._meta.label for room in ROOMS for model in apps.get_app_config(room).get_models()}
    assert tables == set(PILES)


def test_each_limit_and_each_task_is_there():
    tasks = {task.due.__name__ for task in retention.TASKS}
    for table, (bound, cleaning) in PILES.items():
        if isinstance(bound, tuple):
            assert getattr(*bound) > 0, table
        assert " " in cleaning or cleaning in tasks, table


def test_no_task_of_cleaning_is_unknown():
    """Those that warn, or take what another leaves behind, are no table's own."""
    ours = {cleaning for _, cleaning in PILES.values()}
    others = {"_undecided_imports", "_bytes_of_nothing", "_texts_to_warn_of", "_closed_texts"}
    assert {task.due.__name__ for task in retention.TASKS} == {one for one in ours if " " not in one} | others
