"""The forms of signing in and of passwords."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm

from config.accounts.hashing import TooBusy
from municipalities.fields import CleanLineFormField
from reports.pages.form_look import LookMixin
from reports.prose.cleaning import one_line

from . import guessing

LONGEST_EMAIL = 254  # letters, as the column of the address
PASSWORD_HINT = "Не короче 8 знаков; не одни цифры, не частое слово и не похож на ваше имя."


class SignInForm(LookMixin, AuthenticationForm):
    """Name or e-mail address, and password; after a mistake the name stays and the password waits for typing."""

    error_messages = {
        "invalid_login": "Имя или пароль не подошли. Проверьте раскладку клавиатуры и клавишу Caps Lock.",
        "inactive": "Эта учётная запись отключена. Обратитесь к администратору справочников.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Имя для входа или электронная почта"
        self.fields[
            "username"
        ].help_text = "Заглавные и строчные буквы не различаются. Если одна почта у нескольких человек, нужно имя."
        self.fields["username"].max_length = LONGEST_EMAIL
        self.fields["username"].widget.attrs |= {"spellcheck": "false", "maxlength": LONGEST_EMAIL}
        if self.data.get("username"):
            self.fields["username"].widget.attrs.pop("autofocus", None)
            self.fields["password"].widget.attrs["autofocus"] = True

    def clean_username(self):
        """Without letters that nobody can see: a name copied from a letter brings them along."""
        return one_line(self.cleaned_data["username"])

    def clean(self):
        """Count first, then hash: a refused guess costs no hash, and an unknown name is answered as a known one."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return super().clean()
        attempt = guessing.begin_sign_in(self.request, name, password)
        self.cleaned_data["username"] = attempt.account.name
        try:
            cleaned = super().clean()
        except TooBusy:
            attempt.call_off()
            raise guessing.busy() from None
        except forms.ValidationError:
            attempt.failed()
            raise
        attempt.succeeded()
        return cleaned


class OwnPasswordForm(LookMixin, PasswordChangeForm):
    def clean_old_password(self):
        """As Django's, but the guesses are counted."""
        guessing.check_own(self.user, self.cleaned_data["old_password"], "Нынешний пароль не подошёл.")
        return self.cleaned_data["old_password"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Нынешний пароль"
        self.fields["new_password2"].label = "Новый пароль ещё раз"
        self.fields["new_password2"].help_text = ""
        self.fields["new_password1"].help_text = PASSWORD_HINT


class FirstPasswordForm(LookMixin, SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password2"].label = "Новый пароль ещё раз"
        self.fields["new_password2"].help_text = ""
        self.fields["new_password1"].help_text = PASSWORD_HINT
        self.fields["new_password1"].widget.attrs["autofocus"] = True


class ForgottenForm(LookMixin, forms.Form):
    who = CleanLineFormField(
        label="Имя для входа или электронная почта",
        max_length=LONGEST_EMAIL,
        error_messages={"required": "Напишите имя для входа или адрес почты."},
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
