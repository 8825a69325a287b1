"""«Доступ для программ»: a person's tokens and the address of the calendar, made here, shown here, ended here; and what
the calendar's address answers."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.models import AccessToken, CalendarFeed
from reports.actions import machines
from reports.files.write import calendar as calendars
from reports.pages.access import require, say
from reports.pages.addresses import crumbs
from reports.prose.typography import quoted
from reports.rules.permissions import can_read_released

from .answers import kept_while
from .feed import entries_of
from .forms import TokenForm

NO_CALENDAR = (
    "Такого календаря нет: адрес отозван, заменён новым или переписан не целиком. Действующий адрес стоит в программе "
    "на странице «Доступ для программ».\n"
)
TOO_OFTEN = "Календарь спрашивают слишком часто. Он обновляется сам несколько раз в день.\n"


@require_http_methods(["GET", "HEAD", "POST"])
def programs(request):
    """The page; a POST makes a token. Its answer shows the token, for the only time: a redirect would have to keep it
    somewhere."""
    require(can_read_released(request.user))
    form, made, secret = TokenForm(request.POST if request.method == "POST" else None), None, ""
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = machines.make_token(by=request.user, **form.token)
        except machines.AccessRefused as refused:
            form.add_error("name", str(refused))
        else:
            form = TokenForm()
    return _page(request, form, made, secret)


def _page(request, form, made, secret):
    feed = CalendarFeed.objects.filter(user=request.user).first()
    return render(
        request,
        "reports/machines/page.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Доступ для программ",
            "section": "profile",
            "crumbs": crumbs((reverse("profile"), "Профиль"), here="Доступ для программ"),
            "form": form,
            "made": made,
            "secret": secret,
            "tokens": AccessToken.objects.filter(user=request.user, revoked_at=None),
            "feed": feed,
            "feed_address": f"{settings.SITE_URL}{address_of(feed)}" if feed else "",
            "site": settings.SITE_URL,
            "description": reverse("api_description"),
        },
    )


def address_of(feed):
    """The path of the calendar."""
    return reverse("calendar", args=[machines.secret_of_feed(feed)])


@require_POST
def revoke(request, pk):
    """End one of one's own tokens."""
    token = get_object_or_404(AccessToken, pk=pk, user=request.user)
    machines.revoke_token(token, by=request.user)
    say(request, f"Ключ отозван: {quoted(token.name)}. Программа с ним больше ничего не получит.")
    return redirect("machine_access")


@require_POST
def make_feed(request):
    """Give the calendar an address, or a new one."""
    had_one = CalendarFeed.objects.filter(user=request.user).exists()
    machines.make_feed(by=request.user)
    say(
        request,
        "Адрес календаря заменён: прежний больше не отвечает. Подпишитесь заново по новому."
        if had_one
        else "Адрес календаря готов. Скопируйте его в свой календарь.",
    )
    return redirect(f"{reverse('machine_access')}#calendar")


@require_POST
def end_feed(request):
    """Take the address of the calendar away."""
    feed = CalendarFeed.objects.filter(user=request.user).first()
    if feed is not None:
        machines.end_feed(feed, by=request.user)
    say(request, "Адрес календаря отозван: по нему больше ничего не видно.")
    return redirect(f"{reverse('machine_access')}#calendar")


@login_not_required
@require_safe
def calendar(request, secret):
    """The calendar of whoever made this address. Everything that is no living address is answered alike."""
    try:
        feed = machines.use_feed(secret)
    except machines.TooOften as often:
        answer = HttpResponse(TOO_OFTEN, content_type="text/plain; charset=utf-8", status=429)
        answer["Retry-After"] = str(often.seconds)
        return answer
    if feed is None:
        answer = HttpResponse(NO_CALENDAR, content_type="text/plain; charset=utf-8", status=404)
    else:
        words = calendars.write("Побратим", entries_of(feed.user))
        answer = kept_while(request, words.decode(), lambda: HttpResponse(words, content_type=calendars.CONTENT_TYPE))
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
