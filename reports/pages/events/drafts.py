"""What a person writes and has not saved: kept by the page's script, offered at the next visit, discarded."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

from django.db.models import OuterRef, Subquery
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from municipalities.models import Country
from municipalities.models.compiled import compiled
from reports.actions import drafts
from reports.models import EditDraft, Event, Submission
from reports.pages.access import fetch_submission, refused, require, say, say_with_undo
from reports.pages.addresses import for_municipality, is_on_behalf
from reports.pages.differences import difference
from reports.pages.forms import LocalAddressField
from reports.pages.look import day
from reports.prose.cleaning import even_out
from reports.prose.typography import quoted
from reports.queries.event_content import values_of
from reports.rules.event_fields import EMPTY, LABELS, LINES, TEXTS
from reports.rules.permissions import can_edit_events, can_enter_on_behalf, can_see

from .draft_forms import DraftForm, PageForm, PagesForm, data_of_draft, is_blank
from .forms import EventForm
from .history import in_words

OTHER_PERSON = "На этом компьютере вошёл другой человек: текст сам не сохраняется. Скопируйте его."
TOO_MANY = "Слишком много несохранённых текстов этой строки: откройте её заново и решите, что с ними."
TOO_MANY_BACK = "Несохранённых текстов этой строки уже слишком много: сохраните или отбросьте другие и верните этот."
NOTHING_BACK = "Вернуть нечего: этот текст уже сохранён в отчёте, или с тех пор, как вы его отбросили, прошло 30 дней."
MOST_OFFERED = 5


# Keeping


@require_POST
def keep(request, pk):
    """Keep the form as it is now; JSON for the page's script. Five queries with those of the sign-in."""
    form = DraftForm(request.POST)
    is_valid = form.is_valid()
    submission = _with_event(request, pk, form.cleaned_data.get("uid"))
    require(can_see(request.user, submission))
    if not is_valid:
        return _refusal(form.why_not, 400)
    sent = form.cleaned_data
    if sent["draft_by"] != request.user.pk:
        return _refusal(OTHER_PERSON, 409)
    if form.is_nothing:
        pages = {sent["draft_page"]: sent["draft_number"]}
        drafts.close(request.user, submission, pages=pages, uid=sent["uid"])
        return JsonResponse({"closed": uuid4(), "is_newer": False, "is_nothing": True})
    try:
        sending = drafts.Sending(
            uid=sent["uid"],
            page=sent["draft_page"],
            number=sent["draft_number"],
            fields=form.sent,
            event=submission.event_pk,
            base_version=sent["version"],
            continues=sent["draft_continues"],
            age=form.age,
        )
        kept = drafts.keep(request.user, submission, sending)
    except drafts.DraftClosed as closed:
        # No failure: there is nothing left to keep. Who still writes goes on under a new number of the page.
        return JsonResponse({"closed": uuid4(), "is_newer": closed.is_newer, "is_nothing": False})
    except drafts.TooManyDrafts:
        return _refusal(TOO_MANY, 409)
    except drafts.DraftsFull as full:
        return _refusal(f"{full} Этот текст остаётся в окне, сохраните его кнопкой.", 409)
    return JsonResponse(
        {
            "saved_at": time_of(kept.draft.saved_at),
            "number": kept.draft.number,
            "others": [[f"{other.page} {other.number}", time_of(other.saved_at)] for other in kept.others],
            "is_stale": bool(submission.event_pk and kept.draft.base_version != submission.event_version),
        }
    )


def _with_event(request, pk, uid):
    """The submission with `event_pk` and `event_version` of its event with that uid, in one query. Raises Http404."""
    event = Event.objects.filter(submission=OuterRef("pk"), uid=uid).order_by()
    scope = Submission.objects.visible_to(request.user)
    if uid is None:
        event = event.none()
    scope = scope.annotate(
        event_pk=Subquery(event.values("pk")[:1]), event_version=Subquery(event.values("version")[:1])
    )
    return get_object_or_404(scope, pk=pk)


def _refusal(words, status):
    return JsonResponse({"error": words}, status=status)


# Deciding


@require_POST
def discard(request, pk):
    """The person does not want the text any more. Doing it twice is no error."""
    submission = fetch_submission(request, pk)
    require(can_see(request.user, submission))
    form = PageForm(request.POST)
    if not form.is_valid():
        raise Http404
    draft = get_object_or_404(
        EditDraft.objects.of(request.user), submission=submission, page=form.cleaned_data["draft"]
    )
    here = form.cleaned_data["next"]
    if drafts.discard(request.user, submission, page=draft.page):
        back = reverse("event_draft_bring_back", args=[submission.pk, draft.page])
        words = _named("Несохранённый текст отброшен", draft)
        say_with_undo(request, words, f"{back}?{urlencode({'next': here})}", "Вернуть текст")
    else:
        say(request, "Этот текст уже сохранён в отчёте или отброшен раньше.")
    return redirect(here or "home")


@require_POST
def bring_back(request, pk, page):
    """The person wants a discarded text after all. Doing it twice is no error."""
    submission = fetch_submission(request, pk)
    require(can_see(request.user, submission))
    draft = get_object_or_404(EditDraft.objects.of(request.user), submission=submission, page=page)
    here = LocalAddressField().clean(request.GET.get("next")) or reverse("home")
    try:
        draft = drafts.bring_back(request.user, submission, page=draft.page)
    except drafts.NothingToBringBack:
        return refused(request, submission, [NOTHING_BACK], back=here)
    except drafts.TooManyDrafts:
        return refused(request, submission, [TOO_MANY_BACK], back=here)
    except drafts.DraftsFull as full:
        return refused(request, submission, [f"{full} Отброшенный текст цел: вернуть его можно 30 дней."], back=here)
    say(request, _named("Несохранённый текст снова у вас", draft))
    return redirect(here)


def _named(words, draft):
    return f"{words}: {quoted(draft.name)}." if draft.name else f"{words}."


def continued(request, submission, event=None):
    """The draft that the address asks to go on with (`?draft=`); None where it asks for none, or for one that was
    saved or discarded meanwhile."""
    form = PageForm(request.GET)
    if not form.is_valid():
        return None
    return drafts.undecided(request.user, submission, event).filter(page=form.cleaned_data["draft"]).first()


def close_saved(request, event):
    """The form that was sent is saved as this event: its draft has done its work."""
    pages = pages_of(request)
    if pages:
        drafts.close(request.user, event.submission, pages=pages, uid=event.uid)
        drafts.forget_closed(request.user)


def pages_of(request):
    """The pages that the sent form has gone through, itself first, with the number of the last sending of each."""
    form = PagesForm(request.POST)
    form.is_valid()
    return form.pages


# Offering


@dataclass(frozen=True, slots=True)
class Offer:
    """An undecided draft on the page. `changes`: [(label, its words beside the present ones), …], where looked for."""

    draft: EditDraft
    name: str
    time: str
    address: str
    submission: object
    changes: list = ()

    @property
    def mark(self):
        """Tells the script which state of which page's draft the person has been shown."""
        return f"{self.draft.page} {self.draft.number}"


def offers_for_form(request, submission, event=None, *, without=()):
    """What the form of an event offers to go on with: drafts that say something else than the event, and than it
    did when they were begun. None where the person has none in the report, by `has_drafts`; else one query, and a few
    for each."""
    if not getattr(submission, "has_drafts", True):
        return []
    found = [d for d in drafts.undecided(request.user, submission, event)[:MOST_OFFERED] if d.page not in without]
    if not found:
        return []
    country_names = dict(Country.objects.values_list("code", "name"))
    listed = [(draft, _changes_of(draft, submission, event, country_names)) for draft in found]
    is_for = is_on_behalf(request)
    return [
        offer_of(draft, submission, request.user, changes=changes, event=event, is_for=is_for)
        for draft, changes in listed
        if changes
    ]


def _changes_of(draft, submission, event, country_names):
    """[(label, its words beside the present ones), …] where the draft says something else than the event, and than it
    did when the draft was begun."""
    form = EventForm(data_of_draft(draft), submission=submission, event=event, is_quiet=True)
    now = values_of(event) if event else EMPTY
    begun = event and event.revisions.filter(version=draft.base_version or 1).first()
    return _changes(form.values(), begun.full_content if begun else now, now, country_names)


def _changes(values, then, now, country_names):
    typed = [[None, name] for name, _ in values.get("new_partners", [])]
    mine = {**values, "partners": [*values["partners"], *typed]}
    found = []
    for key, label in LABELS.items():
        words, before, present = (in_words(key, content.get(key), country_names) for content in (mine, then, now))
        if even_out(words) not in (even_out(before), even_out(present)):
            found.append((label, difference(present, words)))
    return found


def offers_of(request, submissions):
    """The person's undecided drafts of these reports (which are in the person's scope), newest first, for the pages of
    the reports: those that say something. One query, and a few more for a draft whose texts are all those of its event.
    """
    reports = {one.pk: one for one in submissions if getattr(one, "has_drafts", True)}
    found = _undecided(by=request.user.pk, submissions=tuple(reports))
    listed = [(draft, reports[draft.submission_id]) for draft in found]
    is_for = is_on_behalf(request)
    return [offer_of(d, report, request.user, is_for=is_for) for d, report in listed if says_something(d, report)]


@compiled(by=None, submissions=None)
def _undecided(by, submissions):
    drafts = EditDraft.objects.filter(by=by, submission__in=submissions).undecided()
    return drafts.select_related("event")


def discarded_of(request, submission):
    """What the person has discarded of this report and can bring back: [(name, when, address), …]. One query."""
    if not getattr(submission, "has_drafts", True):
        return []
    query = urlencode({"next": request.path})
    return [
        (
            draft.name or (draft.event.name if draft.event else ""),
            time_of(draft.discarded_at),
            f"{reverse('event_draft_bring_back', args=[submission.pk, draft.page])}?{query}",
        )
        for draft in drafts.discarded(request.user, submission)
    ]


def says_something(draft, submission):
    """Whether the draft says anything that its event does not. No query, or a few where only its texts are the same."""
    event, typed = draft.event, dict(draft.fields)
    if event is None:
        return not is_blank(draft.fields)
    if any(even_out(typed.get(key, "")) != even_out(getattr(event, key)) for key in (*TEXTS, *LINES)):
        return True
    # Rare: all words are there, but a number, a partner or a document may not be.
    return bool(_changes_of(draft, submission, event, dict(Country.objects.values_list("code", "name"))))


def offer_of(draft, submission, person, *, changes=(), event=None, is_for=False):
    """The Offer of a draft to its author; `is_for`: who is at writing for the municipality."""
    event = event or draft.event
    here = reverse("event", args=[event.uid]) if event else reverse("event_add", args=[submission.pk])
    # On purpose: what the coordinator has begun for the municipality can only be gone on with in the same way.
    is_for = is_for or not can_edit_events(person, submission)
    is_for = is_for and can_enter_on_behalf(person, submission)
    address = f"{for_municipality(here)}&draft={draft.page}" if is_for else f"{here}?draft={draft.page}"
    name = draft.name or (event.name if event else "")
    return Offer(draft, name, time_of(draft.saved_at), address, submission, changes)


def time_of(moment):
    """«14:32» of today, «3 ноября, 14:32» of another day."""
    here = timezone.localtime(moment)
    clock = f"{here:%H:%M}"
    return clock if here.date() == timezone.localdate() else f"{day(moment)}, {clock}"
