"""The administrator of lists confirms proposed partners and merges partners; nobody else does."""

import pytest
from django.urls import reverse

from municipalities.models import PartnerCity, Partnership, User
from reports.actions.partners import MergeRefused, merge
from reports.models import Agreement, EventPartner, PartnerMerge, Submission
from reports.queries.sealed_rows import broken_seals
from tests import factories

pytestmark = pytest.mark.django_db

LIST = reverse("admin:municipalities_partnercity_changelist")
EVENT_NAME = "Клязьминские чтения"


@pytest.fixture
def lists(client_of, list_administrator):
    return client_of(list_administrator)


@pytest.fixture
def proposed(period, smolensk, smolensk_officer):
    submission = Submission.objects.get(period=period, municipality=smolensk)
    event = factories.make_event(submission, name=EVENT_NAME, new_partners=[["Вицебск", "BY"]])
    return event.partners.get()


@pytest.fixture
def known(smolensk):
    return factories.make_partner("г. Витебск", smolensk)


def merge_page(partner):
    return reverse("admin:municipalities_partnercity_merge", args=[partner.pk])


def change_page(partner):
    return reverse("admin:municipalities_partnercity_change", args=[partner.pk])


def text_of(response):
    return response.content.decode()


def test_the_list_shows_what_was_proposed_and_for_whom(lists, proposed, known):
    html = text_of(lists.get(LIST, {"proposed": "yes"}))
    assert "Вицебск" in html and "г. Витебск" not in html
    assert "Смоленск, Белова" in html
    assert "г. Витебск" in text_of(lists.get(LIST))


def test_partners_are_confirmed_by_the_action(lists, proposed, known):
    data = {"action": "confirm_chosen", "_selected_action": [proposed.pk, known.pk]}
    assert "Подтверждено: 1 партнёр." in text_of(lists.post(LIST, data, follow=True))
    assert PartnerCity.objects.get(pk=proposed.pk).is_confirmed
    assert "уже подтверждены" in text_of(lists.post(LIST, data, follow=True))


def test_a_confirmed_partner_stays_confirmed(lists, proposed, known):
    """Events of others may name it; a proposed one can be put right and confirmed on its page."""
    form = {"kind": "city", "region": "", "country": "BY", "synonyms": ""}
    lists.post(change_page(known), {**form, "name": "г. Витебск"})
    lists.post(change_page(proposed), {**form, "name": "г. Полоцк", "is_confirmed": "on", "proposed_for": ""})
    assert PartnerCity.objects.get(pk=known.pk).is_confirmed
    saved = PartnerCity.objects.get(pk=proposed.pk)
    assert (saved.name, saved.is_confirmed, saved.proposed_for) == ("г. Полоцк", True, proposed.proposed_for)


def test_what_will_move_is_shown_before_anything_moves(lists, proposed, known):
    assert merge_page(proposed) in text_of(lists.get(change_page(proposed)))
    choice = text_of(lists.get(merge_page(proposed)))
    assert f'<option value="{known.pk}">г. Витебск, Республика Беларусь</option>' in choice
    html = text_of(lists.get(merge_page(proposed), {"kept": known.pk}))
    assert "В 1\u00a0мероприятии партнёр станет «г. Витебск»." in html
    assert EVENT_NAME not in html
    assert PartnerCity.objects.count() == 2


def test_merging_leads_to_the_kept_partner_and_its_old_writing_is_found(lists, proposed, known):
    response = lists.post(merge_page(proposed), {"kept": known.pk}, follow=True)
    assert response.redirect_chain == [(change_page(known), 302)]
    assert "Партнёр «Вицебск» объединён с партнёром «г. Витебск»." in text_of(response)
    assert list(PartnerCity.objects.all()) == [known]
    assert "г. Витебск" in text_of(lists.get(LIST, {"q": "вицебск"}))
    assert lists.post(merge_page(proposed), {"kept": known.pk}).status_code == 404


@pytest.mark.parametrize("kept", ["", "0", "x", "9" * 30, "\x00", "itself"])
def test_rubbish_is_no_partner_to_keep(lists, proposed, known, kept):
    kept = proposed.pk if kept == "itself" else kept
    for ask in (lists.get, lists.post):
        response = ask(merge_page(proposed), {"kept": kept})
        assert response.status_code == 200
        assert "msg-bad" in text_of(response)
    assert PartnerCity.objects.count() == 2


def test_a_proposed_partner_cannot_be_the_one_that_stays(lists, proposed, known):
    assert "Такого партнёра нет" in text_of(lists.post(merge_page(known), {"kept": proposed.pk}))
    assert PartnerCity.objects.count() == 2


@pytest.mark.parametrize("who", ["smolensk_officer", "coordinator", "stranger"])
def test_others_merge_and_confirm_nothing(request, client_of, proposed, known, who):
    client = client_of(request.getfixturevalue(who))
    assert client.post(merge_page(proposed), {"kept": known.pk}).status_code == 403
    data = {"action": "confirm_chosen", "_selected_action": [proposed.pk]}
    assert client.post(LIST, data).status_code == 403
    assert PartnerCity.objects.filter(is_confirmed=False).count() == 1


def test_a_partner_of_an_event_is_not_deleted_and_the_event_not_named(lists, proposed):
    delete = reverse("admin:municipalities_partnercity_delete", args=[proposed.pk])
    html = text_of(lists.post(delete, {"post": "yes"}))
    assert "Вицебск: назван в 1\u00a0мероприятии" in html
    assert merge_page(proposed) in html
    assert EVENT_NAME not in html
    assert PartnerCity.objects.filter(pk=proposed.pk).exists()


def test_the_page_of_a_partner_says_where_it_is_used(lists, proposed, known):
    html = text_of(lists.get(change_page(proposed)))
    assert "Назван в 1\u00a0мероприятии." in html and "Партнёрств нет." in html and EVENT_NAME not in html
    html = text_of(lists.get(change_page(known)))
    assert "В мероприятиях не назван." in html
    assert reverse("admin:municipalities_partnership_change", args=[known.partnerships.get().pk]) in html


def test_partners_of_two_countries_are_not_merged(lists, proposed, known):
    """Not offered, and refused where the address is written by hand."""
    abroad = PartnerCity.objects.create(name="г. Вицебск", country=factories.make_country("PL", "Польша"))
    assert f'value="{abroad.pk}"' not in text_of(lists.get(merge_page(proposed)))
    assert "Такого партнёра нет" in text_of(lists.post(merge_page(proposed), {"kept": abroad.pk}))
    with pytest.raises(MergeRefused, match="в разных странах"):
        merge(abroad, proposed, by=User.objects.get(is_list_administrator=True))
    assert PartnerCity.objects.count() == 3


def test_a_merge_is_undone_as_if_it_had_not_been(lists, proposed, known, smolensk):
    """The row, its number, its events and partnerships; a partnership that had ended because both had one, too."""
    link = Partnership.objects.create(partner=proposed, municipality=smolensk, kind="joint", note="прежняя")
    document = Agreement.objects.create(partnership=link, title="Договор")
    event = EventPartner.objects.get(partner=proposed).event
    before = list(PartnerCity.objects.order_by("pk").values())
    page = lists.post(merge_page(proposed), {"kept": known.pk}, follow=True)
    undo = reverse("admin:municipalities_partnercity_unmerge", args=[known.pk, PartnerMerge.objects.get().pk])
    assert text_of(page).count(undo) == 2
    assert lists.get(undo).status_code == 405
    back = lists.post(undo, follow=True)
    assert "Объединение отменено: «Вицебск» снова в списке." in text_of(back)
    assert list(PartnerCity.objects.order_by("pk").values()) == before
    assert list(event.partners.all()) == [proposed]
    document.refresh_from_db()
    assert (document.partnership.note, document.partnership.partner) == ("прежняя", proposed)
    assert list(broken_seals()) == []
    assert "уже отменено" in text_of(lists.post(undo, follow=True))
    assert PartnerCity.objects.count() == 2
