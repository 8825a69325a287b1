"""A municipality has sent a file instead of its report: the coordinator uploads it on the municipality's behalf."""

import pytest
from django.urls import reverse

from reports.actions import periods
from reports.models import ImportJob
from tests.factories import make_import, make_submission

pytestmark = pytest.mark.django_db

FOR = "?for=municipality"
ROW = "\t".join(["1", "Приехал хор из Витебска", "г. Минск", "4 ноября 2024 года", "Концерт", "Хор"])


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return make_submission(period, smolensk)


def test_the_file_goes_into_the_report_and_on_to_its_hand_in(client_of, coordinator, report):
    """Also after the intake; every page of the way leads back to «Внести за муниципалитет»."""
    periods.close(report.period, by=coordinator)
    client, home = client_of(coordinator), reverse("on_behalf", args=[report.pk])
    door = reverse("report_import", args=[report.pk]) + FOR
    assert f'href="{door}"' in client.get(home).content.decode()
    assert "за муниципалитет" in client.get(door).content.decode()
    preview = client.post(door, {"text": ROW, "html": ""})
    job = ImportJob.objects.get()
    assert (job.by, job.municipality, preview.url) == (coordinator, report.municipality, f"/import/{job.uid}/")
    assert f'href="{home}"' in client.get(preview.url).content.decode()
    client.post(preview.url, {"row": "0", "take-0": "add", "action": "apply"})
    assert report.events.present().get().name == "Приехал хор из Витебска"
    result = client.get(preview.url).content.decode()
    assert f'href="{home}"' in result and FOR in result
    assert client.post(reverse("import_undo", args=[job.uid])).status_code == 302
    assert not report.events.present().exists()


def test_without_the_mark_or_after_the_hand_in_it_stays_shut(
    client_of, coordinator, vyazma_officer, report, smolensk_officer
):
    door = reverse("report_import", args=[report.pk])
    client = client_of(coordinator)
    assert [client.get(door).status_code, client.post(door, {"text": ROW}).status_code] == [403, 403]
    assert client_of(vyazma_officer).get(door + FOR).status_code == 404
    handed_in = make_submission(report.period, report.municipality, state="submitted", officer=smolensk_officer)
    assert client.post(reverse("report_import", args=[handed_in.pk]) + FOR, {"text": ROW}).status_code == 409
    assert not ImportJob.objects.exists()


def test_an_officers_upload_stays_the_officers_own(client_of, coordinator, report, smolensk_officer):
    job = make_import(report.period, report.municipality, by=smolensk_officer)
    client = client_of(coordinator)
    assert client.get(reverse("import", args=[job.uid])).status_code == 404
    assert job.file.name not in client.get(reverse("report_import", args=[report.pk]) + FOR).content.decode()
