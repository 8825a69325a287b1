"""Addresses of the reports, grouped under the object that they act on."""

from django.urls import include, path, re_path

from reports.pages.agreements import document, found, lists
from reports.pages.agreements import views as register
from reports.pages.archive import views as archive
from reports.pages.board import consolidated, days_off, opening, periods, reminding
from reports.pages.board import views as coordinator
from reports.pages.check import views as checking
from reports.pages.events import drafts, laying_out, phrases
from reports.pages.events import views as events
from reports.pages.expected import views as expected
from reports.pages.figures import letter as silence
from reports.pages.figures import views as figures
from reports.pages.history import views as report_history
from reports.pages.imports import views as imports
from reports.pages.invitations import holder
from reports.pages.invitations import views as invitations
from reports.pages.machines import programs
from reports.pages.machines import views as machines
from reports.pages.notices import views as notices
from reports.pages.officer import hand_in
from reports.pages.officer import views as officer
from reports.pages.package import views as package
from reports.pages.partners import views as partners
from reports.pages.releases import corrections
from reports.pages.releases import views as releases
from reports.pages.review import decide, many_remarks, on_behalf, queue, remarks, rows
from reports.pages.review import views as review
from reports.pages.series import views as series
from reports.pages.table import views as table
from reports.pages.twins import views as twins
from reports.pages.year import files as year_files
from reports.pages.year import views as year

from .pages import downloads, first_steps, guide, home, house_style, unsaved

report = [
    path("", officer.report, name="report"),
    path("submit/", hand_in.submit, name="submit"),
    path("nil/", hand_in.declare_nil, name="declare_nil"),
    path("withdraw/", hand_in.withdraw, name="withdraw"),
    path("confirm/", hand_in.confirm, name="confirm"),
    path("ask-extension/", officer.ask_extension, name="ask_extension"),
    path("sheet/", officer.sheet, name="report_sheet"),
    path("report.docx", downloads.report_docx, name="report_docx"),
    path("report.pdf", downloads.report_copy, {"kind": "pdf"}, name="report_pdf"),
    path("report.odt", downloads.report_copy, {"kind": "odt"}, name="report_odt"),
    path("form.docx", downloads.form_docx, name="form_docx"),
    path("form.xlsx", downloads.form_xlsx, name="form_xlsx"),
    path("import/", imports.report_import, name="report_import"),
    path("history/", report_history.report_history, name="report_history"),
    path("house-style/", house_style.house_style, name="house_style"),
    path("house-style/undo/<int:after>/<int:until>/", house_style.undo, name="house_style_undo"),
    path("expected/", expected.expected, name="report_expected"),
    path("expected/undo/<int:after>/<int:until>/", expected.undo, name="expected_undo"),
    path("expected/<uuid:uid>/again/", expected.again, name="expected_again"),
    path("table/", table.table, name="report_table"),
    path("table/add/", table.add_row, name="table_row_add"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("series/", series.series, name="series"),
    path("series/live/", series.live, name="series_live"),
    path("series/together/", series.together, name="series_together"),
    path("series/undo/<int:after>/<int:until>/", series.undo, name="series_undo"),
    path("events/add/", events.add, name="event_add"),
    path("events/live/", events.live, name="event_live"),
    path("events/choices/", events.choices, name="event_choices"),
    path("events/phrases/", phrases.phrases, name="event_phrases"),
    path("events/lay-out/", laying_out.lay_out, name="event_lay_out"),
    path("events/draft/", drafts.keep, name="event_draft"),
    path("half-written/", unsaved.keep_sign, name="half_written"),
    path("events/draft/discard/", drafts.discard, name="event_draft_discard"),
    path("events/draft/<uuid:page>/bring-back/", drafts.bring_back, name="event_draft_bring_back"),
]

event = [
    path("", events.edit, name="event"),
    path("delete/", events.delete, name="event_delete"),
    path("undelete/", events.undelete, name="event_undelete"),
    path("history/", events.history, name="event_history"),
    path("twins/<uuid:other>/", twins.judge, name="twins_judge"),
    path("twins/<uuid:other>/forget/", twins.forget, name="twins_forget"),
    path("cells/", table.save_cells, name="event_cells"),
    path("take/", expected.take, name="event_take"),
    path("checked/", expected.checked, name="event_checked"),
    path("restore/<int:version>/", events.restore, name="event_restore"),
    path("leave-out/", rows.leave_out, name="event_leave_out"),
    path("include/", rows.include, name="event_include"),
    path("correct/", corrections.correct, name="event_correct"),
]

remark = [
    path("answer/", officer.answer_remark, name="remark_answer"),
    path("correct/", remarks.correct_remark, name="remark_correct"),
    path("reply/", remarks.reply_remark, name="remark_reply"),
    path("accept/", remarks.accept_remark, name="remark_accept"),
    path("reopen/", remarks.reopen_remark, name="remark_reopen"),
]

reviewed = [
    path("", review.review, name="review"),
    path("remarks/add/", remarks.add_remark, name="remark_add"),
    path("remarks/add-usual/", many_remarks.add_usual, name="remarks_add_usual"),
    path("remarks/accept-fixed/", many_remarks.accept_fixed, name="remarks_accept_fixed"),
    path("remarks/take-back/<int:after>/<int:until>/", many_remarks.take_back, name="remarks_take_back"),
    path("letter/", silence.silence_letter, name="silence_letter"),
    path("letter.docx", silence.silence_letter_docx, name="silence_letter_docx"),
    path("return/", decide.return_for_changes, name="return_for_changes"),
    path("approve/", decide.approve, name="approve"),
    path("reopen/", decide.reopen, name="reopen"),
    path("extend/", decide.extend, name="extend"),
    path("on-behalf/", on_behalf.on_behalf, name="on_behalf"),
    path("decline-extension/", decide.decline_extension, name="decline_extension"),
    path("order/", rows.order, name="order"),
    path("order/by-date/", rows.order_by_date, name="order_by_date"),
]

period = [
    path("", coordinator.board, name="board"),
    path("dates/", periods.period_dates, name="period_dates"),
    path("remind/", reminding.remind, name="period_remind"),
    path("close/", periods.period_close, name="period_close"),
    path("reopen/", periods.period_reopen, name="period_reopen"),
    path("approve/", queue.approve_several, name="approve_several"),
    path("unapprove/<slug:approvals>/", queue.unapprove, name="unapprove"),
    path("accept-imported/", on_behalf.accept_imported, name="accept_imported"),
    path("rest-nil/", coordinator.accept_rest_as_nil, name="accept_rest_as_nil"),
    path("rest-nil/<slug:approvals>/undo/", coordinator.take_back_nil, name="take_back_nil"),
    path("take-back/", periods.period_take_back, name="period_take_back"),
    path("open-again/", periods.period_open_again, name="period_open_again"),
    path("approve-nil/", coordinator.approve_nil, name="approve_nil"),
    path("consolidated/", consolidated.consolidated, name="consolidated"),
    path("consolidated.docx", downloads.consolidated_docx, name="consolidated_docx"),
    path("consolidated.xlsx", downloads.consolidated_xlsx, name="consolidated_xlsx"),
    path("consolidated.pdf", downloads.consolidated_copy, {"kind": "pdf"}, name="consolidated_pdf"),
    path("consolidated.odt", downloads.consolidated_copy, {"kind": "odt"}, name="consolidated_odt"),
    path("import/", imports.period_import, name="period_import"),
    path("board.xlsx", downloads.board_xlsx, name="board_xlsx"),
    path("releases/", releases.releases, name="releases"),
]

one_import = [
    path("", imports.one_import, name="import"),
    path("status/", imports.status, name="import_status"),
    path("cancel/", imports.cancel, name="import_cancel"),
    path("undo/", imports.undo, name="import_undo"),
    path("sections/", imports.sections, name="import_sections"),
    path("file/", imports.file, name="import_file"),
]

agreement = [
    path("", document.document, name="agreement"),
    path("term/", document.term, name="agreement_term"),
    path("end/", document.end, name="agreement_end"),
    path("scan/", document.attach, name="agreement_scan_attach"),
    path("scan/<int:number>/", document.scan, name="agreement_scan"),
    path("scan/<int:number>/remove/", document.remove, name="agreement_scan_remove"),
    path("scan/<int:number>/back/", document.bring_back, name="agreement_scan_back"),
    path("take-out/", document.take_out, name="agreement_take_out"),
    path("put-back/", document.put_back, name="agreement_put_back"),
]

# For programs. The form of these stays (reports/pages/machines/openapi.json).
api = [
    path("openapi.json", machines.description, name="api_description"),
    path("quarters/", machines.quarters, name="api_quarters"),
    path("quarters/<int:year>-<int:quarter>/", machines.quarter, name="api_quarter"),
    path("quarters/<int:year>-<int:quarter>/rows.json", machines.quarter_json, name="api_quarter_json"),
    path("quarters/<int:year>-<int:quarter>/rows.csv", machines.quarter_csv, name="api_quarter_csv"),
    path("rows.json", machines.all_json, name="api_json"),
    path("rows.csv", machines.all_csv, name="api_csv"),
    path("municipalities/", machines.municipalities, name="api_municipalities"),
    path("countries/", machines.countries, name="api_countries"),
    re_path("^(?P<rest>.*)$", machines.unknown, name="api_unknown"),
]

one_year = [
    path("", year.year, name="year"),
    path("table/", year.year_table, name="year_table"),
    path("table.docx", year_files.year_docx, name="year_docx"),
    path("table.xlsx", year_files.year_xlsx, name="year_xlsx"),
    path("table.pdf", year_files.year_copy, {"kind": "pdf"}, name="year_pdf"),
    path("table.odt", year_files.year_copy, {"kind": "odt"}, name="year_odt"),
]

partner = [
    path("", partners.partner, name="partner"),
    path("card.docx", partners.partner_docx, name="partner_docx"),
    path("card.pdf", partners.partner_copy, {"kind": "pdf"}, name="partner_pdf"),
    path("card.odt", partners.partner_copy, {"kind": "odt"}, name="partner_odt"),
]

country = [
    path("", partners.country, name="country"),
    path("card.docx", partners.country_docx, name="country_docx"),
    path("card.pdf", partners.country_copy, {"kind": "pdf"}, name="country_pdf"),
    path("card.odt", partners.country_copy, {"kind": "odt"}, name="country_odt"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("reports/", officer.my_reports, name="my_reports"),
    path("reports/<int:year>-<int:quarter>/", officer.quarter, name="officer_quarter"),
    path("report/<int:pk>/", include(report)),
    path("event/<uuid:uid>/", include(event)),
    path("remark/<int:pk>/", include(remark)),
    path("review/<int:pk>/", include(reviewed)),
    path("frequent-remarks/", remarks.frequent_remarks, name="frequent_remarks"),
    path("frequent-remarks/<int:pk>/forget/", remarks.forget_frequent, name="frequent_forget"),
    path("import/<uuid:uid>/", include(one_import)),
    path("invitation/<uuid:uid>/<slug:act>/", invitations.decide, name="invitation_decide"),
    path("write/<str:token>/", holder.write, name="invitation_write"),
    path("release/<int:pk>/document.docx", releases.document, name="release_docx"),
    path("release/<int:pk>/workbook.xlsx", releases.workbook, name="release_xlsx"),
    path("release/<int:pk>/document.pdf", releases.copy, {"kind": "pdf"}, name="release_pdf"),
    path("release/<int:pk>/document.odt", releases.copy, {"kind": "odt"}, name="release_odt"),
    path("release/<int:pk>/package/", package.make, name="package_make"),
    path("package/<int:pk>/", package.package, name="package"),
    path("package/<int:pk>/package.zip", package.package_zip, name="package_zip"),
    path("package/<int:pk>/file/<int:number>/", package.part, name="package_part"),
    path("covering-letter/", package.covering_letter, name="covering_letter"),
    path("covering-letter/live/", package.covering_live, name="covering_live"),
    path("check/", checking.check, name="release_check"),
    path("check/<str:code>/", checking.check_code, name="release_check_code"),
    path("release/check/", checking.former_address, name="release_check_former"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/<int:pk>/open/", notices.open_notice, name="notice_open"),
    path("mail/", notices.mail, name="mail"),
    path("mail/<int:pk>/", notices.letter, name="letter"),
    path("mail/<int:pk>/again/", notices.letter_again, name="letter_again"),
    path("figures/", figures.figures, name="figures"),
    path("agreements/", register.agreements, name="agreements"),
    path("agreements/register.docx", lists.register_docx, name="agreements_docx"),
    path("agreements/register.xlsx", lists.register_xlsx, name="agreements_xlsx"),
    path("agreements/found/", found.found, name="agreements_found"),
    path("agreements/found/<int:pk>/<slug:act>/", found.answer, name="agreements_found_answer"),
    path("agreements/<int:pk>/", include(agreement)),
    path("archive/", archive.archive, name="archive"),
    path("archive/list.xlsx", archive.archive_xlsx, name="archive_xlsx"),
    path("archive/<uuid:uid>/", archive.archive_row, name="archive_row"),
    path("days-off/", days_off.days_off, name="days_off"),
    path("days-off/back/", days_off.day_back, name="day_off_back"),
    path("periods/", periods.periods, name="periods"),
    path("periods/open/", opening.opening, name="period_opening"),
    path("periods/<int:year>-<int:quarter>/", include(period)),
    path("partners/", partners.partners, name="partners"),
    path("partners/<int:pk>/", include(partner)),
    path("countries/<slug:code>/", include(country)),
    path("api/v1/", include(api)),
    path("calendar/<slug:secret>.ics", programs.calendar, name="calendar"),
    path("programs/", programs.programs, name="machine_access"),
    path("programs/tokens/<int:pk>/revoke/", programs.revoke, name="token_revoke"),
    path("programs/calendar/", programs.make_feed, name="feed_make"),
    path("programs/calendar/end/", programs.end_feed, name="feed_end"),
    path("year/", year.latest, name="years"),
    path("year/<int:year>/", include(one_year)),
    path("first-steps/", first_steps.first_steps, name="first_steps"),
    path("first-steps/lists/", first_steps.fill, name="first_steps_lists"),
    path("first-steps/letter/", first_steps.trial_letter, name="first_steps_letter"),
    path("help/", guide.help_for_role, name="help"),
    path("help/<slug:role>/", guide.help_page, name="help_page"),
]
