"""Does the leak test see a leak? Each ownership filter is taken out of the program in turn, and the questions of
tests/whole/test_routes.py must then find somebody who gets what is not theirs.

A mutant is the source of one function with some words replaced, compiled in its module. Words that are no longer there
fail the test, so the list cannot go stale unnoticed.
"""

import inspect
import textwrap
from dataclasses import dataclass

import pytest

from reports.models.import_job import ImportJobQuerySet
from reports.models.submission import SubmissionQuerySet
from reports.pages import access
from reports.pages.events import drafts
from reports.pages.machines import programs
from reports.pages.notices import views as notices
from reports.pages.officer import views as officer
from tests.clients import hurried
from tests.whole.test_routes import cast as cast
from tests.whole.test_routes import world as world

from .signed_in import signed_in_once
from .test_routes import READS, wrong_answers

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Mutant:
    """`owner`: the module or class of the function; `asks`: the routes that must notice; `reads`: whether somebody
    then reads the very words, instead of only being answered otherwise (a second predicate follows);
    `beside`: another filter before it, taken out first, which must make no leak there alone."""

    owner: object
    function: str
    old: str
    new: str
    asks: tuple
    reads: bool = False
    beside: "Mutant | None" = None

    def __str__(self):
        return f"{self.owner.__name__.rpartition('.')[2]}.{self.function} at {self.asks[0]}"

    def apply(self, monkeypatch):
        """Give the function, under every name of its imports, the code without the filter."""
        function = inspect.unwrap(getattr(self.owner, self.function))
        source = textwrap.dedent(inspect.getsource(function))
        assert source.count(self.old) == 1, f"{self}: the filter is written otherwise now, change its mutant"
        names = {}
        exec(compile(source.replace(self.old, self.new), str(self), "exec"), function.__globals__, names)
        monkeypatch.setattr(function, "__code__", inspect.unwrap(names[self.function]).__code__)


EVERYBODY = ("if user.is_coordinator:", "if user:")
SCOPE = (".visible_to(request.user)", "")
IN_SCOPE = ("if can_see(request.user, submission):", "if submission:")
NO_SUBMISSION_SCOPE = Mutant(access, "_in_scope", *IN_SCOPE, asks=("report_docx", "form_xlsx"), reads=True)
ANOTHERS_REMARK = "Remark.objects.filter(submission__in=scope)", "Remark.objects"
MUTANTS = [
    Mutant(SubmissionQuerySet, "visible_to", *EVERYBODY, asks=("event_draft",)),
    NO_SUBMISSION_SCOPE,
    Mutant(access, "_in_scope", *IN_SCOPE, asks=("report", "declare_nil", "withdraw", "extend", "report_history")),
    Mutant(
        access,
        "_in_scope",
        *IN_SCOPE,
        asks=("event", "event_history", "event_delete", "event_restore", "event_include", "review", "submit"),
    ),
    Mutant(
        access, "fetch_remark", *ANOTHERS_REMARK, asks=("remark_answer", "remark_accept"), beside=NO_SUBMISSION_SCOPE
    ),
    Mutant(ImportJobQuerySet, "visible_to", "self.filter(municipality__in=user.municipality_ids)", "self",
           asks=("import", "import_status", "import_file"), reads=True),
    Mutant(ImportJobQuerySet, "visible_to", "self.filter(Q(municipality=None) | Q(by=user))", "self",
           asks=("import", "import_undo")),
    Mutant(access, "fetch_import", "ImportJob.objects.visible_to(request.user)", "ImportJob.objects",
           asks=("import_file", "import"), reads=True),
    Mutant(access, "fetch_period", "require(right(request.user))", "",
           asks=("consolidated_docx", "board", "board_xlsx")),
    Mutant(access, "require", "if not allowed:", "if 0:", asks=("periods", "mail", "report")),
    Mutant(drafts, "_with_event", *SCOPE, asks=("event_draft",)),
    Mutant(drafts, "discard", "EditDraft.objects.of(request.user)", "EditDraft.objects", asks=("event_draft_discard",)),
    Mutant(drafts, "bring_back", "EditDraft.objects.of(request.user)", "EditDraft.objects",
           asks=("event_draft_bring_back",)),
    Mutant(notices, "_visible", ", user=user)", ")", asks=("notice_open",)),
    Mutant(officer, "_own_municipalities", "return user.municipality_ids",
           'return set(Submission.objects.values_list("municipality", flat=True))',
           asks=("my_reports", "officer_quarter")),
    Mutant(programs, "revoke", "pk=pk, user=request.user", "pk=pk", asks=("token_revoke",)),
]  # fmt: skip


def noticed(mutant, world, cast, client_of):
    """What is wrong at the mutant's routes. A page that breaks at a second predicate is wrong too."""

    def unbreakable(user):
        client = client_of(user)
        client.raise_request_exception = False
        return client

    methods = ("GET", "POST")
    with hurried():
        return [it for name in mutant.asks for it in wrong_answers(name, world, cast, unbreakable, methods)]


SHARES = 4  # of the mutants; one world serves a share, because each request is undone


@pytest.mark.parametrize("share", range(SHARES))
def test_without_any_one_ownership_filter_the_leak_test_fails(share, world, cast, client_of):
    again = signed_in_once(cast, client_of)
    for mutant in MUTANTS[share::SHARES]:
        with pytest.MonkeyPatch.context() as patch:
            if mutant.beside:
                mutant.beside.apply(patch)
                assert noticed(mutant, world, cast, again) == [], f"{mutant}: each of the two filters is enough"
            mutant.apply(patch)
            found = noticed(mutant, world, cast, again)
        assert found, f"{mutant} survives"
        assert not mutant.reads or any(READS in answer for answer in found), (str(mutant), found)
