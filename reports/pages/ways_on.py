"""Where somebody goes on from a page that there is not, or that is not for him."""

from django.urls import reverse

from reports.models import Period
from reports.rules.permissions import can_follow_quarters


def ways_on(request):
    """Where this person's work is: links, best first, and for the coordinator a search among the reports."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"ways": [(reverse("login"), "Войти")], "find": ""}
    ways, find = [(reverse("home"), "На главную")], ""
    if can_follow_quarters(user):
        ways = [(reverse("home"), "К отчётам квартала"), (reverse("periods"), "Все кварталы")]
        period = Period.objects.current()
        find = reverse("board", args=[period.year, period.quarter]) if period else ""
    elif user.municipality_ids:
        ways = [(reverse("home"), "К моему отчёту"), (reverse("my_reports"), "Все кварталы и прошлые отчёты")]
    return {"ways": [*ways, (reverse("help"), "Помощь")], "find": find}
