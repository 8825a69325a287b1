"""The own profile: what a person tells colleagues about himself, what he may see of his rights, and where he is signed
in."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.models import Officer, User
from municipalities.models.account_letters import tell_of_changes
from municipalities.models.second_factor import is_on
from municipalities.models.sessions import end_sessions, open_sessions
from reports.pages.form_look import LookMixin
from reports.rules.permissions import can_read_released

from . import guessing, signin

NEEDS_PASSWORD = "Чтобы сменить почту, введите нынешний пароль."


class ProfileForm(LookMixin, forms.ModelForm):
    """Never a right. Another e-mail address needs the password: letters with new passwords go there, and a colleague's
    computer may be unlocked."""

    current_password = forms.CharField(
        label="Нынешний пароль",
        required=False,
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Только чтобы сменить почту.",
    )

    class Meta:
        model = User
        fields = ["full_name", "post", "phone", "email"]
        help_texts = {
            "full_name": "Так вас видят коллеги и называет история отчётов.",
            "post": "Например: главный специалист отдела культуры",
            "phone": "По нему вам позвонят с вопросом об отчёте.",
            "email": "Нужна для нового пароля и писем.",
        }
        error_messages = {"full_name": {"required": "Напишите фамилию, имя и отчество."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        for name in ("email", "current_password"):
            self.fields[name].says_when_needed = True

    def clean(self):
        data = super().clean()
        if "email" in self.changed_data:
            try:
                guessing.check_own(self.instance, data.get("current_password", ""), NEEDS_PASSWORD)
            except ValidationError as refusal:
                self.add_error("current_password", refusal)
        return data

    @transaction.atomic
    def save(self):
        """Write the changed columns only: a right that was taken away meanwhile must not come back. The
        address of before hears of a new one."""
        changed = [name for name in self.Meta.fields if name in self.changed_data]
        if changed:
            self.instance.save(update_fields=changed)
        if "email" in changed:
            before = self.initial["email"]
            told = [f"Почта: была {before}, теперь {self.instance.email or 'не указана'}."]
            tell_of_changes(self.instance, told, address=before)
        return changed


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Show and change one's own name, post, phone and e-mail; rights are only shown."""
    # Read anew: a refused form changes its object, and the page's head must go on naming the person as stored.
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=person)
    if form.is_valid():
        changed = form.save()
        if "email" in changed:
            guessing.log(request, person.username, "own e-mail address changed")
        messages.success(request, "Профиль сохранён." if changed else "В профиле ничего не изменилось.")
        return redirect("profile")
    links = Officer.objects.current().filter(user=request.user).select_related("municipality")
    context = {
        "title": "Ошибка: Профиль" if form.errors else "Профиль",
        "section": "profile",
        "form": form,
        "roles": list(_roles(request.user, links)),
        "links": links,
        "may_let_programs_in": can_read_released(request.user),
        "second_step": is_on(request.user),
        "open_sessions": open_sessions(request.user, request.session.session_key),
    }
    return guessing.refuse(render(request, "accounts/profile.html", context), form)


@require_POST
def sign_out_elsewhere(request):
    """End one's sessions on all computers but this one; with «everywhere» this one, too."""
    if "everywhere" in request.POST:
        end_sessions(request.user, but=request.session.session_key)
        guessing.log(request, request.user.username, "all sessions ended")
        return signin.SignOut.as_view()(request)
    count = end_sessions(request.user, but=request.session.session_key)
    guessing.log(request, request.user.username, f"other sessions ended: {count}")
    messages.success(
        request, f"Завершено входов: {count}. Вы остались только здесь." if count else "Других входов нет."
    )
    return redirect("profile")


def _roles(user, links):
    """All roles in words; `user.role_name` names only the first."""
    if user.is_coordinator:
        yield "региональный координатор"
    if user.is_observer:
        yield "наблюдатель"
    if user.is_list_administrator:
        yield "администратор справочников"
    if user.is_superuser:
        yield "полные права"
    if links:
        yield "ответственный исполнитель"
