"""Adds archives, quarters that were taken back, and which reports were opened.

A quarter that was opened two weeks and more after its last day is an archive. Both are facts of a quarter that are
sealed. Those rows are sealed anew whose seal was right. What had been changed past the program keeps its wrong seal,
and goes on to show.
"""

import datetime
import hashlib
import hmac
import json

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

KIND = "period"
BEFORE = (
    *("year", "quarter", "starts_on", "ends_on", "window_from", "window_to"),
    *("deadline", "hard_deadline", "closed_at"),
)
NOW = (*BEFORE, "is_archive", "taken_back_at")


def find_archives(apps, schema_editor):
    """By the day on which each quarter was opened first."""
    opened = apps.get_model("reports", "PeriodChange").objects.filter(kind="opened").order_by("-pk")
    moments = {change.period_id: change.at for change in opened}
    for period in apps.get_model("reports", "Period").objects.filter(pk__in=moments):
        if timezone.localdate(moments[period.pk]) - period.hard_deadline > datetime.timedelta(days=14):
            period.is_archive = True
            period.save(update_fields=["is_archive"])


def seal_anew(apps, schema_editor):
    keys = {hashlib.sha256(f"history key:{key}".encode()).hexdigest()[:8]: key for key in settings.HISTORY_KEYS}
    current = next(iter(keys))
    Seal = apps.get_model("reports", "Seal")
    rows = {str(row["pk"]): row for row in apps.get_model("reports", "Period").objects.values("pk", *NOW)}
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
        ("municipalities", "0006_reporting_time"),
        ("reports", "0019_trial_letters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="версия отчёта")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="когда")),
            ],
            options={
                "verbose_name": "прочтение отчёта",
                "verbose_name_plural": "прочтения отчётов",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="period",
            name="is_archive",
            field=models.BooleanField(default=False, editable=False, verbose_name="архив"),
        ),
        migrations.AddField(
            model_name="period",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="открытие отменено"),
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
                ],
                max_length=12,
                verbose_name="вид",
            ),
        ),
        migrations.AlterField(
            model_name="periodchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "квартал открыт"),
                    ("dates", "изменены сроки"),
                    ("closed", "квартал закрыт"),
                    ("reopened", "квартал открыт снова"),
                    ("taken_back", "открытие квартала отменено"),
                    ("joined", "добавлено муниципальное образование"),
                    ("left", "муниципальное образование больше не отчитывается"),
                ],
                max_length=20,
                verbose_name="что",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken_back_at", None), ("closed_at__isnull", False), _connector="OR"),
                name="period_taken_back_is_closed",
                violation_error_message="Квартал, открытие которого отменено, закрыт.",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="кто",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to="reports.submission",
                verbose_name="отчёт",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(fields=("submission", "version", "by"), name="reading_once_a_version"),
        ),
        migrations.RunPython(find_archives, migrations.RunPython.noop),
        migrations.RunPython(seal_anew, migrations.RunPython.noop),
    ]
