"""What tests of years share."""

import pytest

from tests import factories

from . import random_archive


@pytest.fixture
def filled(smolensk, vyazma, coordinator, smolensk_officer):
    """Function seed → two years of rows by chance."""
    others = [factories.make_municipality("Руднянский"), factories.make_municipality("Ярцевский")]

    def fill(seed):
        where = [smolensk, vyazma, *others]
        random_archive.fill(seed, where, coordinator=coordinator, officer=smolensk_officer)

    return fill


@pytest.fixture
def report_of(smolensk_officer, coordinator):
    """Function (year, quarter, municipality, events) → the approved report, with an event of these values each."""

    def make(year, quarter, municipality, *events, state="approved", officer=None):
        period = factories.make_period(year, quarter)
        report = factories.make_submission(period, municipality, events=0)
        by = officer or municipality.current_officers()[0].user
        for values in events:
            factories.make_event(report, by=by, **values)
        return factories.move_to(report, state, is_nil=not events, officer=by, coordinator=coordinator)

    return make
