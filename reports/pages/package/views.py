"""The package for sending: the letter's fields are asked, one press makes it, and it is there for ever."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.actions import conversions
from reports.actions.packages import (
    NotMade,
    NotReady,
    attachments_of,
    last_fields,
    make_package,
    prepare_copies,
    save_covering,
)
from reports.actions.releases import check_address
from reports.files.write import excel, word
from reports.files.write.package import member
from reports.models import CoveringText, Package, Release
from reports.pages.access import require, say
from reports.pages.addresses import at_board, at_start, crumbs
from reports.pages.copies import SECONDS_OF_PATIENCE, as_file, file_of, why_absent
from reports.pages.forms import key_of
from reports.prose import covering
from reports.queries.packages import current_covering, example_values, not_entered, signed_in, values_of
from reports.rules.permissions import can_follow_quarters, can_manage_periods

from .forms import CoveringForm, PackageForm

SECONDS_TO_COME_BACK = 3
EARLIER_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def make(request, pk):
    """The fields of the letter, with the letter beside them; a POST makes the package."""
    release = _release(request, pk, can_manage_periods)
    if request.method != "POST":
        prepare_copies(release, by=request.user)
        return _page(request, release, PackageForm(initial=_first(request.user)))
    form = PackageForm(request.POST)
    if not form.is_valid():
        return _page(request, release, form)
    try:
        package = make_package(release, form.fields_of_letter, by=request.user, seconds=SECONDS_OF_PATIENCE)
    except NotReady:
        return _wait(request, release, form)
    except NotMade as reason:
        form.add_error(None, str(reason))
        return _page(request, release, form)
    say(request, f"Пакет № {package.number} собран и сохранён. Скачайте его и отправьте.")
    return redirect("package", package.pk)


def _first(person):
    """What the form begins with: what was written last time, today, and whoever makes it."""
    last = last_fields()
    own = "\n".join(filter(None, (person.full_name, person.phone)))
    first = {"day": timezone.localdate(), "copies": 1, "performer": own}
    if last:
        first |= {name: getattr(last, name) for name in ("addressee", "signer_post", "signer_name", "copies")}
        first["performer"] = last.performer or own
    return first


def _page(request, release, form):
    signed = signed_in(release)
    values = values_of(release, len(signed), check_address(release.code))
    heading, text = (covering.filled(words, values) for words in current_covering())
    copies = 1 if not form.is_bound else form.cleaned_data.get("copies") or 1
    files = ["2. .docx", "2. .xlsx", *(["2. .pdf", "2. .odt"] if conversions.is_possible() else [])]
    return render(
        request,
        "reports/package/make.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Собрать пакет: {release}",
            "section": "board",
            "crumbs": _crumbs(release, "Собрать пакет"),
            "release": release,
            "form": form,
            "heading": heading,
            "paragraphs": text.split("\n"),
            "attachments": attachments_of(release, bool(signed), files, copies),
            "signed": signed,
            "not_entered": not_entered(release),
            "why_absent": why_absent(),
            "packages": release.packages.count(),
        },
    )


def _wait(request, release, form):
    """What was typed travels on while PDF and ODT are made; the page sends it again by itself."""
    return render(
        request,
        "reports/package/wait.html",
        {
            "title": "Пакет собирается",
            "section": "board",
            "crumbs": _crumbs(release, "Собрать пакет"),
            "release": release,
            "typed": [(name, form.data.get(name, "")) for name in form.fields],
            "seconds": SECONDS_TO_COME_BACK,
        },
        status=202,
    )


def _crumbs(release, here):
    period = release.period
    to_all = reverse("releases", args=[period.year, period.quarter]), "Выпуски"
    return crumbs(at_start(), at_board(period), to_all, here=here)


@require_safe
def package(request, pk):
    """What is in a package, as it was sent."""
    found = _package(request, pk)
    return render(
        request,
        "reports/package/package.html",
        {
            "title": str(found),
            "section": "board",
            "crumbs": _crumbs(found.release, f"Пакет № {found.number}"),
            "package": found,
            "release": found.release,
            "can_make": can_manage_periods(request.user),
        },
    )


@require_safe
def package_zip(request, pk):
    """The archive, byte for byte as it was made."""
    return file_of(_package(request, pk).file)


@require_safe
def part(request, pk, number):
    """One file of the archive, by its place in the list: a letter is printed without unpacking anything."""
    found = _package(request, pk)
    if not 1 <= number <= len(found.parts):
        raise Http404
    name = found.parts[number - 1]["name"]
    content = member(bytes(found.file.content.data), name)
    return as_file(content, name, _CONTENT_TYPES[name.rpartition(".")[2]])


_CONTENT_TYPES = {
    "docx": word.CONTENT_TYPE,
    "xlsx": excel.CONTENT_TYPE,
    "txt": "text/plain; charset=utf-8",
    **conversions.CONTENT_TYPES,
}


def _package(request, pk):
    require(can_follow_quarters(request.user))
    return get_object_or_404(Package.objects.select_related("release__period", "file__content", "by"), pk=pk)


def _release(request, pk, right):
    require(right(request.user))
    return get_object_or_404(Release.objects.select_related("period"), pk=pk)


# The template


@require_http_methods(["GET", "HEAD", "POST"])
def covering_letter(request):
    """The letter's template with its placeholders and what it looks like; a POST keeps it, or brings one back."""
    require(can_manage_periods(request.user))
    heading, text = current_covering()
    if request.method != "POST":
        return _template_page(request, CoveringForm(initial={"heading": heading, "text": text}))
    if (wanted := request.POST.get("bring_back", "")) and (earlier := _earlier(wanted)):
        changed = save_covering(*earlier, by=request.user)
        say(request, "Прежний текст письма снова в силе." if changed else "Этот текст и так в силе.")
        return redirect("covering_letter")
    form = CoveringForm(request.POST)
    if not form.is_valid():
        return _template_page(request, form)
    changed = save_covering(form.cleaned_data["heading"], form.cleaned_data["text"], by=request.user)
    say(request, "Текст письма сохранён. С ним соберутся следующие пакеты." if changed else "Ничего не изменилось.")
    return redirect("covering_letter")


def _earlier(wanted):
    """(heading, text) that a button names: the text of the program, or one that was in force."""
    if wanted == "default":
        return covering.DEFAULT_HEADING, covering.DEFAULT_TEXT
    found = CoveringText.objects.filter(pk=key_of(wanted)).first()
    return (found.heading, found.text) if found else None


@require_POST
def covering_live(request):
    """The letter of the text that is being written, for the page's script."""
    require(can_manage_periods(request.user))
    form = CoveringForm(request.POST)
    return render(request, "reports/package/letter.html", _letter_of(form, form.is_valid()))


def _template_page(request, form):
    return render(
        request,
        "reports/package/covering.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Текст письма",
            "section": "periods",
            "crumbs": crumbs(at_start(), here="Текст письма"),
            "form": form,
            "placeholders": [(f"{{{name}}}", words) for name, words in covering.PLACEHOLDERS.items()],
            "earlier": CoveringText.objects.select_related("by")[:EARLIER_SHOWN],
            "is_default": current_covering() == (covering.DEFAULT_HEADING, covering.DEFAULT_TEXT),
            **_letter_of(form, not form.is_bound or form.is_valid()),
        },
    )


def _letter_of(form, is_right):
    """The letter as it would read, what is wrong with it, what it leaves out."""
    typed = [str(form[name].value() or "") for name in ("heading", "text")]
    if not is_right:
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        return {"wrong": wrong, "heading": "", "paragraphs": [], "absent": []}
    values, newest = example_values(), Release.objects.select_related("period").order_by("-pk").first()
    if newest:
        values = values_of(newest, len(signed_in(newest)), check_address(newest.code))
    heading, text = (covering.filled(words.replace("\r", ""), values) for words in typed)
    return {
        "wrong": [],
        "heading": heading,
        "paragraphs": text.split("\n"),
        "absent": covering.absent(typed[1]),
        "of": str(newest) if newest else "",
    }
