"""The pages on which a form that came too late goes on, or stays with whoever wrote it."""

from django.shortcuts import render
from django.urls import reverse

NOT_YOURS = (
    "Перед входом на этом компьютере отправляли форму, которую писал другой человек. От вашего имени она не отправлена."
)


def not_yours_page(request, kept):
    """Nothing is sent in this name; what was written can be copied."""
    # The sign-in page carries the text in hidden fields. A page of the other person shows it anyway.
    texts = [] if request.path == reverse("login") else [("Текст", text) for text in kept.texts]
    return render(request, "accounts/not_yours.html", {"title": "Не отправлено", "texts": texts}, status=409)


def go_on_page(request, kept, title, *, is_automatic, status=200):
    """A button that sends the form on; `is_automatic`: the page presses it itself."""
    context = {"title": title, "kept": kept, "is_automatic": is_automatic}
    return render(request, "accounts/go_on.html", context, status=status)
