"""Import and export of the lists in the admin: choose a file, see what would change, confirm.

Between the two steps the file waits in the database (ListUpload): the next request may reach another web process,
and web processes keep nothing on disk. Choosing the file a second time instead would let another file slip in.
"""

import datetime
import hashlib
import itertools

from django import forms
from django.contrib import messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST
from import_export.admin import ImportExportMixin
from import_export.results import RowResult

from municipalities.models import ListUpload
from reports.files.read.list import MAX_BYTES, MAX_ROWS, TOO_LARGE

from .files import CsvList, UnreadableFile, XlsxList, read_list

SHOWN_ROWS = 100
SHOWN_LETTERS = 300  # of one text; a cell may hold a book
LETTERS_BEFORE = 40  # what differs
NEW, CHANGED, SAME = RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE, RowResult.IMPORT_TYPE_SKIP
FORMATS = {"xlsx": XlsxList, "csv": CsvList}


class FileForm(forms.Form):
    import_file = forms.FileField(
        label="Файл",
        allow_empty_file=True,  # a sentence of ours says what is wrong
        help_text=f"Книга Excel (.xlsx) или CSV, до 10 МБ и до {MAX_ROWS} строк.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "class": "form-control"}),
        error_messages={"required": "Выберите файл.", "invalid": "Выберите файл."},
        max_length=255,
    )

    def clean_import_file(self):
        """The name and the bytes."""
        file = self.cleaned_data["import_file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file.name, file.read()


class ConfirmForm(forms.Form):
    """Which file, and what the person has seen of it."""

    upload = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class FormatForm(forms.Form):
    format = forms.ChoiceField(
        label="Вид файла",
        choices=[(key, kind().get_title()) for key, kind in FORMATS.items()],
        initial="xlsx",
        widget=forms.RadioSelect(attrs={"class": "lists-formats"}),
    )


class ListExchange(ImportExportMixin):
    """Mixed into a list's admin; `resource_classes` names its one resource."""

    formats = [XlsxList, CsvList]
    import_template_name = "admin/import_export/import.html"
    export_template_name = "admin/import_export/export.html"

    def init_change_list_template(self):
        """Keep Django's page; its object tools are ours and hold the links (admin/change_list_object_tools.html)."""
        self.ie_base_change_list_template = None

    def has_import_permission(self, request):
        """Whoever may add and change rows one by one."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request):
        """Whoever may read the rows."""
        return self.has_view_permission(request)

    # import

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def import_action(self, request, **kwargs):
        """Take a file and show what it would change; nothing is changed yet."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
        if not form.is_valid():
            return self._import_page(request, form)
        name, data = form.cleaned_data["import_file"]
        return self._preview(request, form, name, data)

    @method_decorator(require_POST)
    def process_import(self, request, **kwargs):
        """Apply the file that was shown, all of it or nothing; show it again when its effect would be another."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmForm(request.POST)
        upload = form.is_valid() and self._uploads(request).filter(pk=form.cleaned_data["upload"]).first()
        if not upload:
            messages.error(request, "Этот файл уже загружен или хранился слишком долго. Выберите его снова.")
            return redirect(self._address("import"))
        name, data = upload.name, bytes(upload.data)
        try:
            dataset = read_list(data)  # before the transaction: SQLite would keep other writers waiting
        except UnreadableFile as error:
            messages.error(request, str(error))
            return redirect(self._address("import"))
        with transaction.atomic():
            _, result = self._run(request, dataset, dry_run=False)
            as_seen = _digest(result) == form.cleaned_data["digest"]
            if result.has_errors() or result.has_validation_errors() or not as_seen:
                transaction.set_rollback(True)
            else:
                upload.delete()
                self._write_down(request, result, name)
                messages.success(request, f"Файл загружен: {_counted(result)}.")
                return redirect(self._address("changelist"))
        messages.warning(request, "Пока вы читали, список изменился. Посмотрите ещё раз, что изменит файл.")
        return self._preview(request, FileForm(), name, data)

    def _uploads(self, request):
        """The person's own files for this list that are not too old."""
        day_ago = timezone.now() - datetime.timedelta(days=1)
        return ListUpload.objects.filter(by=request.user, model=self.opts.label_lower, at__gt=day_ago)

    def _preview(self, request, form, name, data):
        try:
            resource, result = self._run(request, read_list(data), dry_run=True)
        except UnreadableFile as error:
            form.add_error("import_file", str(error)) if form.is_bound else messages.error(request, str(error))
            return self._import_page(request, form)
        for error in result.base_errors:
            form.add_error("import_file", str(error.error)) if form.is_bound else messages.error(request, str(error))
        if result.base_errors:
            return self._import_page(request, form, notes=resource.notes)
        bad = _bad_rows(resource, result)
        will_change = not bad and (result.totals[NEW] or result.totals[CHANGED])
        confirm = None
        if will_change:
            confirm = ConfirmForm(initial={"upload": self._keep(request, name, data).pk, "digest": _digest(result)})
        return self._import_page(
            request,
            form,
            notes=resource.notes,
            confirm=confirm,
            report={
                "name": name,
                "counted": _counted(result),
                "bad": bad[:SHOWN_ROWS],
                "more_bad": len(bad) - SHOWN_ROWS if len(bad) > SHOWN_ROWS else 0,
                "bad_count": len(bad),
                "changes": _changes(resource, result) if will_change else [],
                "more_changes": max(0, result.totals[NEW] + result.totals[CHANGED] - SHOWN_ROWS),
                "total": result.total_rows,
            },
        )

    def _run(self, request, dataset, *, dry_run):
        """The trial run is the real run, rolled back. Returns the resource with its notes, and the result."""
        [resource_class] = self.get_import_resource_classes(request)
        resource = resource_class()
        result = resource.import_data(
            dataset, dry_run=dry_run, raise_errors=False, user=request.user, retain_instance_in_row_result=True
        )
        return resource, result

    def _keep(self, request, name, data):
        """Store the file for the second step, and throw away what nobody will confirm any more."""
        day_ago = timezone.now() - datetime.timedelta(days=1)
        mine = Q(by=request.user, model=self.opts.label_lower)
        with transaction.atomic():
            ListUpload.objects.filter(mine | Q(at__lt=day_ago)).delete()
            return ListUpload.objects.create(by=request.user, model=self.opts.label_lower, name=name[:255], data=data)

    def _write_down(self, request, result, name):
        """Every new and changed row gets its line in the history."""
        for kind, flag, words in ((NEW, ADDITION, "Добавлено"), (CHANGED, CHANGE, "Изменено")):
            rows = [row.instance for row in result.rows if row.import_type == kind]
            if rows:
                LogEntry.objects.log_actions(request.user.pk, rows, flag, change_message=f"{words} из файла «{name}».")

    def _import_page(self, request, form, *, notes=(), confirm=None, report=None):
        [resource_class] = self.get_import_resource_classes(request)
        wrong = (form.is_bound and form.errors) or (report and report["bad"])
        context = self.admin_site.each_context(request) | {
            "title": f"{'Ошибка: ' if wrong else ''}{capfirst(self.opts.verbose_name_plural)}: загрузка из файла",
            "opts": self.opts,
            "form": form,
            "confirm": confirm,
            "notes": list(notes),
            "report": report,
            "headings": resource_class.headings(),
            "key_headings": resource_class.key_headings(),
            "import_address": self._address("import"),
            "confirm_address": self._address("process_import"),
            "export_address": self._address("export"),
            "list_address": self._address("changelist"),
        }
        return TemplateResponse(request, self.import_template_name, context)

    # export

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def export_action(self, request):
        """Offer the formats; at a POST give the file. Search and filters of the list hold here, too."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        [resource_class] = self.get_export_resource_classes(request)
        resource = resource_class()
        try:
            chosen = self.get_export_queryset(request).order_by().values("pk")
        except (IncorrectLookupParameters, DisallowedModelAdminLookup):
            return redirect(self._address("export"))
        rows = resource.get_queryset().filter(pk__in=chosen)
        form = FormatForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            file_format = FORMATS[form.cleaned_data["format"]]()
            try:
                return self._file(file_format, resource, rows)
            except UnreadableFile as error:
                form.add_error("format", str(error))
        context = self.admin_site.each_context(request) | {
            "title": f"{capfirst(self.opts.verbose_name_plural)}: выгрузка в файл",
            "opts": self.opts,
            "form": form,
            "count": rows.count(),
            "is_part": bool(request.GET),
            "headings": resource_class.headings(),
            "export_address": self._address("export"),
            "list_address": self._address("changelist"),
        }
        return TemplateResponse(request, self.export_template_name, context)

    def _file(self, file_format, resource, rows):
        dataset = resource.export(rows, force_native_type=True)
        dataset.title = capfirst(resource.get_display_name())
        answer = HttpResponse(file_format.export_data(dataset), content_type=file_format.get_content_type())
        name = f"{dataset.title} {timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"
        answer["Content-Disposition"] = content_disposition_header(True, name)
        return answer

    def _address(self, page):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")


def _counted(result):
    return (
        f"новых строк – {result.totals[NEW]}, изменённых – {result.totals[CHANGED]}, "
        f"без изменений – {result.totals[SAME]}"
    )


def _digest(result):
    """What the file changes, in one line: another digest means another effect."""
    changes = [(row.import_type, row.diff) for row in result.rows]
    return hashlib.sha256(repr(changes).encode()).hexdigest()


def _bad_rows(resource, result):
    """As the resource tells them, with short sentences."""
    return [(line, list(map(_shortened, reasons))) for line, reasons in resource.bad_rows(result)]


def _shortened(sentence):
    """The sentence; of a very long one, which quotes a cell, both ends."""
    half = SHOWN_LETTERS // 2
    return sentence if len(sentence) <= SHOWN_LETTERS else f"{sentence[:half]}…{sentence[-half:]}"


def _parts(before, after):
    """Both texts; of very long ones, the part where they begin to differ."""
    if max(len(before), len(after)) <= SHOWN_LETTERS:
        return before, after
    in_common = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    start = max(0, in_common - LETTERS_BEFORE)
    end = start + SHOWN_LETTERS
    return tuple(f"{'…' * (start > 0)}{text[start:end]}{'…' * (len(text) > end)}" for text in (before, after))


def _changes(resource, result):
    """New and changed rows for the page: line, is it new, name, and (heading, before, after) of what changes."""
    found = []
    for line, row in zip(resource.lines, result.rows, strict=True):
        if row.import_type in (NEW, CHANGED) and len(found) < SHOWN_ROWS:
            cells = zip(result.diff_headers, row.diff, strict=True)
            different = [(heading, *_parts(before, after)) for heading, (before, after) in cells if before != after]
            found.append((line, row.import_type == NEW, _shortened(row.object_repr), different))
    return found
