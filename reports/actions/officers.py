"""One officer takes over from another, in one step."""

import datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from municipalities.models import Municipality, Officer
from municipalities.models.account_letters import tell_of_link
from reports.prose.words import write_date
from reports.rules.permissions import can_keep_lists, require_right


@transaction.atomic
def replace_officer(municipality, *, old, new, since, by):
    """Let `new` answer for the municipality from the day `since` on, and `old` until the day before.

    Drafts, reports and their histories belong to the municipality: nothing of them is touched. `old`, `new` and
    `by` are users; a `new` one that is not stored yet is added without a password. Returns the new link. Raises
    PermissionDenied, and ValidationError whose keys are «new», «since» or the form's own when somebody would give or
    take a right of his own, or the links would contradict each other.
    """
    require_right(can_keep_lists, by)
    if new.pk is None:
        new.set_unusable_password()
        new.save()
    # Two replacements of one municipality follow each other: the second sees what the first has written.
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    _refuse_own(old, new, by)
    if since < timezone.localdate():
        raise ValidationError({"since": "Этот день уже прошёл. Выберите сегодняшний или более поздний."})
    links = Officer.objects.filter(Q(until=None) | Q(until__gte=since), municipality=municipality)
    _refuse_new(new, links.filter(user=new).order_by("since").first())
    ending = list(links.filter(user=old).order_by("since"))
    if not ending:
        raise ValidationError({"since": f"{old} и так не отвечает за это муниципальное образование с этого дня."})
    last_start = ending[-1].since
    if last_start >= since:
        raise ValidationError(
            {
                "since": f"{old} отвечает только с {write_date(last_start)}. Выберите более поздний день "
                "или исправьте начало в списке исполнителей."
            }
        )
    for link in ending:
        link.until = since - datetime.timedelta(days=1)
        link.save(update_fields=["until"])
        tell_of_link(link)
    link = Officer.objects.create(user=new, municipality=municipality, since=since)
    tell_of_link(link)
    return link


def _refuse_own(old, new, by):
    """Nobody gives himself a right, and nobody lays his own down unseen."""
    if by == old:
        raise ValidationError({NON_FIELD_ERRORS: "Себя не заменяют: попросите другого администратора справочников."})
    if by == new:
        raise ValidationError({"new": "Себя исполнителем не назначают: попросите другого администратора справочников."})


def _refuse_new(new, link):
    """`link`: the one by which the person answers for the municipality on the day or later, or None."""
    if new.is_superuser:
        raise ValidationError({"new": "Этого пользователя нельзя назначить исполнителем."})
    if not new.is_active:
        raise ValidationError({"new": f"Пользователь отключён: {new}. Сначала отметьте «Действует» на его странице."})
    if link is not None:
        raise ValidationError(
            {"new": f"{new} уже отвечает за это муниципальное образование с {write_date(link.since)}."}
        )
