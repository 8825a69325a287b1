"""The admin of people: officers and users.

`User.has_perm` says what a list administrator may do. This module says what he may not do although he may edit users:
raise himself, touch a superuser, delete people, or give a right unseen.
"""

import json
import logging
from operator import attrgetter

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import cached_property

from municipalities.lists import columns as resources
from municipalities.lists.admin import FindsUsers, ListAdmin, NeverDeleted, yes_or_no
from municipalities.lists.pages import ListExchange
from municipalities.models import Officer, User
from municipalities.models.account_letters import (
    LINK_MADE,
    LINK_SENT,
    ask_for_link,
    tell_of_changes,
    tell_of_link,
    tell_of_removed_link,
)
from municipalities.models.second_factor import is_on, turn_off
from municipalities.models.sessions import end_sessions
from reports.actions.account_letters import password_link
from reports.actions.officers import replace_officer
from reports.prose.words import write_date

from .forms import NewPersonForm, ReplacementForm

# There are no groups here; Django registers them with its sign-in.
admin.site.unregister(Group)

ROLES = {
    "is_coordinator": "региональный координатор",
    "is_observer": "наблюдатель",
    "is_list_administrator": "администратор справочников",
}
OWN_ROLES = ("is_active", *ROLES)  # what nobody changes of himself

rights_log = logging.getLogger("pobratim.rights")


@admin.register(Officer)
class OfficerAdmin(ListExchange, FindsUsers, ListAdmin):
    """To answer for a municipality is a right, too: nobody gives it to himself."""

    resource_classes = [resources.OfficerResource]

    change_form_template = "admin/municipalities/officer/change_form.html"
    list_display = ["municipality_in_order", "user", "since", "until"]
    list_filter = ["municipality"]
    list_select_related = ["municipality", "user"]
    sortable_by = ["municipality_in_order", "since", "until"]
    user_lookup = "user"
    key_lookups = ("municipality__search_key",)
    search_help_text = "Фамилия, имя для входа или муниципальное образование"
    actions = None

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            others = User.objects.filter(is_superuser=False).exclude(pk=request.user.pk)
            kwargs["queryset"] = others.order_by("full_name", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _is_own(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_own(request, obj)

    def save_model(self, request, obj, form, change):
        """Who answers for a municipality now, and who does not any more, is told."""
        before = Officer.objects.select_related("user", "municipality").get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        if before and (before.user_id, before.municipality_id) != (obj.user_id, obj.municipality_id):
            tell_of_removed_link(before)
        # Not what the form says has changed: it counts the default day of a page that was written by hand.
        facts = attrgetter("user_id", "municipality_id", "since", "until")
        if before is None or facts(before) != facts(obj):
            tell_of_link(obj)

    def delete_model(self, request, obj):
        tell_of_removed_link(obj)
        super().delete_model(request, obj)

    def get_urls(self):
        replace = self.admin_site.admin_view(self.replace)
        return [path("<path:object_id>/replace/", replace, name="municipalities_officer_replace"), *super().get_urls()]

    def replace(self, request, object_id):
        """Let somebody else answer for the municipality from a day on: a user, or a new one who is invited."""
        link = self.get_object(request, unquote(object_id))
        if link is None:
            raise Http404
        if not self.has_change_permission(request, link) or not self.has_add_permission(request):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else None
        person = NewPersonForm(data)
        form = ReplacementForm(data, old=link.user, by=request.user, names_new_person=person.has_changed())
        # Both are asked, so that all mistakes are shown at once.
        if all([person.is_valid(), form.is_valid()]):
            try:
                new_link = self._replace(request, link, person, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._response_replaced(request, link, new_link)
        context = self.admin_site.each_context(request) | {
            "title": "Ошибка: Замена исполнителя" if form.errors or person.errors else "Замена исполнителя",
            "opts": self.opts,
            "original": link,
            "link": link,
            "form": form,
            "person": person,
        }
        return render(request, "admin/municipalities/officer/replace.html", context)

    @transaction.atomic
    def _replace(self, request, link, person, *, since, new):
        """Write all of it with its history, or nothing."""
        new_link = replace_officer(
            link.municipality, old=link.user, new=new or person.instance, since=since, by=request.user
        )
        if new is None:
            self.log_addition(request, person.instance, f"Добавлен: назначается исполнителем вместо: {link.user}.")
        self.log_change(request, link, f"Исполнителя заменяет {new_link.user}, первый день – {write_date(since)}.")
        self.log_addition(request, new_link, f"Назначен вместо: {link.user}.")
        return new_link

    def _response_replaced(self, request, link, new_link):
        """Say what has happened; invite who has no password yet, or lead to the link that is handed over."""
        messages.success(
            request,
            f"{new_link.user} отвечает за муниципальное образование {link.municipality} с "
            f"{write_date(new_link.since)}. Черновики, отчёты и их история остались на месте.",
        )
        if new_link.user.has_usable_password() or _send_link(self, request, new_link.user):
            return redirect("admin:municipalities_officer_changelist")
        return redirect("admin:municipalities_user_first_password", new_link.user_id)

    @admin.display(description="муниципальное образование", ordering="municipality__sort_key")
    def municipality_in_order(self, officer):
        return officer.municipality


def _is_own(request, officer):
    return officer is not None and officer.user_id == request.user.pk


class UserForm(forms.ModelForm):
    """No password and no bare rights: roles by name only. To give one takes a second look: a tick beside the wrong box
    opens the reports of all."""

    is_confirmed = forms.BooleanField(
        label="Роль выдаю этому человеку намеренно",
        required=False,
        help_text="Отметьте, когда выдаёте роль. Человек узнает о ней письмом, если почта указана.",
    )

    class Meta:
        model = User
        fields = ["full_name", "username", "post", "phone", "email", *OWN_ROLES]

    def clean_username(self):
        """As it will be stored, so that a name taken in other capitals is refused beside the field."""
        return self.cleaned_data["username"].lower()

    @cached_property
    def changed_data(self):
        """Without the tick, which is not stored and so not part of the history."""
        return [name for name in super().changed_data if name != "is_confirmed"]

    def clean(self):
        data = super().clean()
        given = [role for name, role in ROLES.items() if name in self.changed_data and data.get(name)]
        if given and not data.get("is_confirmed"):
            roles = " и ".join(f"«{role}»" for role in given)
            self.add_error(
                "is_confirmed", f"Вы выдаёте роль {roles}. Проверьте человека и отметьте, что это намеренно."
            )
        return data


@admin.register(User)
class UserAdmin(NeverDeleted, FindsUsers, ListAdmin):
    form = UserForm
    change_form_template = "admin/municipalities/user/change_form.html"
    list_display = ["full_name", "username", "role", "municipalities", "has_password", "is_switched_on"]
    list_filter = ["is_active", *ROLES]
    sortable_by = ["username", "is_switched_on"]
    search_help_text = "Фамилия, имя для входа, должность, телефон или почта"
    fieldsets = [
        (None, {"fields": ["full_name", "username", "post", "phone", "email", "is_active"]}),
        (
            "Роли",
            {"fields": [*ROLES, "is_confirmed"], "description": "Ответственного исполнителя назначают в своём списке."},
        ),
    ]

    def get_queryset(self, request):
        """Only superusers reach superusers."""
        links = Prefetch("officer_of", Officer.objects.current().select_related("municipality"), to_attr="links")
        queryset = super().get_queryset(request).prefetch_related(links)
        return queryset if request.user.is_superuser else queryset.filter(is_superuser=False)

    def get_fieldsets(self, request, obj=None):
        """Nobody gives himself a role, so there is nothing to confirm."""
        if obj != request.user:
            return self.fieldsets
        return [self.fieldsets[0], ("Роли", {**self.fieldsets[1][1], "fields": [*ROLES]})]

    def get_readonly_fields(self, request, obj=None):
        """The own e-mail address is changed in the profile, which asks for the password: links for passwords go
        there."""
        return ("email", *OWN_ROLES) if obj == request.user else ()

    def get_urls(self):
        pages = {
            "first-password": self.first_password,
            "reset-second-step": self.reset_second_step,
            "end-sessions": self.end_sessions,
        }
        own = [
            path(
                f"<path:object_id>/{page}/",
                self.admin_site.admin_view(view),
                name=f"municipalities_user_{page.replace('-', '_')}",
            )
            for page, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["has_second_step"] = obj is not None and is_on(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if told := [*_sign_in_changed(form, change), *_changed_rights(form, not change)]:
            rights_log.info("user %s by user %s: %s", obj.pk, request.user.pk, " ".join(told))
        if change:
            # To the address of before: who replaces it would else be the only one to hear of it.
            tell_of_changes(obj, list(_changes_to_tell(form)), address=form.initial.get("email") or obj.email)

    def construct_change_message(self, request, form, formsets, add=False):
        """As Django's, and every right given or taken in words, for the history of the user."""
        fields = super().construct_change_message(request, form, formsets, add)
        entry = LogEntry(change_message=json.dumps(fields)).get_change_message()
        return " ".join([entry, *_changed_rights(form, add)])

    def response_add(self, request, obj, post_url_continue=None):
        """Go on to the link with which the new person sets the first password."""
        if IS_POPUP_VAR in request.POST or "_continue" in request.POST or "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, f"Пользователь «{obj}» добавлен. Передайте ему ссылку для первого пароля.")
        return redirect("admin:municipalities_user_first_password", obj.pk)

    def first_password(self, request, object_id):
        """Show, or send to the person at a POST, a link that sets a password; it works once and for three days.

        Making one is written into the person's history: who has the link can sign in as that person.
        """
        person = self._other_person(request, object_id)
        link = None
        if request.method == "POST" and person.is_active:
            if "send" in request.POST:
                is_sent = _send_link(self, request, person)
                page = "change" if is_sent else "first_password"
                return redirect(f"admin:municipalities_user_{page}", person.pk)
            if not _may_be_shown_link(person):
                messages.error(request, f"Ссылку для этого человека отправляют только письмом на {person.email}.")
                return redirect("admin:municipalities_user_first_password", person.pk)
            link = password_link(person)
            self.log_change(request, person, LINK_MADE)
            rights_log.info("user %s by user %s: link for the password shown", person.pk, request.user.pk)
            told = ["Администратор справочников создал ссылку, по которой задают новый пароль."]
            tell_of_changes(person, told, address=person.email)
        context = self.admin_site.each_context(request) | {
            "title": "Ссылка для первого пароля",
            "opts": self.opts,
            "original": person,
            "person": person,
            "link": link,
            "may_be_shown": _may_be_shown_link(person),
        }
        return render(request, "admin/municipalities/user/first_password.html", context)

    @transaction.atomic
    def reset_second_step(self, request, object_id):
        """At a POST: turn the second step off for somebody whose phone and recovery codes are lost. The person is
        signed out and told by letter, and the history names who did it."""
        person = self._other_person(request, object_id)
        if request.method == "POST" and turn_off(person):
            end_sessions(person)
            self.log_change(request, person, "Сброшен второй шаг входа.")
            rights_log.info("user %s by user %s: second step reset", person.pk, request.user.pk)
            messages.success(request, "Второй шаг сброшен. При следующем входе его можно настроить заново.")
        return redirect("admin:municipalities_user_change", person.pk)

    @transaction.atomic
    def end_sessions(self, request, object_id):
        """At a POST: sign the person out everywhere, on a computer that was lost, for instance."""
        person = self._other_person(request, object_id)
        if request.method == "POST":
            count = end_sessions(person)
            self.log_change(request, person, "Завершены все входы.")
            rights_log.info("user %s by user %s: sessions ended: %s", person.pk, request.user.pk, count)
            messages.success(request, f"Завершено входов: {count}. Чтобы продолжить, человек входит снова.")
        return redirect("admin:municipalities_user_change", person.pk)

    def _other_person(self, request, object_id):
        """Whose sign-in this administrator may help with: never the own."""
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person) or person == request.user:
            raise PermissionDenied
        return person

    @admin.display(description="роль")
    def role(self, user):
        return user.role_name if any(getattr(user, role) for role in (*ROLES, "is_superuser")) or user.links else "—"

    @admin.display(description="отвечает за")
    def municipalities(self, user):
        return ", ".join(link.municipality.short_name for link in user.links)

    @admin.display(description="пароль задан")
    def has_password(self, user):
        return yes_or_no(user.has_usable_password())

    @admin.display(description="действует", ordering="is_active")
    def is_switched_on(self, user):
        return yes_or_no(user.is_active)


def _changed_rights(form, add):
    """Sentences on the roles and on switching a person on or off."""
    for field, role in ROLES.items():
        if field in form.changed_data:
            yield f"Выдана роль «{role}»." if form.cleaned_data[field] else f"Снята роль «{role}»."
    if "is_active" in form.changed_data and not (add and form.cleaned_data["is_active"]):
        yield "Пользователь включён." if form.cleaned_data["is_active"] else "Пользователь отключён."


def _sign_in_changed(form, change):
    """What else decides who signs in, for the log: without the address or the name itself."""
    if change:
        yield from (f"{field} changed." for field in ("email", "username") if field in form.changed_data)


def _changes_to_tell(form):
    """Sentences on what decides who signs in as this person, and with which rights."""
    if "email" in form.changed_data:
        before, now = form.initial.get("email") or "не указана", form.cleaned_data["email"] or "не указана"
        yield f"Почта: была {before}, теперь {now}."
    if "username" in form.changed_data:
        yield f"Имя для входа: теперь {form.cleaned_data['username']}."
    yield from _changed_rights(form, add=False)


def _may_be_shown_link(person):
    """Whoever sees the link chooses the password. For a person with rights over others' work that is the person
    alone, as long as a letter can reach him."""
    has_rights = person.is_superuser or any(getattr(person, role) for role in ROLES)
    return not (person.email and has_rights)


def _send_link(model_admin, request, person):
    """Let the person get a letter with a link that sets a password, and say so. Returns whether there is an address.

    The history is written first: no link may exist without a trace.
    """
    if not person.email:
        messages.warning(request, f"Почта не указана: {person}. Впишите её или создайте ссылку и передайте сами.")
        return False
    model_admin.log_change(request, person, f"{LINK_SENT} {person.email}.")
    rights_log.info("user %s by user %s: link for the password mailed", person.pk, request.user.pk)
    ask_for_link(person)
    messages.success(request, f"Письмо уйдёт на адрес {person.email} в течение нескольких минут.")
    return True
