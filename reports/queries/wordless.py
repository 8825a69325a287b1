"""Reports and quarters in which nobody has left a word yet: what was opened for nothing can still go."""

from django.db.models import Exists, OuterRef

from reports.models import EditDraft, Event, ExtensionRequest, ImportJob, Remark, StateChange, Submission

# What names a report; a notice or a reminder is a word of the program, not of a person.
WORDS = (Event, StateChange, Remark, ExtensionRequest)


def wordless_reports(submissions):
    """Those of the submissions (a queryset) that nobody has written in, moved, remarked on or asked about, and for
    which no table was uploaded. Deleted events and answered requests count: somebody has worked there."""
    for model in WORDS:
        submissions = submissions.exclude(Exists(model.objects.filter(submission=OuterRef("pk"))))
    submissions = submissions.exclude(Exists(EditDraft.objects.open().filter(submission=OuterRef("pk"))))
    uploads = ImportJob.objects.filter(period=OuterRef("period"), municipality=OuterRef("municipality"))
    return submissions.exclude(Exists(uploads))


def is_wordless(period):
    """Nobody has left a word in any report of the quarter, uploaded a table for it, or released it."""
    reports = Submission.objects.in_period(period)
    if period.imports.exists() or period.releases.exists():
        return False
    return wordless_reports(reports).count() == reports.count()
