"""«Первые шаги»: from an empty server to the first quarter, by whoever keeps the lists."""

import pytest
from django.urls import reverse
from lxml import html

from municipalities.models import Country, Municipality, User
from reports.actions.letters import send_letters
from reports.actions.periods import open_period
from reports.actions.trial_letters import send_trial_letter
from reports.models import Letter, LetterTry
from reports.rules.permissions import THE_PROGRAM
from tests import factories
from tests.conftest import STRESS

pytestmark = pytest.mark.django_db
STEPS = ["Страны и партнёры", "Муниципальные образования", "Пользователи и исполнители", "Почта", "Первый квартал"]


@pytest.fixture
def administrator(list_administrator):
    list_administrator.email = "zimin@example.ru"
    list_administrator.save()
    return list_administrator


@pytest.fixture
def client(client_of, administrator):
    return client_of(administrator)


def page_of(client):
    return html.fromstring(client.get(reverse("first_steps")).content.decode())


def words(element):
    return " ".join(element.text_content().split())


def step(client, heading):
    """(is it done, its words, its links by words) of one step."""
    [section] = page_of(client).xpath(f"//section[contains(h2, '{heading}') or contains(div/h2, '{heading}')]")
    links = {words(link): link.get("href") for link in section.xpath(".//a")}
    return bool(section.xpath(".//*[contains(@class, 'state-approved')]")), words(section), links


def states(client):
    return [step(client, heading)[0] for heading in STEPS]


@pytest.mark.stress
@pytest.mark.parametrize("who", ["administrator", "superuser"] if STRESS else ["administrator"])
def test_an_empty_server_comes_to_its_first_quarter(client_of, administrator, who):
    """Each step by the page's own buttons and links; the quarter by the coordinator, who is named."""
    person = administrator
    if who == "superuser":
        person = User.objects.create_superuser("root", factories.PASSWORD, full_name="Полный", email="root@example.ru")
    client = client_of(person)
    assert states(client) == [False] * 5
    answer = client.post(reverse("first_steps_lists"), follow=True)
    assert "муниципальные образования – 27" in answer.content.decode()
    assert states(client) == [True, True, False, False, False]
    for place in Municipality.objects.all():
        factories.make_officer(factories.make_user(f"officer{place.pk}"), place)
    assert not step(client, STEPS[2])[0], "somebody has to open the quarter"
    coordinator = factories.make_user(
        "coordinator", "Орлова Елена Викторовна", phone="8 (4812) 00-00-17", is_coordinator=True
    )
    assert states(client) == [True, True, True, False, False]
    client.post(reverse("first_steps_letter"))
    assert not step(client, "Почта")[0], "it waits yet"
    send_letters(by=THE_PROGRAM)
    assert states(client) == [True, True, True, True, False]
    assert "Орлова Елена Викторовна, 8 (4812) 00-00-17" in step(client, "Первый квартал")[1]
    open_period(2026, 4, by=coordinator)
    assert states(client) == [True] * 5
    assert "Всё готово" in words(page_of(client))
    assert "всё готово" in words(html.fromstring(client.get("/admin/").content.decode()))


def test_each_municipality_without_officer_or_name_leads_to_where_it_is_mended(
    client, smolensk, vyazma, smolensk_officer
):
    vyazma.names.all().delete()
    _, told, links = step(client, "Муниципальные образования")
    assert links["Вяземский"] == reverse("admin:municipalities_municipality_change", args=[vyazma.pk])
    _, told, links = step(client, "Пользователи и исполнители")
    assert "Исполнитель назначен у 1 из 2" in told
    assert "Смоленск" not in links
    form = html.fromstring(client.get(links["Вяземский"]).content.decode())
    [chosen] = form.xpath("//select[@name='municipality']/option[@selected]/@value")
    assert chosen == str(vyazma.pk)


def test_loading_again_leaves_what_was_corrected_and_says_so(client):
    client.post(reverse("first_steps_lists"))
    Country.objects.filter(code="BY").update(name="Белоруссия")
    answer = client.post(reverse("first_steps_lists"), follow=True).content.decode()
    assert "ничего не изменено" in answer and "исправлены или удалены, – 1" in answer
    assert Country.objects.get(code="BY").name == "Белоруссия"


def test_lists_that_contradict_what_is_there_are_refused_with_the_row(client, vyazma):
    """Here the district was entered by hand under another code."""
    answer = client.post(reverse("first_steps_lists"), follow=True).content.decode()
    assert "Списки не загружены, ничего не изменено" in answer
    assert "municipalities.csv, строка 4: Краткое имя: Так уже названа другая строка списка" in answer
    assert not Country.objects.exists()


@pytest.mark.parametrize(
    ("change", "failure", "told"),
    [
        ({}, "", "ждёт отправки"),
        ({"attempts": 1}, "SMTPAuthenticationError: (535, b'no')", "Ответ почтового сервера: SMTPAuthenticationError"),
        ({"state": "given_up", "attempts": 6}, "timed out", "не ушло. Передайте ответ тому, кто ведёт сервер"),
        ({"state": "dropped"}, "", "Почту ещё не пробовали"),
    ],
    ids=["waiting", "refused", "given up", "dropped"],
)
def test_mail_is_not_done_before_a_mail_server_has_taken_the_letter(client, administrator, change, failure, told):
    letter = send_trial_letter(by=administrator)
    Letter.objects.filter(pk=letter.pk).update(**change)
    if failure:
        LetterTry.objects.create(letter=letter, failure=failure)
    is_done, text, _ = step(client, "Почта")
    assert told in text and not is_done


def test_without_address_or_mail_server_the_step_says_what_is_missing(client, administrator, settings):
    administrator.email = ""
    administrator.save()
    is_done, text, links = step(client, "Почта")
    assert not is_done and "впишите свою почту" in text and links["Профиль"] == reverse("profile")
    assert "Впишите её в профиле" in client.post(reverse("first_steps_letter"), follow=True).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "EMAIL_URL" in step(client, "Почта")[1]


def test_the_start_page_of_the_lists_says_how_far_it_is(client, period):
    text = words(html.fromstring(client.get("/admin/").content.decode()))
    assert "Первые шаги: сделано 2 из 5. Дальше – «Страны и партнёры»." in text


def test_what_the_installation_lacks_is_told_in_words(client, settings):
    settings.IS_SERVER, settings.HAS_OWN_HISTORY_KEY = True, False
    text = words(page_of(client))
    assert "HISTORY_KEY не задан" in text and "храните его отдельно" in text
