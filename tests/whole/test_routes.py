"""Every address × method × member of the cast: who gets what, and nobody reads another's words.

The objects are those of Вязьма, full of a marker word; «owner» is the officer of Вязьма, «other» the officer
of Смоленск. An address that is not in the table fails the build.
"""

import io
import uuid
import zipfile
from contextlib import nullcontext
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from municipalities.models import AccessToken, Contact, Officer, PartnerCity
from reports.actions import drafts, events, extensions, invitations, machines, remarks, scans, workflow
from reports.actions.house_style import advice_for
from reports.actions.packages import LetterFields, make_package
from reports.actions.releases import make_release
from reports.models import (
    Agreement,
    EditDraft,
    Event,
    FoundDocument,
    ImportJob,
    Invitation,
    Letter,
    Notice,
    ReminderRule,
    Submission,
)
from tests import factories
from tests.clients import hurried, undrawn
from tests.scans import png

from .sentences import strange_words
from .signed_in import signed_in_once

pytestmark = pytest.mark.django_db

MARKER = "Клязьминский"
CAST = ("owner", "other", "coordinator", "observer", "lists", "stranger", "nobody")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
TO_SIGN_IN = 302  # GET by nobody
KEPT = 401  # POST by nobody: the sign-in that keeps what was typed


@dataclass(frozen=True)
class Route:
    """What each member of the cast gets, in the order of CAST without «nobody».

    `args`: the name of a method of World that gives the address's arguments; `data`: one that gives a valid POST.
    A method without a row answers 405 to everybody who is signed in.
    """

    get: tuple = ()
    post: tuple = ()
    args: str = ""
    data: str = "nothing"
    is_open: bool = False


SEEN_BY_OWNER = (200, 404, 403, 404, 404, 404)
DONE_BY_OWNER = (302, 404, 403, 404, 404, 404)
SEEN_BY_IMPORTER = (200, 404, 404, 404, 404, 404)
DONE_BY_IMPORTER = (302, 404, 404, 404, 404, 404)
SEEN_BY_COORDINATOR = (403, 404, 200, 404, 404, 404)
DONE_BY_COORDINATOR = (403, 404, 302, 404, 404, 404)
SEEN_BY_BOTH = (200, 404, 200, 404, 404, 404)
PERIOD_SEEN = (403, 403, 200, 403, 403, 403)
FOLLOWED = (403, 403, 200, 200, 403, 403)
PERIOD_DONE = (403, 403, 302, 403, 403, 403)
LISTS_SEEN = (403, 403, 403, 403, 200, 403)
LISTS_DONE = (403, 403, 403, 403, 302, 403)
DOCUMENT_TENDED = (302, 404, 302, 404, 302, 403)
DOCUMENT_KEPT = (403, 404, 302, 404, 302, 403)
REGISTER_KEPT = (403, 403, 302, 403, 302, 403)
DOCUMENT_SEEN = (200, 404, 200, 404, 200, 403)
NOT_MADE = (403, 403, 409, 409, 403, 403)  # without LibreOffice, as in the tests
NOT_MADE_OF_REPORT = (409, 404, 409, 404, 404, 404)
NO_TOKEN = (401,) * 6
WITH_A_ROLE, NOT_MADE_FOR_A_ROLE = (200, 200, 200, 200, 200, 403), (409, 409, 409, 409, 409, 403)
EVERYBODY = (200, 200, 200, 200, 200, 200)
TO_ELSEWHERE = (302, 302, 302, 302, 302, 302)

ROUTES = {
    "home": Route(get=(200, 200, 200, 200, 302, 200)),
    "healthz": Route(get=EVERYBODY, is_open=True),
    "state": Route(get=LISTS_SEEN),
    "favicon": Route(get=TO_ELSEWHERE, is_open=True),
    # nobody is named
    "security_txt": Route(get=(404,) * 6, is_open=True),
    # nobody waits between password and code here
    "second_step": Route(get=TO_ELSEWHERE, post=TO_ELSEWHERE, is_open=True),
    # off: there is no such page
    "by_proxy": Route(post=(404,) * 6, is_open=True),
    "own_second_step": Route(get=EVERYBODY, post=EVERYBODY),
    "change_second_step": Route(post=TO_ELSEWHERE),
    "help": Route(get=TO_ELSEWHERE),
    "help_page": Route(get=EVERYBODY, args="guide"),
    # the list administrator's
    "first_steps": Route(get=LISTS_SEEN),
    "first_steps_lists": Route(post=LISTS_DONE),
    "first_steps_letter": Route(post=LISTS_DONE),
    # the register of agreements
    "figures": Route(get=(200, 200, 200, 200, 200, 403)),
    "agreements": Route(get=(200, 200, 200, 200, 200, 403)),
    "agreements_docx": Route(get=(200, 200, 200, 200, 200, 403)),
    "agreements_xlsx": Route(get=(200, 200, 200, 200, 200, 403)),
    "agreement": Route(get=DOCUMENT_SEEN, args="document"),
    "agreement_term": Route(post=DOCUMENT_TENDED, args="document"),
    "agreement_end": Route(post=DOCUMENT_KEPT, args="document"),
    "agreement_scan_attach": Route(post=DOCUMENT_TENDED, args="document", data="paper"),
    "agreement_scan": Route(get=DOCUMENT_SEEN, args="scan"),
    "agreement_scan_remove": Route(post=DOCUMENT_TENDED, args="scan"),
    "agreement_scan_back": Route(post=DOCUMENT_TENDED, args="scan"),
    "agreement_take_out": Route(post=DOCUMENT_KEPT, args="found_document"),
    "agreement_put_back": Route(post=REGISTER_KEPT, args="found_document"),
    "agreements_found": Route(get=(403, 403, 200, 403, 200, 403)),
    "agreements_found_answer": Route(post=REGISTER_KEPT, args="find"),
    # the archive
    "archive": Route(get=(200, 200, 200, 200, 200, 403)),
    "archive_xlsx": Route(get=(200, 200, 200, 200, 200, 403)),
    "archive_row": Route(get=(200, 404, 404, 404, 404, 403), args="draft_event"),
    # the officer's pages
    "my_reports": Route(get=(200, 200, 403, 403, 403, 403)),
    "officer_quarter": Route(get=(200, 200, 403, 403, 403, 403), args="quarter"),
    "report": Route(get=SEEN_BY_OWNER, args="draft"),
    "submit": Route(get=SEEN_BY_OWNER, post=DONE_BY_OWNER, args="draft", data="version_of_draft"),
    "declare_nil": Route(get=SEEN_BY_OWNER, post=DONE_BY_OWNER, args="empty", data="version_of_empty"),
    "withdraw": Route(post=DONE_BY_OWNER, args="handed_in", data="version_of_handed_in"),
    "confirm": Route(post=DONE_BY_OWNER, args="on_behalf", data="version_of_on_behalf"),
    "ask_extension": Route(get=SEEN_BY_OWNER, post=DONE_BY_OWNER, args="empty", data="reason_alone"),
    "report_sheet": Route(get=SEEN_BY_OWNER, args="draft"),
    "report_docx": Route(get=SEEN_BY_BOTH, args="draft"),
    "report_pdf": Route(get=NOT_MADE_OF_REPORT, post=NOT_MADE_OF_REPORT, args="draft"),
    "report_odt": Route(get=NOT_MADE_OF_REPORT, post=NOT_MADE_OF_REPORT, args="draft"),
    "form_docx": Route(get=SEEN_BY_BOTH, args="draft"),
    "report_history": Route(get=SEEN_BY_BOTH, args="draft"),
    "form_xlsx": Route(get=SEEN_BY_BOTH, args="draft"),
    "remark_answer": Route(post=DONE_BY_OWNER, args="remark", data="answer"),
    # an uploaded table: whoever uploaded it, and the others of the municipality
    "report_import": Route(get=SEEN_BY_OWNER, post=DONE_BY_OWNER, args="draft", data="pasted"),
    "import": Route(get=SEEN_BY_IMPORTER, post=DONE_BY_IMPORTER, args="uploaded", data="ticked"),
    "import_status": Route(get=SEEN_BY_IMPORTER, args="uploaded"),
    "import_cancel": Route(post=DONE_BY_IMPORTER, args="uploaded"),
    "import_undo": Route(post=DONE_BY_IMPORTER, args="applied"),
    "import_sections": Route(post=DONE_BY_IMPORTER, args="uploaded", data="ticked"),
    "import_file": Route(get=SEEN_BY_IMPORTER, args="uploaded"),
    # an event: its officer, at review the coordinator
    "event_add": Route(
        get=(200, 404, 409, 404, 404, 404), post=(302, 404, 409, 404, 404, 404), args="draft", data="new_event"
    ),
    "event_phrases": Route(get=SEEN_BY_BOTH, args="draft"),
    "event_choices": Route(get=SEEN_BY_BOTH, args="draft"),
    "event_lay_out": Route(post=(200, 404, 403, 404, 404, 404), args="draft"),
    "house_style": Route(
        get=(200, 404, 409, 404, 404, 404), post=(302, 404, 409, 404, 404, 404), args="draft", data="all_advice"
    ),
    "house_style_undo": Route(post=(302, 404, 409, 404, 404, 404), args="advice_taken"),
    "series": Route(
        get=(200, 404, 409, 404, 404, 404), post=(302, 404, 409, 404, 404, 404), args="draft", data="pattern"
    ),
    "series_live": Route(post=(200, 404, 204, 404, 404, 404), args="draft", data="pattern"),
    "series_together": Route(
        get=(200, 404, 409, 404, 404, 404), post=(302, 404, 409, 404, 404, 404), args="draft", data="shared_words"
    ),
    "series_undo": Route(post=(302, 404, 409, 404, 404, 404), args="advice_taken"),
    "twins_judge": Route(post=(302, 404, 302, 404, 404, 404), args="twins", data="judged"),
    "twins_forget": Route(post=(302, 404, 302, 404, 404, 404), args="twins"),
    "report_table": Route(get=(200, 404, 409, 404, 404, 404), args="draft"),
    "table_row_add": Route(post=(200, 404, 409, 404, 404, 404), args="draft", data="typed_row"),
    "event_cells": Route(post=(200, 404, 409, 404, 404, 404), args="draft_event", data="typed_cell"),
    "invitations": Route(
        get=(200, 404, 409, 404, 404, 404), post=(302, 404, 409, 404, 404, 404), args="draft", data="invitation"
    ),
    "invitation_decide": Route(post=(302, 404, 409, 404, 404, 404), args="revoked"),
    "invitation_write": Route(get=(200,) * 6, post=(302,) * 6, args="link", data="written", is_open=True),
    "report_expected": Route(
        get=(200, 404, 409, 404, 404, 404), post=(302, 404, 409, 404, 404, 404), args="draft", data="nothing"
    ),
    "expected_undo": Route(post=(302, 404, 409, 404, 404, 404), args="advice_taken"),
    "expected_again": Route(post=(302, 404, 409, 404, 404, 404), args="draft_and_event"),
    "event_checked": Route(post=(302, 404, 409, 404, 404, 404), args="draft_event"),
    "event_take": Route(post=(302, 404, 403, 404, 404, 404), args="handed_in_event"),
    "event_live": Route(post=(200, 404, 200, 404, 404, 404), args="draft", data="new_event"),
    "event_draft": Route(post=(200, 404, 409, 404, 404, 404), args="draft", data="typed"),
    "half_written": Route(post=(204, 404, 204, 404, 404, 404), args="draft", data="begun"),
    "event_draft_discard": Route(post=(302, 404, 404, 404, 404, 404), args="draft", data="page_of_draft"),
    "event_draft_bring_back": Route(post=(302, 404, 404, 404, 404, 404), args="draft_page"),
    "event": Route(get=SEEN_BY_BOTH, post=(302, 404, 409, 404, 404, 404), args="draft_event", data="changed_event"),
    "event_delete": Route(post=(302, 404, 409, 404, 404, 404), args="draft_event", data="version_of_event"),
    "event_undelete": Route(post=(302, 404, 409, 404, 404, 404), args="deleted_event"),
    "event_history": Route(get=SEEN_BY_BOTH, args="draft_event"),
    "event_restore": Route(post=(302, 404, 409, 404, 404, 404), args="version", data="version_of_event"),
    "event_leave_out": Route(
        get=SEEN_BY_COORDINATOR, post=DONE_BY_COORDINATOR, args="handed_in_event", data="reason_and_version"
    ),
    "event_correct": Route(
        get=SEEN_BY_COORDINATOR, post=DONE_BY_COORDINATOR, args="released_event", data="corrected_words"
    ),
    "event_include": Route(post=DONE_BY_COORDINATOR, args="handed_in_event"),
    # the coordinator's review
    "silence_letter": Route(get=SEEN_BY_COORDINATOR, args="draft"),
    "silence_letter_docx": Route(get=SEEN_BY_COORDINATOR, args="draft"),
    "review": Route(get=SEEN_BY_COORDINATOR, args="handed_in"),
    "remark_add": Route(get=SEEN_BY_COORDINATOR, post=DONE_BY_COORDINATOR, args="handed_in", data="remark_text"),
    "remark_reply": Route(
        get=SEEN_BY_COORDINATOR, post=DONE_BY_COORDINATOR, args="answered_remark", data="remark_text"
    ),
    "remark_correct": Route(get=SEEN_BY_COORDINATOR, post=DONE_BY_COORDINATOR, args="own_remark", data="remark_text"),
    "remarks_add_usual": Route(post=DONE_BY_COORDINATOR, args="handed_in", data="usual_remarks"),
    "remarks_accept_fixed": Route(post=DONE_BY_COORDINATOR, args="handed_in", data="fixed_remarks"),
    "remarks_take_back": Route(post=DONE_BY_COORDINATOR, args="press"),
    "frequent_remarks": Route(get=PERIOD_SEEN),
    "frequent_forget": Route(post=PERIOD_DONE, args="frequent_remark"),
    "remark_accept": Route(post=DONE_BY_COORDINATOR, args="remark"),
    "remark_reopen": Route(post=DONE_BY_COORDINATOR, args="accepted_remark"),
    "return_for_changes": Route(
        get=SEEN_BY_COORDINATOR, post=DONE_BY_COORDINATOR, args="handed_in", data="note_and_version"
    ),
    "approve": Route(post=DONE_BY_COORDINATOR, args="handed_in", data="version_despite_open_remarks"),
    "reopen": Route(get=SEEN_BY_COORDINATOR, post=DONE_BY_COORDINATOR, args="approved", data="reason_and_day"),
    "extend": Route(get=SEEN_BY_COORDINATOR, post=DONE_BY_COORDINATOR, args="draft", data="reason_and_day"),
    "on_behalf": Route(get=SEEN_BY_COORDINATOR, args="draft"),
    "decline_extension": Route(get=SEEN_BY_COORDINATOR, post=DONE_BY_COORDINATOR, args="draft", data="why_not"),
    "order": Route(get=SEEN_BY_COORDINATOR, post=DONE_BY_COORDINATOR, args="handed_in", data="order"),
    "order_by_date": Route(post=DONE_BY_COORDINATOR, args="handed_in"),
    # what everybody is told
    "notices": Route(get=EVERYBODY, post=TO_ELSEWHERE, data="mail_choice"),
    "notices_read": Route(post=TO_ELSEWHERE),
    "notice_open": Route(post=(302, 404, 404, 404, 404, 404), args="notice"),
    "mail": Route(get=PERIOD_SEEN, post=PERIOD_DONE, data="schedule"),
    "letter": Route(get=PERIOD_SEEN, args="letter"),
    "letter_again": Route(post=PERIOD_DONE, args="letter"),
    # the coordinator's quarters
    "periods": Route(get=FOLLOWED, post=PERIOD_DONE, data="new_period"),
    "period_opening": Route(get=PERIOD_DONE, post=PERIOD_DONE, data="new_period"),
    "period_remind": Route(get=PERIOD_SEEN, post=PERIOD_DONE, args="quarter", data="reminded"),
    "days_off": Route(get=PERIOD_SEEN, post=PERIOD_DONE, data="day_off"),
    "day_off_back": Route(post=PERIOD_DONE),
    "board": Route(get=FOLLOWED, args="quarter"),
    "period_dates": Route(get=PERIOD_SEEN, post=PERIOD_DONE, args="quarter", data="dates"),
    "period_close": Route(get=PERIOD_SEEN, post=PERIOD_DONE, args="quarter", data="despite_unsaved"),
    "period_reopen": Route(post=PERIOD_DONE, args="quarter"),
    "approve_several": Route(get=PERIOD_SEEN, post=PERIOD_DONE, args="quarter", data="nil_reports"),
    "unapprove": Route(post=PERIOD_DONE, args="approval"),
    "accept_imported": Route(get=PERIOD_SEEN, post=PERIOD_DONE, args="quarter"),
    "accept_rest_as_nil": Route(post=PERIOD_DONE, args="quarter", data="nil_reports"),
    "take_back_nil": Route(post=PERIOD_DONE, args="approval"),
    "period_take_back": Route(get=PERIOD_SEEN, post=PERIOD_DONE, args="quarter"),
    "period_open_again": Route(post=PERIOD_DONE, args="quarter"),
    "approve_nil": Route(post=PERIOD_DONE, args="quarter", data="nil_reports"),
    "period_import": Route(get=PERIOD_SEEN, post=PERIOD_DONE, args="quarter", data="pasted"),
    "consolidated": Route(get=FOLLOWED, args="quarter"),
    "consolidated_docx": Route(get=FOLLOWED, args="quarter"),
    "consolidated_xlsx": Route(get=FOLLOWED, args="quarter"),
    "consolidated_pdf": Route(get=NOT_MADE, post=NOT_MADE, args="quarter"),
    "consolidated_odt": Route(get=NOT_MADE, post=NOT_MADE, args="quarter"),
    "board_xlsx": Route(get=FOLLOWED, args="quarter"),
    # the year
    "years": Route(get=(403, 403, 302, 302, 403, 403)),
    "year": Route(get=FOLLOWED, args="a_year"),
    "year_table": Route(get=FOLLOWED, args="a_year"),
    "year_docx": Route(get=FOLLOWED, args="a_year"),
    "year_xlsx": Route(get=FOLLOWED, args="a_year"),
    "year_pdf": Route(get=NOT_MADE, post=NOT_MADE, args="a_year"),
    "year_odt": Route(get=NOT_MADE, post=NOT_MADE, args="a_year"),
    # what was sent
    "releases": Route(get=FOLLOWED, post=PERIOD_DONE, args="released_quarter"),
    "release_docx": Route(get=FOLLOWED, args="release"),
    "release_xlsx": Route(get=FOLLOWED, args="release"),
    "release_pdf": Route(get=NOT_MADE, post=NOT_MADE, args="release"),
    "release_odt": Route(get=NOT_MADE, post=NOT_MADE, args="release"),
    "package_make": Route(get=PERIOD_SEEN, post=PERIOD_DONE, args="release", data="covering_letter"),
    "package": Route(get=FOLLOWED, args="package"),
    "package_zip": Route(get=FOLLOWED, args="package"),
    "package_part": Route(get=FOLLOWED, args="part_of_package"),
    "covering_letter": Route(get=PERIOD_SEEN, post=PERIOD_DONE, data="covering_text"),
    "covering_live": Route(post=(403, 403, 200, 403, 403, 403), data="covering_text"),
    # anybody, without an account
    "release_check": Route(get=EVERYBODY, post=EVERYBODY, data="a_file", is_open=True),
    "release_check_code": Route(get=EVERYBODY, post=EVERYBODY, args="code", data="a_file", is_open=True),
    "release_check_former": Route(get=TO_ELSEWHERE, is_open=True),
    # partners and countries: everybody with a role, by what each may see
    "partners": Route(get=WITH_A_ROLE),
    "partner": Route(get=WITH_A_ROLE, args="one_partner"),
    "partner_docx": Route(get=WITH_A_ROLE, args="one_partner"),
    **{
        f"partner_{kind}": Route(get=NOT_MADE_FOR_A_ROLE, post=NOT_MADE_FOR_A_ROLE, args="one_partner")
        for kind in ("pdf", "odt")
    },
    "country": Route(get=WITH_A_ROLE, args="one_country"),
    "country_docx": Route(get=WITH_A_ROLE, args="one_country"),
    **{
        f"country_{kind}": Route(get=NOT_MADE_FOR_A_ROLE, post=NOT_MADE_FOR_A_ROLE, args="one_country")
        for kind in ("pdf", "odt")
    },
    # for programs: a session lets nobody in (tests/whole/test_machines.py asks with tokens)
    "api_description": Route(get=EVERYBODY, is_open=True),
    **{name: Route(get=NO_TOKEN, is_open=True) for name in ("api_quarters", "api_json", "api_csv")},
    **{
        name: Route(get=NO_TOKEN, args="released_quarter", is_open=True)
        for name in ("api_quarter", "api_quarter_json", "api_quarter_csv")
    },
    **{name: Route(get=NO_TOKEN, is_open=True) for name in ("api_municipalities", "api_countries")},
    "api_unknown": Route(get=NO_TOKEN, args="no_address", is_open=True),
    "calendar": Route(get=(404,) * 6, args="no_calendar", is_open=True),
    "machine_access": Route(
        get=(200, 200, 200, 200, 200, 403), post=(200, 200, 200, 200, 200, 403), data="token_wanted"
    ),
    "token_revoke": Route(post=(302, 404, 404, 404, 404, 404), args="token"),
    "feed_make": Route(post=(302, 302, 302, 302, 302, 403)),
    "feed_end": Route(post=TO_ELSEWHERE),
}


@dataclass
class World:
    """The objects of Вязьма in every state that an address needs."""

    draft_report: Submission
    empty_report: Submission
    handed_in_report: Submission
    approved_report: Submission
    nil_report: Submission
    on_behalf_report: Submission
    the_event: Event
    the_twin: Event
    the_invitation: Invitation
    the_deleted_event: Event
    the_handed_in_event: Event
    the_document: Agreement
    the_found_document: Agreement
    the_remark: object
    the_accepted_remark: object
    the_answered_remark: object
    the_frequent_remark: object
    the_release: object
    the_import: ImportJob
    the_applied_import: ImportJob
    the_draft: EditDraft
    the_letter: Letter
    the_token: AccessToken

    # arguments

    def guide(self):
        return {"role": "officer"}

    def package(self):
        return {"pk": self.the_release.packages.earliest("pk").pk}

    def part_of_package(self):
        return {**self.package(), "number": 1}

    def covering_letter(self):
        signer = {"signer_post": "Начальник отдела", "signer_name": "Е.В. Орлова"}
        return {"addressee": "Министру", "day": "2025-01-15", "copies": "1", **signer}

    def covering_text(self):
        return {"heading": "О направлении отчёта", "text": "Направляю {документ}. {остальные}"}

    def code(self):
        return {"code": self.the_release.code}

    def a_file(self):
        return {"file": io.BytesIO(bytes(self.the_release.document.content.data))}

    def released_quarter(self):
        period = self.approved_report.period
        return {"year": period.year, "quarter": period.quarter}

    def token(self):
        return {"pk": self.the_token.pk}

    def one_country(self):
        return {"code": factories.make_country().pk}

    def one_partner(self):
        known = PartnerCity.objects.filter(name="г. Орша").first() or factories.make_partner("г. Орша")
        return {"pk": known.pk}

    def no_address(self):
        return {"rest": "quarters"}

    def no_calendar(self):
        return {"secret": uuid.uuid4().hex}

    def release(self):
        return {"pk": self.the_release.pk}

    def a_year(self):
        return {"year": self.approved_report.period.year}

    def quarter(self):
        return {"year": self.draft_report.period.year, "quarter": self.draft_report.period.quarter}

    def draft(self):
        return {"pk": self.draft_report.pk}

    def empty(self):
        return {"pk": self.empty_report.pk}

    def handed_in(self):
        return {"pk": self.handed_in_report.pk}

    def on_behalf(self):
        return {"pk": self.on_behalf_report.pk}

    def approval(self):
        return {**self.released_quarter(), "approvals": workflow.approvals_of([self.approved_report])[0].pk}

    def approved(self):
        return {"pk": self.approved_report.pk}

    def released_event(self):
        return {"uid": self.approved_report.events.earliest("pk").uid}

    def draft_page(self):
        return {**self.draft(), "page": self.the_draft.page}

    def draft_event(self):
        return {"uid": self.the_event.uid}

    def deleted_event(self):
        return {"uid": self.the_deleted_event.uid}

    def handed_in_event(self):
        return {"uid": self.the_handed_in_event.uid}

    def document(self):
        return {"pk": self.the_document.pk}

    def scan(self):
        return {"pk": self.the_document.pk, "number": self.the_document.scans.earliest("pk").pk}

    def paper(self):
        return {"file": SimpleUploadedFile("Скан.png", png())}

    def found_document(self):
        return {"pk": self.the_found_document.pk}

    def find(self):
        return {"pk": self.the_found_document.found.pk, "act": "dismiss"}

    def version(self):
        return {"uid": self.the_event.uid, "version": 1}

    def advice_taken(self):
        return {"pk": self.draft_report.pk, "after": 0, "until": 1}

    def invitation(self):
        return {"asked": "Концерт", "until": timezone.localdate().isoformat()}

    def revoked(self):
        return {"uid": self.the_invitation.uid, "act": "revoke"}

    def link(self):
        return {"token": invitations.token_of(self.the_invitation)}

    def written(self):
        return {**factories.EVENT, "author": "Иванова А. А.", "post": "директор школы"}

    def typed_row(self):
        return {"uid": str(uuid.uuid4()), "name": "Новая строка"}

    def typed_cell(self):
        return {**self.version_of_event(), "purpose": "Другая цель"}

    def twins(self):
        return {"uid": self.the_event.uid, "other": self.the_twin.uid}

    def judged(self):
        return {"answer": "both"}

    def pattern(self):
        return {"key": str(uuid.uuid4()), "name": "Конкурс «…»", "lines": "Vivaldi\nКленовый лист"}

    def shared_words(self):
        words = {"field": "purpose", "old": self.the_event.purpose, "new": "Другая цель"}
        return {**words, "rows": [str(self.the_event.uid)]}

    def draft_and_event(self):
        return {"pk": self.draft_report.pk, "uid": self.the_event.uid}

    def remark(self):
        return {"pk": self.the_remark.pk}

    def own_remark(self):
        """One that its author may still correct: written after the report came back. Where the dice have had the report
        approved, one of before."""
        by = self.the_remark.by
        try:
            return {"pk": remarks.add_remark(self.handed_in_report, by=by, text=f"Новое, {MARKER}").pk}
        except remarks.RemarkRefused:
            return self.remark()

    def press(self):
        return {**self.handed_in(), "after": 0, "until": self.the_remark.changes.latest("pk").pk}

    def answered_remark(self):
        return {"pk": self.the_answered_remark.pk}

    def frequent_remark(self):
        return {"pk": self.the_frequent_remark.pk}

    def accepted_remark(self):
        return {"pk": self.the_accepted_remark.pk}

    def uploaded(self):
        return {"uid": self.the_import.uid}

    def applied(self):
        return {"uid": self.the_applied_import.uid}

    # valid POSTs

    def nothing(self):
        return {}

    def version_of_draft(self):
        return {"version": self.draft_report.version, "confirm": "on", **self.despite_unsaved()}

    def despite_unsaved(self):
        return {"despite_unsaved": f"draft-{self.the_draft.pk}"}

    def version_of_empty(self):
        return {"version": self.empty_report.version}

    def version_of_on_behalf(self):
        return {"version": self.on_behalf_report.version}

    def token_wanted(self):
        return {"name": "Портал", "days": "91"}

    def reason_alone(self):
        return {"reason": f"Болезнь, {MARKER}"}

    def why_not(self):
        return {"answer": f"Квартал уже сведён, {MARKER}"}

    def version_of_handed_in(self):
        return {"version": self.handed_in_report.version}

    def version_despite_open_remarks(self):
        seen = self.handed_in_report.remarks.open().values_list("pk", flat=True)
        return {**self.version_of_handed_in(), "despite": list(seen)}

    def version_of_event(self):
        return {"version": self.the_event.version}

    def all_advice(self):
        return {"take": [advice.key for advice in advice_for(self.draft_report)]}

    def notice(self):
        return {"pk": Notice.objects.filter(kind="returned").latest("pk").pk}

    def letter(self):
        return {"pk": self.the_letter.pk}

    def mail_choice(self):
        return {"frequency": "digest", "reminders": "on"}

    def schedule(self):
        rules = list(ReminderRule.objects.all())
        counts = {"rule-TOTAL_FORMS": len(rules) + 1, "rule-INITIAL_FORMS": len(rules)}
        lines = {f"rule-{n}-id": rule.pk for n, rule in enumerate(rules)}
        for n, rule in enumerate(rules):
            lines |= {f"rule-{n}-number": abs(rule.days), f"rule-{n}-deadline": rule.deadline}
            lines |= {f"rule-{n}-side": "before" if rule.days < 0 else "after", f"rule-{n}-is_on": "on"}
        new = f"rule-{len(rules)}-"
        return {**counts, **lines, f"{new}number": 3, f"{new}side": "before", f"{new}deadline": "soft"}

    def note_and_version(self):
        return {"note": f"Исправьте, {MARKER}", **self.version_of_handed_in()}

    def reason_and_version(self):
        return {"reason": f"Не международное, {MARKER}", "version": self.the_handed_in_event.version}

    def corrected_words(self):
        texts = {**factories.EVENT, "name": f"Исправлено, {MARKER}", "reason": f"Опечатка, {MARKER}"}
        return {**texts, "version": self.approved_report.version, "action": "later"}

    def reason_and_day(self):
        return {"reason": f"Причина, {MARKER}", "until": timezone.localdate().isoformat(), "version": 2}

    def answer(self):
        return {"answer": f"Ответ, {MARKER}"}

    def usual_remarks(self):
        return {"version": self.handed_in_report.version, "kind": "no_number"}

    def fixed_remarks(self):
        seen = f"{self.the_remark.pk}:{self.the_remark.changes.latest('pk').pk}"
        return {"version": self.handed_in_report.version, "remark": seen}

    def remark_text(self):
        return {"text": f"Уточните, {MARKER}"}

    def pasted(self):
        columns = ["1", f"Приехал хор, {MARKER}", "г. Минск", "4 ноября 2024 года", "Концерт", "Хор"]
        return {"text": "\t".join(columns), "html": ""}

    def ticked(self):
        return {"row": "0", "take-0": "add", "action": "apply"}

    def order(self):
        uids = list(self.handed_in_report.events.present().in_report_order().values_list("uid", flat=True))
        places = {f"place-{number}": number for number in range(1, len(uids) + 1)}
        return {"rows": ",".join(map(str, uids)), **places}

    def nil_reports(self):
        return {"submission": [self.nil_report.pk]}

    def new_period(self):
        return {"year": 2031, "quarter": 2}

    def dates(self):
        period = self.draft_report.period
        names = ("window_from", "window_to", "deadline", "hard_deadline")
        return {name: getattr(period, name).isoformat() for name in names}

    def reminded(self):
        return {"report": [self.draft_report.pk], "note": f"Жду звонка, {MARKER}"}

    def day_off(self):
        return {"day": "2031-07-01", "is_off": "yes"}

    def new_event(self):
        return {**FORMSET, "uid": str(uuid.uuid4()), "name": f"Ещё одно, {MARKER}"}

    def typed(self):
        page = {"draft_page": str(uuid.uuid4()), "draft_number": 1, "draft_by": self.the_draft.by.pk}
        return {**self.changed_event(), "uid": str(self.the_event.uid), **page}

    def begun(self):
        return {"key": "answer-1", "is_there": "on"}

    def page_of_draft(self):
        return {"draft": str(self.the_draft.page)}

    def changed_event(self):
        return {**FORMSET, "name": f"Изменено, {MARKER}", **self.version_of_event()}


FORMSET = {
    "agreements-TOTAL_FORMS": "0",
    "agreements-INITIAL_FORMS": "0",
    "agreements-MIN_NUM_FORMS": "0",
    "agreements-MAX_NUM_FORMS": "1000",
}


@pytest.fixture
def world(smolensk, vyazma, vyazma_officer, smolensk_officer, coordinator):
    def report(year, quarter, state="draft", **kwargs):
        period = factories.make_period(year, quarter)
        return factories.make_submission(
            period, vyazma, state=state, officer=vyazma_officer, coordinator=coordinator, **kwargs
        )

    draft = report(2024, 4, events=0)
    factories.make_submission(draft.period, smolensk)
    event = factories.make_event(draft, **{key: f"{text} {MARKER}" for key, text in factories.EVENT.items()})
    event = events.save_event(event, by=vyazma_officer, values={"purpose": f"Цель {MARKER}"}, base_version=1)
    twin = factories.make_event(draft, by=vyazma_officer, name=f"Участие: {event.name}")
    deleted = events.delete_event(factories.make_event(draft, name=f"Удалено {MARKER}"), by=vyazma_officer)
    returned = report(2024, 3, "returned")
    handed_in_event = factories.make_event(returned, name=f"Сдано {MARKER}")
    remark = factories.make_remark(returned, by=coordinator, text=f"Замечание {MARKER}", event=handed_in_event)
    accepted = factories.make_remark(returned, by=coordinator, text=f"Снятое замечание {MARKER}")
    accepted.accepted_by, accepted.accepted_at, accepted.state = coordinator, timezone.now(), "accepted"
    accepted.save()
    asked = factories.make_remark(returned, by=coordinator, text=f"Замечание с ответом {MARKER}")
    answered = remarks.answer_remark(asked, by=vyazma_officer, answer=f"Ответ {MARKER}")
    remarks.remember_frequent(f"Частое замечание {MARKER}", by=coordinator)
    handed_in = workflow.submit(returned, by=vyazma_officer)
    uploaded, applied = (
        factories.make_import(
            draft.period,
            vyazma,
            by=vyazma_officer,
            rows=[factories.make_row(f"Загружено {MARKER}")],
            name=f"Таблица {MARKER}.docx",
            data=f"Файл {MARKER}".encode(),
            state=state,
        )
        for state in ("ready", "applied")
    )
    approved = report(2023, 4, "approved")
    released = make_release(approved.period, by=coordinator)
    fields = LetterFields("1", timezone.localdate(), "Министру", "Начальник отдела", "Е.В. Орлова")
    make_package(released, fields, by=coordinator)
    extensions.ask(draft, by=vyazma_officer, reason=f"Болезнь, {MARKER}")
    on_behalf = workflow.declare_nil(report(2023, 2, events=0), by=coordinator, on_behalf=True)
    document = Agreement.objects.create(event=handed_in_event, title="Соглашение о дружбе")
    scans.attach_scan(document, by=vyazma_officer, data=png(), name="Скан.png")
    found_document = Agreement.objects.create(found_in=handed_in_event, title="Протокол")
    FoundDocument.objects.create(
        event=handed_in_event, version=1, key="1", kind="other", title="Протокол", words=MARKER, document=found_document
    )
    return World(
        draft_report=Submission.objects.get(pk=draft.pk),
        empty_report=report(2024, 1, events=0),
        handed_in_report=handed_in,
        approved_report=approved,
        the_release=released,
        on_behalf_report=on_behalf,
        nil_report=report(2023, 3, "submitted", is_nil=True),
        the_event=event,
        the_twin=twin,
        the_invitation=invitations.invite(
            draft, by=vyazma_officer, asked="Концерт", words="", until=timezone.localdate()
        ),
        the_deleted_event=deleted,
        the_handed_in_event=handed_in_event,
        the_document=document,
        the_found_document=found_document,
        the_remark=remark,
        the_accepted_remark=accepted,
        the_answered_remark=answered,
        the_frequent_remark=coordinator.frequent_remarks.get(),
        the_letter=Letter.objects.create(
            user=vyazma_officer,
            address="a@example.ru",
            subject=f"Побратим: отчёт возвращён {MARKER}",
            body=f"Отчёт возвращён, {MARKER}",
            state=Letter.State.GIVEN_UP,
        ),
        the_import=uploaded,
        the_applied_import=applied,
        the_token=machines.make_token(by=vyazma_officer, name=f"Ключ, {MARKER}", expires_on=timezone.localdate())[0],
        the_draft=drafts.keep(
            vyazma_officer,
            draft,
            drafts.Sending(uuid.uuid4(), uuid.uuid4(), number=1, fields=[["name", f"Начато {MARKER}"]]),
        ).draft,
    )


@pytest.fixture
def cast(vyazma_officer, smolensk_officer, coordinator, observer, list_administrator, stranger):
    people = (vyazma_officer, smolensk_officer, coordinator, observer, list_administrator, stranger, None)
    return dict(zip(CAST, people, strict=True))


def named_routes(patterns=None, prefix=""):
    """Names of all addresses of the project, with their namespaces."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else f"{prefix}{pattern.pattern}"
        else:
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from named_routes(pattern.url_patterns, prefix + namespace)


def expected_status(route, method, person):
    """The answer that the table asks for."""
    row = {"GET": route.get, "HEAD": route.get, "POST": route.post}.get(method, ())
    if person == "nobody" and not route.is_open:
        return KEPT if method == "POST" else TO_SIGN_IN
    if not row:
        return 405
    return row[0] if person == "nobody" else row[CAST.index(person)]


def words_of(response):
    """The text of an answer, of a Word file too."""
    body = b"".join(response) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            body = b"".join(package.read(name) for name in package.namelist())
    return body.decode("utf-8", "replace")


def ask(client, method, address, data):
    """One request, undone afterwards. `data`: what a POST sends, or a function that gives it."""
    with transaction.atomic():
        if method == "POST":
            response = client.post(address, data() if callable(data) else data)
        else:
            response = client.generic(method, address)
        words = words_of(response)
        transaction.set_rollback(True)
    return response, words


SHARES = 4  # of the table, so that several processes may ask; one world serves a share, because each request is undone


def wrong_answers(name, world, cast, client_of, methods=METHODS, others=None):
    """Where one address answers otherwise than its row says, or lets an outsider read the marker, as sentences.
    `others(words)` gives what else is wrong with a page that is there for whoever asks."""
    route = ROUTES[name]
    address = reverse(name, kwargs=getattr(world, route.args)() if route.args else None)
    wrong = []
    for person, user in cast.items():
        client = client_of(user)
        for method in methods:
            # Of the other methods nobody gets a body; what they would draw is drawn by GET.
            with nullcontext() if method in ("GET", "POST") else undrawn():
                response, words = ask(client, method, address, getattr(world, route.data))
            expected = expected_status(route, method, person)
            if response.status_code != expected:
                wrong.append(f"{name}: {method} by {person}: {response.status_code}, expected {expected}")
            is_page = response.headers.get("Content-Type", "").startswith("text/html") and expected != 404
            if others and method == "GET" and is_page:
                wrong += [f"{name}: {method} by {person}: {what}" for what in others(words)]
            outsider = person in ("other", "observer", "lists", "stranger") or (person == "nobody" and method != "POST")
            if outsider and MARKER in words:
                wrong.append(f"{name}: {method} by {person}: {READS}")
    return wrong


READS = "reads the other municipality's words"


@pytest.mark.one_database
@pytest.mark.parametrize("share", range(SHARES))
def test_everybody_gets_what_the_table_says_and_nobody_reads_anothers_words(share, world, cast, client_of):
    """The pages of the same walk say nothing in English or in the words of libraries."""
    again = signed_in_once(cast, client_of)
    with hurried():
        wrong = [wrong_answers(name, world, cast, again, others=strange_words) for name in list(ROUTES)[share::SHARES]]
    assert [line for lines in wrong for line in lines] == []


def test_the_owner_does_read_the_marker(world, cast, client_of):
    """Otherwise the leak test could not fail."""
    pages = [
        (name, world.draft()) for name in ("report", "report_history", "report_sheet", "report_docx", "report_import")
    ]
    pages += [(name, world.uploaded()) for name in ("import", "import_file")]
    for name, kwargs in pages:
        address = reverse(name, kwargs=kwargs)
        _, words = ask(client_of(cast["owner"]), "GET", address, {})
        assert MARKER in words, name


def test_every_address_of_the_reports_is_in_the_table():
    ours = {name for name in named_routes() if ":" not in name}
    elsewhere = {name for name in ours if name in SIGN_IN_ROUTES}
    assert ours - elsewhere == set(ROUTES)


# The sign-in's own pages hold nobody's words; they are asked for their answers here, for their work in
# tests/config/accounts/test_signin.py. Order as in CAST, with nobody last.
SIGN_IN_ROUTES = {
    "login": {"GET": (302,) * 6 + (200,), "POST": (302,) * 6 + (200,)},
    "logout": {"GET": (405,) * 6 + (302,), "POST": (302,) * 7},
    "sign_out_elsewhere": {"GET": (405,) * 6 + (302,), "POST": (302,) * 6 + (401,)},
    "profile": {"GET": (200,) * 6 + (302,), "POST": (200,) * 6 + (401,)},
    "password_reset": {"GET": (200,) * 7, "POST": (200,) * 7},
    "password_reset_done": {"GET": (200,) * 7, "POST": (405,) * 7},
    "password_change": {"GET": (200,) * 6 + (302,), "POST": (200,) * 6 + (401,)},
    "password_change_done": {"GET": (200,) * 6 + (302,), "POST": (405,) * 6 + (401,)},
    "password_reset_confirm": {"GET": (200,) * 7, "POST": (200,) * 7},
}


@pytest.mark.parametrize("name", SIGN_IN_ROUTES)
def test_the_pages_of_the_sign_in_answer_everybody(name, cast, client_of):
    kwargs = {"uidb64": "MQ", "token": "wrong-token"} if name == "password_reset_confirm" else None
    for method, statuses in SIGN_IN_ROUTES[name].items():
        for (person, user), expected in zip(cast.items(), statuses, strict=True):
            response = client_of(user).generic(method, reverse(name, kwargs=kwargs))
            assert response.status_code == expected, (method, person)


def admin_addresses(objects):
    """Every address of the admin that exists, with an object of its model where it needs one."""
    for name in sorted(set(named_routes())):
        if not name.startswith("admin:"):
            continue
        words = name.removeprefix("admin:").split("_")
        arguments = {
            "view_on_site": ["1", "1"],
            "app_list": ["municipalities"],
        }.get("_".join(words))
        if (
            arguments is None
            and words[-1] in {"change", "delete", "history", "merge", "replace", "password"}
            and words[0] in {"municipalities", "reports"}
        ):
            arguments = [objects[words[1]]]
        yield name, arguments or []


@pytest.mark.one_database
def test_only_the_list_administrator_enters_the_admin(world, cast, client_of, vyazma):
    """Every address of the admin, by GET and POST: 403 for everybody else, the sign-in for nobody."""
    objects = {
        "user": cast["stranger"].pk,
        "municipality": vyazma.pk,
        "officer": Officer.objects.first().pk,
        "country": "BY",
        "partnercity": factories.make_partner(municipality=vyazma).pk,
        "partnership": vyazma.partnerships.get().pk,
        "municipalityname": vyazma.names.get().pk,
        "contact": Contact.objects.create(partner=factories.make_partner("г. Орша"), name="А", phone="1").pk,
        "agreement": Agreement.objects.create(partnership=vyazma.partnerships.get(), title="О дружбе").pk,
    }
    wrong, clients = [], {person: client_of(user) for person, user in cast.items()}
    for name, arguments in admin_addresses(objects):
        try:
            address = reverse(name, args=arguments)
        except Exception:  # the admin's catch-all and redirects of old addresses have no plain form
            address = f"/admin/{name}/"
        for person, user in cast.items():
            for method in ("GET", "POST"):
                with hurried(), nullcontext() if person == "lists" else undrawn():
                    response, words = ask(clients[person], method, address, {})
                if person == "lists":
                    good = response.status_code < 500 and MARKER not in words
                elif person == "nobody":
                    good = response.status_code in {302, 401}
                else:
                    good = response.status_code == 403 or name in OPEN_IN_ADMIN
                if not good:
                    wrong.append(f"{name} {method} by {person}: {response.status_code}")
            if name in OPEN_IN_ADMIN:  # signing out is one of them
                clients[person] = client_of(user)
    assert wrong == []


def test_the_admin_takes_no_method_that_it_does_not_know(world, cast, client_of):
    """405 to whoever may enter; everybody else is refused as by GET."""
    for address in ("/admin/", "/admin/municipalities/user/", "/admin/municipalities/user/add/", "/admin/jsi18n/"):
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            response, _ = ask(client_of(cast["lists"]), method, address, {})
            assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST"), (method, address)
        assert ask(client_of(cast["other"]), "PUT", "/admin/municipalities/user/", {})[0].status_code == 403
        assert ask(client_of(None), "PUT", "/admin/municipalities/user/", {})[0].status_code == 302


# Signing out, changing one's own password and the words for the admin's scripts are everybody's.
OPEN_IN_ADMIN = {"admin:logout", "admin:jsi18n"}
