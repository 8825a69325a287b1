"""The page behind the code on the paper: what the document is, and whether a file says the same word for word.

Anybody may ask. So it says nothing beyond what was released, and to a code that is none the same as to one that nobody
has.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from reports.actions.checking import NotChecked, check_file
from reports.actions.releases import find_release, letters_of
from reports.files.same_words import ADDED, BESIDE, CHANGED, HIDDEN, MISSING, MOVED, RENUMBERED, REPEATED, SWAPPED
from reports.models import Release
from reports.pages.differences import difference
from reports.prose.typography import quoted

from .forms import LONGEST_CODE, CodeForm, DocumentForm

NO_SUCH_CODE = (
    "Сверьте его с бумагой ещё раз: в коде двенадцать букв и цифр, и среди них не бывает I, L, O и U. Если он "
    "переписан верно, документ выпущен не здесь или изменён."
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """Where a code is typed, or a file is compared with the document whose code stands in it."""
    if request.method == "POST":
        return _with_file(request, None, CodeForm())
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        if letters := letters_of(form.cleaned_data["code"])[:LONGEST_CODE]:
            return redirect("release_check_code", letters)
        form.add_error("code", "Напишите код: двенадцать букв и цифр.")
    return _page(request, None, form, DocumentForm())


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_code(request, code):
    """What the document with this code is; a file is compared with it."""
    release = find_release(code[:LONGEST_CODE])
    form = CodeForm(initial={"code": release.code if release else code[:LONGEST_CODE]})
    if request.method == "POST" and release:
        return _with_file(request, release, form)
    return _page(request, release, form, DocumentForm(), no_such_code=release is None)


@login_not_required
@require_safe
def former_address(request):
    """Where the page was when it asked for an account."""
    letters = letters_of(request.GET.get("code", ""))[:LONGEST_CODE]
    return redirect("release_check_code", letters) if letters else redirect("release_check")


def _with_file(request, release, code_form):
    form, answer, status = DocumentForm(request.POST, request.FILES), None, 200
    if form.is_valid():
        try:
            answer = check_file(form.bytes, form.name, release, by=request.session.origin[1])
        except NotChecked as reason:
            form.add_error("file", str(reason))
            status = 429 if reason.is_too_often else 200
    return _page(
        request, answer.release if answer else release, code_form, form, answer=answer, asked=release, status=status
    )


def _page(request, release, code_form, form, *, answer=None, asked=None, no_such_code=False, status=200):
    title = "Документ проверен" if answer else "Проверить документ"
    if release and not answer:
        title = f"Документ с кодом {release.code}"
    page = render(
        request,
        "reports/check/check.html",
        {
            "title": f"{'Ошибка: ' if code_form.errors or form.errors else ''}{title}",
            "section": "release_check",
            "region": settings.REGION_NAME,
            "release": release,
            "later": _later(release),
            "code_form": code_form,
            "form": form,
            "why_none": NO_SUCH_CODE if no_such_code else "",
            "answer": answer,
            "is_another": bool(answer and asked and answer.release != asked),
            "asked": asked,
            "differences": [_in_words(one) for one in answer.differences] if answer else [],
        },
        status=404 if no_such_code else status,
    )
    page["X-Robots-Tag"] = "noindex, nofollow"
    return page


def _later(release):
    """What has gone out about the same quarter since."""
    if release is None:
        return []
    return Release.objects.filter(period=release.period_id, number__gt=release.number).order_by("number")


def _in_words(one):
    """(what differs, the words of the document and of the file as one HTML text, or "")."""
    place, column = one.place, f" (столбец {quoted(one.column)})" if one.column else ""
    words = {
        CHANGED: f"отличается {place}{column}",
        MISSING: f"нет: {place}",
        ADDED: f"лишняя строка, {place}",
        REPEATED: f"повторяется {place}",
        MOVED: f"стоит не на своём месте {place}",
        SWAPPED: f"поменялись местами {place}",
        RENUMBERED: f"{place} стоит под номером {one.now}",
        HIDDEN: f"{place}: {one.now}",
        BESIDE: f"лишний текст, {place}",
        "code": f"отличается {place}",
    }[one.kind]
    if one.kind in (RENUMBERED, HIDDEN, MOVED, SWAPPED):
        return words, ""
    if one.kind in (CHANGED, "code"):
        return words, difference(one.was, one.now)
    return words, format_html("{}", one.was or one.now)
