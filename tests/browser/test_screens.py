"""The pictures of README and guide can be taken from the pages as they are now."""

import os
import struct

import pytest
from django.core.management import call_command

from municipalities.models import User
from tools import screens

# In the short run every fifth: the ways are the same that other tests walk.
SHOTS = screens.SHOTS if os.environ.get("POBRATIM_STRESS") else screens.SHOTS[::5]


@pytest.fixture
def demo(live_server, settings):
    """The demo data; loading them is refused outside DEBUG, serving with it is not asked for."""
    settings.DEBUG = True
    call_command("load_demo", verbosity=0)
    settings.DEBUG = False


@pytest.mark.stress
def test_every_picture_can_be_taken_anew(demo, visitor, live_server):
    """The ways still lead there, with the words that the pages have now, and without an error on the way."""
    sizes = {}
    for shot in SHOTS:
        window = {"width": shot.width, "height": shot.height}
        one = visitor(User.objects.get(username=shot.username), viewport=window, base_url=live_server.url)
        sizes[shot.file] = struct.unpack(">II", shot.take(one.page)[16:24])
    assert sizes == {shot.file: (shot.width, shot.height) for shot in SHOTS}
