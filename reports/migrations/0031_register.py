"""Adds the register of agreements. What it keeps of a document is sealed with the document, so these rows are sealed
anew whose seal was right; what had been changed past the program keeps its wrong seal, and goes on to show.

For the documents that are there it finds the last day of signing, and since which version of the event their words
stand.
"""

import datetime
import hashlib
import hmac
import json
import re

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import municipalities.fields

KIND = "agreement"
BEFORE = (
    *("event_id", "partnership_id", "kind", "title", "parties"),
    *("signed_on", "signed_text", "valid_until", "ended_on"),
)
NOW = (*BEFORE, "found_in_id", "words_version", "kept_until", "is_open_ended", "taken_out_at", "signed_till")
WORDS = ("kind", "title", "parties", "signed_on", "signed_text", "valid_until")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def know_more(apps, schema_editor):
    Agreement = apps.get_model("reports", "Agreement")
    revisions = apps.get_model("reports", "EventRevision").objects
    known = []
    for document in Agreement.objects.select_related("event__submission__period").order_by("pk").iterator(500):
        document.signed_till = _last_day_of_signing(document)
        if document.event_id:
            contents = revisions.filter(event=document.event_id).order_by("-version").values_list("version", "content")
            document.words_version = _since(document, contents)
        known.append(document)
    Agreement.objects.bulk_update(known, ["signed_till", "words_version"], batch_size=100)


def _last_day_of_signing(document):
    if document.signed_on:
        return document.signed_on
    if year := YEAR.search(document.signed_text):
        return datetime.date(int(year[0]), 12, 31)
    return document.event and document.event.submission.period.ends_on


def _since(document, contents):
    """The first version behind which the words of the document are always those of now."""
    since = document.event.version
    for version, content in contents:
        same = [row for row in content.get("agreements", []) if row.get("id") == document.pk]
        if not same or any((same[0].get(name) or None) != _written(document, name) for name in WORDS):
            break
        since = version
    return since


def _written(document, name):
    value = getattr(document, name) or None
    return value.isoformat() if hasattr(value, "isoformat") else value


def seal_anew(apps, schema_editor):
    keys = {hashlib.sha256(f"history key:{key}".encode()).hexdigest()[:8]: key for key in settings.HISTORY_KEYS}
    current = next(iter(keys))
    Seal = apps.get_model("reports", "Seal")
    rows = {str(row["pk"]): row for row in apps.get_model("reports", "Agreement").objects.values("pk", *NOW)}
    right = []
    for seal in Seal.objects.filter(kind=KIND).order_by("pk"):
        if seal.row in rows and seal.digest == _digest(rows[seal.row], seal, BEFORE, keys.get(seal.key, "")):
            seal.digest, seal.key = _digest(rows[seal.row], seal, NOW, keys[current]), current
            right.append(seal)
    Seal.objects.bulk_update(right, ["digest", "key"], batch_size=100)


def _digest(row, seal, names, key):
    facts = [KIND, seal.row, {name: row[name] for name in names}]
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_as_text)
    return key and hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _as_text(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0007_list_changes"),
        ("reports", "0030_archive"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("scan", "нужен скан"),
                            ("ends_90", "заканчивается через 90 дней"),
                            ("ends_30", "заканчивается через 30 дней"),
                        ],
                        max_length=7,
                        verbose_name="повод",
                    ),
                ),
                ("due", models.DateField(verbose_name="о каком дне")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
            ],
            options={
                "verbose_name": "напоминание о документе",
                "verbose_name_plural": "напоминания о документах",
            },
        ),
        migrations.CreateModel(
            name="DocumentStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", municipalities.fields.CleanTextField(verbose_name="что")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
            ],
            options={
                "verbose_name": "запись о документе",
                "verbose_name_plural": "записи о документах",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="FoundDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="версия мероприятия")),
                ("key", models.CharField(max_length=64, verbose_name="чем отличается")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agreement", "соглашение"),
                            ("contract", "договор"),
                            ("memorandum", "меморандум"),
                            ("protocol", "протокол"),
                            ("roadmap", "дорожная карта"),
                            ("plan", "план (перечень) мероприятий"),
                            ("other", "иной документ"),
                        ],
                        max_length=20,
                        verbose_name="вид",
                    ),
                ),
                ("title", municipalities.fields.CleanLineField(max_length=500, verbose_name="название")),
                ("parties", municipalities.fields.CleanTextField(blank=True, verbose_name="стороны")),
                ("countries", models.JSONField(default=list, verbose_name="страны")),
                ("signed_on", models.DateField(null=True, verbose_name="дата подписания")),
                (
                    "signed_text",
                    municipalities.fields.CleanLineField(
                        blank=True, max_length=200, verbose_name="дата подписания (словами)"
                    ),
                ),
                ("words", municipalities.fields.CleanTextField(verbose_name="слова текста")),
                ("doubts", models.JSONField(default=list, verbose_name="сомнения")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "найдено в тексте"),
                            ("entered", "внесено в реестр"),
                            ("dismissed", "не документ"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="состояние",
                    ),
                ),
                ("at", models.DateTimeField(null=True, verbose_name="когда решено")),
            ],
            options={
                "verbose_name": "документ, найденный в тексте",
                "verbose_name_plural": "документы, найденные в тексте",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="заменён или убран")),
            ],
            options={
                "verbose_name": "скан документа",
                "verbose_name_plural": "сканы документов",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="agreement",
            name="agreement_belongs_somewhere",
        ),
        migrations.AddField(
            model_name="agreement",
            name="found_in",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="found_documents",
                to="reports.event",
                verbose_name="найдено в тексте мероприятия",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="is_open_ended",
            field=models.BooleanField(default=False, editable=False, verbose_name="бессрочно"),
        ),
        migrations.AddField(
            model_name="agreement",
            name="kept_until",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="срок по реестру"),
        ),
        migrations.AddField(
            model_name="agreement",
            name="signed_till",
            field=models.DateField(db_index=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="agreement",
            name="taken_out_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="убрано из реестра"),
        ),
        migrations.AddField(
            model_name="agreement",
            name="words_version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="слова с версии"),
        ),
        migrations.AddField(
            model_name="notice",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="reports.agreement",
                verbose_name="документ",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("handed_in", "отчёт сдан"),
                    ("returned", "отчёт возвращён"),
                    ("approved", "отчёт принят"),
                    ("unapproved", "отчёт снова на проверке"),
                    ("reopened", "отчёт открыт снова"),
                    ("extended", "срок продлён"),
                    ("asked", "просят продлить срок"),
                    ("declined", "срок не продлён"),
                    ("on_behalf", "внесено за вас"),
                    ("remark", "замечание"),
                    ("deadline", "срок сдачи"),
                    ("undelivered", "письмо не доставлено"),
                    ("unsaved", "несохранённый текст"),
                    ("corrected", "строка исправлена"),
                    ("opened", "квартал открыт"),
                    ("dates", "изменены сроки"),
                    ("quarter", "кто отчитывается в квартале"),
                    ("proposed", "предложен партнёр"),
                    ("written", "прислали строку"),
                    ("scan", "нужен скан"),
                    ("ends", "договорённость заканчивается"),
                ],
                max_length=12,
                verbose_name="вид",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("event__isnull", False),
                    ("partnership__isnull", False),
                    ("found_in__isnull", False),
                    _connector="OR",
                ),
                name="agreement_belongs_somewhere",
                violation_error_message="Договорённость относится к мероприятию или к партнёрству.",
            ),
        ),
        migrations.AddField(
            model_name="documentreminder",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="reports.agreement",
                verbose_name="документ",
            ),
        ),
        migrations.AddField(
            model_name="documentstep",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="кто",
            ),
        ),
        migrations.AddField(
            model_name="documentstep",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="reports.agreement",
                verbose_name="документ",
            ),
        ),
        migrations.AddField(
            model_name="founddocument",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="кто решил",
            ),
        ),
        migrations.AddField(
            model_name="founddocument",
            name="document",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="found",
                to="reports.agreement",
                verbose_name="что внесено",
            ),
        ),
        migrations.AddField(
            model_name="founddocument",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="found",
                to="reports.event",
                verbose_name="мероприятие",
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="кто",
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="scans",
                to="reports.agreement",
                verbose_name="документ",
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="кем",
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scan",
                to="reports.storedfile",
                verbose_name="файл",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentreminder",
            constraint=models.UniqueConstraint(fields=("document", "occasion", "due"), name="document_reminder_once"),
        ),
        migrations.AddIndex(
            model_name="founddocument",
            index=models.Index(fields=["state"], name="found_document_state"),
        ),
        migrations.AddConstraint(
            model_name="founddocument",
            constraint=models.UniqueConstraint(fields=("event", "key"), name="found_document_once"),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("document",), name="scan_in_use_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="scan_end_is_whole",
            ),
        ),
        migrations.RunPython(know_more, migrations.RunPython.noop),
        migrations.RunPython(seal_anew, migrations.RunPython.noop),
    ]
