"""Seals what is there. What was forged before this migration runs is sealed as it stands."""

import datetime
import hashlib
import hmac
import json
import uuid

from django.conf import settings
from django.db import migrations, models

CHUNK = 500

# The facts as they were when seals began, by attribute.
SEALED = {
    ("municipalities", "User"): (
        *("username", "full_name", "post", "email", "is_active", "created_at"),
        *("is_coordinator", "is_list_administrator", "is_superuser"),
    ),
    ("municipalities", "Municipality"): (
        *("oktmo", "oktmo_before", "short_name", "is_capital", "admin_centre", "signer_post", "signer_name"),
        *("phone", "email", "search_key", "sort_key"),
    ),
    ("municipalities", "MunicipalityName"): ("municipality_id", "heading", "label", "valid_from"),
    ("municipalities", "Officer"): ("user_id", "municipality_id", "since", "until"),
    ("municipalities", "Country"): ("name", "full_name", "synonyms", "search_key", "sort_key"),
    ("municipalities", "PartnerCity"): (
        *("name", "kind", "region", "country_id", "synonyms", "is_confirmed", "merged_ids"),
        *("proposed_by_id", "proposed_for_id", "proposed_at", "search_key", "synonym_keys", "sort_key"),
    ),
    ("municipalities", "Partnership"): (
        *("municipality_id", "partner_id", "kind", "status", "status_note", "signed_on", "signed_text"),
        *("as_of", "source", "confidence", "note"),
    ),
    ("reports", "Period"): (
        *("year", "quarter", "starts_on", "ends_on", "window_from", "window_to"),
        *("deadline", "hard_deadline", "closed_at"),
    ),
    ("reports", "PeriodChange"): ("period_id", "kind", "note", "by_id", "at"),
    ("reports", "Submission"): ("period_id", "municipality_id"),
    ("reports", "ExtensionRequest"): (
        *("submission_id", "by_id", "at", "reason", "wanted"),
        *("outcome", "answer", "answered_by_id", "answered_at"),
    ),
    ("reports", "Agreement"): (
        *("event_id", "partnership_id", "kind", "title", "parties"),
        *("signed_on", "signed_text", "valid_until", "ended_on"),
    ),
    ("reports", "StoredFile"): ("content_id", "name", "content_type", "by_id", "at"),
    ("reports", "Release"): (
        *("period_id", "number", "code", "document_id", "digest", "workbook_id", "workbook_digest"),
        *("anchors", "rows", "removed", "by_id", "at"),
    ),
}
# History → what it tells of, the attribute that names it, its facts.
STANDS = {
    "StateChange": (
        "Submission",
        "submission_id",
        (
            *("state", "is_nil", "first_submitted_at", "submitted_at", "submitted_by_id"),
            *("returned_at", "returned_by_id", "return_note", "approved_at", "approved_by_id", "approved_version"),
            *("extended_to", "own_deadline", "extension_reason", "awaits_confirmation"),
        ),
    ),
    "RemarkChange": (
        "Remark",
        "remark_id",
        (
            *("submission_id", "event_id", "field", "quote", "quote_number", "text", "by_id", "at", "version", "state"),
            *("answer", "answered_by_id", "answered_at", "accepted_by_id", "accepted_at"),
        ),
    ),
    "EventRevision": (
        "Event",
        "event_id",
        (
            *("uid", "submission_id", "name", "place_text", "period_text", "purpose", "participants"),
            *("start", "end", "precision", "period_source", "period_pinned_for"),
            *("place_format", "place_country_id", "place_locality", "place_source", "place_pinned_for"),
            *("sort_key", "search_key", "total", "total_foreign", "window_reason", "note"),
            *("is_included", "exclusion_reason", "position", "is_place_to_check", "version"),
            *("created_at", "created_by_id", "changed_at", "changed_by_id", "deleted_at", "deleted_by_id"),
        ),
    ),
}


def _key_name():
    return hashlib.sha256(f"history key:{settings.HISTORY_KEYS[0]}".encode()).hexdigest()[:8]


def _keyed_digest(facts):
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_as_text)
    return hmac.new(settings.HISTORY_KEYS[0].encode(), text.encode(), hashlib.sha256).hexdigest()


def _as_text(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def seal_rows(apps, schema_editor):
    Seal = apps.get_model("reports", "Seal")
    key = _key_name()
    for (app, name), names in SEALED.items():
        model = apps.get_model(app, name)
        kind = model._meta.model_name
        seals = []
        for pk, *facts in model.objects.order_by("pk").values_list("pk", *names).iterator(CHUNK):
            digest = _keyed_digest([kind, str(pk), dict(zip(names, facts, strict=True))])
            seals.append(Seal(kind=kind, row=str(pk), digest=digest, key=key))
        Seal.objects.bulk_create(seals, batch_size=CHUNK)


def seal_links(apps, schema_editor):
    """Every link; what stands after a row can be told for the last row about each thing alone."""
    ChainLink = apps.get_model("reports", "ChainLink")
    key = _key_name()
    subjects, facts = {}, {}
    for name, (subject, attribute, names) in STANDS.items():
        kind, model = name.lower(), apps.get_model("reports", subject)
        rows = apps.get_model("reports", name).objects.values_list("pk", attribute)
        subjects |= {(kind, row): pk for row, pk in rows}
        facts |= {
            (kind, pk): dict(zip(names, values, strict=True)) for pk, *values in model.objects.values_list("pk", *names)
        }
    done, links = set(), []
    for link in ChainLink.objects.order_by("submission", "-number"):
        link.key = key
        link.seal = _keyed_digest(["link", link.submission_id, link.number, link.kind, link.row, link.digest])
        subject = subjects.get((link.kind, link.row))
        if subject is not None and (link.kind, subject) not in done:
            done.add((link.kind, subject))
            standing = facts[link.kind, subject]
            link.standing = _keyed_digest(["standing", link.number, link.kind, link.row, subject, standing])
        links.append(link)
    ChainLink.objects.bulk_update(links, ["key", "seal", "standing"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0001_initial"),
        ("reports", "0011_dropped_letters"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="periodchange",
            options={
                "ordering": ["-pk"],
                "verbose_name": "изменение периода",
                "verbose_name_plural": "изменения периодов",
            },
        ),
        migrations.AlterModelOptions(
            name="statechange",
            options={
                "ordering": ["pk"],
                "verbose_name": "смена состояния",
                "verbose_name_plural": "смены состояний",
            },
        ),
        migrations.AddField(
            model_name="chainlink",
            name="key",
            field=models.CharField(default="", max_length=8, verbose_name="ключ"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="chainlink",
            name="seal",
            field=models.CharField(default="", max_length=64, verbose_name="печать звена"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="chainlink",
            name="standing",
            field=models.CharField(default="", max_length=64, verbose_name="печать того, что стоит после записи"),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="вид")),
                ("row", models.CharField(max_length=40, verbose_name="запись")),
                ("digest", models.CharField(max_length=64, verbose_name="печать")),
                ("key", models.CharField(max_length=8, verbose_name="ключ")),
            ],
            options={
                "verbose_name": "печать записи",
                "verbose_name_plural": "печати записей",
                "constraints": [models.UniqueConstraint(fields=("kind", "row"), name="seal_once")],
            },
        ),
        migrations.RunPython(seal_rows, migrations.RunPython.noop),
        migrations.RunPython(seal_links, migrations.RunPython.noop),
    ]
