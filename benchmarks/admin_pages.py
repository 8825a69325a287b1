"""What pages are compared with: Django admin's list of the same rows, its change form, and a view that does nothing."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import clear_url_caches, path

from benchmarks.database import period
from config import urls
from reports.models import Agreement, Event, Submission

WRITTEN = ("name", "place_text", "period_text", "purpose", "participants")


class Documents(admin.StackedInline):
    """The signed documents of an event."""

    model = Agreement
    fk_name = "event"
    extra = 1
    fields = ("kind", "title", "parties", "countries", "signed_text", "valid_until")


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
    fields = (
        *WRITTEN,
        *("start", "end", "precision", "place_format", "place_country", "place_locality"),
        *("total", "total_foreign", "countries", "note"),
    )
    inlines = (Documents,)

    @admin.display(description="№ п/п", ordering="sort_key")
    def number(self, event):
        return event.pk

    def get_queryset(self, request):
        return super().get_queryset(request).filter(submission=first_report())


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


def first_report():
    """The report of 50 events that is under review."""
    return Submission.objects.in_period(period(2024, 4)).order_by("municipality__sort_key").first()


def add_addresses():
    """Put the pages of this module before those of the program."""
    site, review_site = admin.AdminSite("benchmarks"), admin.AdminSite("benchmarks_review")
    site.register(Event, EventList)
    site.register(Submission, SubmissionList)
    review_site.register(Event, ReviewList)
    urls.urlpatterns[:0] = [
        path("benchmarks/admin/", site.urls),
        path("benchmarks/review/", review_site.urls),
        path("benchmarks/bare/", bare),
    ]
    clear_url_caches()
