"""CPU of a request: our pages against a bare view and against Django admin's list of the same rows.

The whole stack answers (middleware, session, rights, database, page), with DEBUG off and cached templates;
only the network is missing. SQLite, so that the database's work counts as well.
"""

from http import HTTPStatus
from io import BytesIO

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, path, reverse

from benchmarks.database import BOARD, USUAL, period
from benchmarks.timing import Line, compare, seconds
from config import urls
from municipalities.models import User
from reports.models import Event, Submission

HOST = "localhost"
REACH = 0.5
QUERIES = 6
WRITTEN = ("name", "place_text", "period_text", "purpose", "participants")


class EventList(admin.ModelAdmin):
    """The official table's columns, as Django's admin lists them."""

    list_display = ("number", *WRITTEN)
    list_select_related = (
        "submission__municipality",
        "submission__period",
        "place_country",
        "created_by",
        "changed_by",
        "deleted_by",
    )
    list_per_page = 100
    show_full_result_count = False

    @admin.display(description="№ п/п", ordering="sort_key")
    def number(self, event):
        return event.pk

    def get_queryset(self, request):
        return super().get_queryset(request).filter(submission=_report())


class ReviewList(EventList):
    """The same with the review's margin: the remarks on each row."""

    list_display = ("number", *WRITTEN, "margin")

    @admin.display(description="Замечания на полях")
    def margin(self, event):
        return "; ".join(f"{remark.by.full_name}: {remark.text}" for remark in event.remarks.all())

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("remarks__by")


class SubmissionList(admin.ModelAdmin):
    """The board's columns, as Django's admin lists them."""

    list_display = ("label", "state", "rows", "first_submitted_at", "officers")
    list_select_related = ("municipality", "period", "submitted_by", "returned_by", "approved_by")
    list_per_page = 100
    show_full_result_count = False

    @admin.display(description="Муниципальное образование")
    def label(self, submission):
        return submission.label

    @admin.display(description="Содержание")
    def rows(self, submission):
        return f"{submission.row_count} строк"

    @admin.display(description="Исполнитель")
    def officers(self, submission):
        people = [link.user for link in submission.municipality.officers.all()]
        return "; ".join(f"{user.full_name}, {user.phone}, {user.email}" for user in people)

    def get_queryset(self, request):
        board = super().get_queryset(request).filter(period=period(2024, 4)).with_names().with_counts()
        return board.prefetch_related("municipality__officers__user")


@login_not_required
def bare(request):
    return HttpResponse("Здравствуйте")


site = admin.AdminSite("benchmarks")
site.register(Event, EventList)
site.register(Submission, SubmissionList)
review_site = admin.AdminSite("benchmarks_review")
review_site.register(Event, ReviewList)
ADDRESSES = [
    path("benchmarks/admin/", site.urls),
    path("benchmarks/review/", review_site.urls),
    path("benchmarks/bare/", bare),
]


def _report():
    return Submission.objects.in_period(period(2024, 4)).order_by("municipality__sort_key").first()


def lines():
    """The lines of the table about pages: CPU, then queries."""
    urls.urlpatterns[:0] = ADDRESSES
    clear_url_caches()
    ask = Asking()
    reviewed = _report()
    draft = Submission.objects.get(period=period(2025, 1), municipality=reviewed.municipality)
    event = draft.events.order_by("pk")[25]
    events_list = ("root", "/benchmarks/admin/reports/event/")
    review_list = ("root", "/benchmarks/review/reports/event/")
    board_list = ("root", "/benchmarks/admin/reports/submission/")
    pages = {
        f"board, {BOARD} rows": (("coordinator", reverse("board", args=[2024, 4])), board_list),
        f"report page, {USUAL} events": (("officer", reverse("report", args=[draft.pk])), events_list),
        f"officer's quarter, {USUAL} events": (("officer", reverse("officer_quarter", args=[2025, 1])), events_list),
        f"review page, {USUAL} events": (("coordinator", reverse("review", args=[reviewed.pk])), review_list),
        "preview, 53 events": (
            ("coordinator", reverse("consolidated", args=[2024, 4]) + "?scope=handed-in"),
            events_list,
        ),
        "event form": (("officer", reverse("event", args=[event.uid])), events_list),
    }
    bare_page = (None, "/benchmarks/bare/")
    found = []
    for name, (ours, theirs) in pages.items():
        assert ask(*theirs).count(b"<tr") >= USUAL
        times = compare(lambda: ask(*ours), lambda: ask(*theirs), runs=15)  # noqa: B023
        found.append(
            Line(
                f"{name} / admin's list",
                seconds(times.ours),
                seconds(times.baseline),
                f"{times.ratio:.2f} ×",
                f"≤ {REACH} ×",
                times.ratio <= REACH,
            )
        )
    times = compare(lambda: ask(*bare_page), lambda: ask(*bare_page), runs=15)
    found.append(Line("bare view, for comparison", "", seconds(times.ours), "", "", None))
    return found + _queries(ask, pages)


def _queries(ask, pages):
    lists = {name: ours for name, (ours, _) in pages.items()}
    lists["all quarters of an officer"] = ("officer", reverse("my_reports"))
    lists["quarters"] = ("coordinator", reverse("periods"))
    found = []
    for name, address in lists.items():
        with CaptureQueriesContext(connection) as asked:
            ask(*address)
        goal = "list" if name.startswith(LISTS) else ""
        found.append(
            Line(
                f"queries: {name}",
                str(len(asked)),
                "",
                "",
                f"≤ {QUERIES}" if goal else "",
                len(asked) <= QUERIES if goal else None,
            )
        )
    return found


LISTS = ("board", "officer's quarter", "all quarters", "quarters")


class Asking:
    """Sends requests to the application as gunicorn would, as one of the people."""

    def __init__(self):
        self.application = get_wsgi_application()
        self.cookies = {None: ""}
        for username in ("officer", "coordinator", "root"):
            client = Client()
            client.force_login(User.objects.get(username=username))
            self.cookies[username] = (
                f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
            )

    def __call__(self, username, address):
        """The body of the answer. Raises RuntimeError unless it is 200."""
        route, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": route,
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": HOST,
            "HTTP_X_FORWARDED_PROTO": "https",
            "HTTP_COOKIE": self.cookies[username],
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": "http",
            "wsgi.errors": None,
        }
        statuses = []
        response = self.application(environ, lambda status, headers: statuses.append(status))
        body = b"".join(response)
        response.close()
        if not statuses[0].startswith(str(HTTPStatus.OK.value)):
            raise RuntimeError(f"{address}: {statuses[0]}")
        return body
