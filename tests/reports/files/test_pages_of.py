"""The pages of a PDF are counted as a reader counts them."""

import pytest

from reports.files.pages_of import pages_of


@pytest.mark.parametrize(
    ("data", "number"),
    [
        (b"<</Type/Pages/Kids[1 0 R]/Count 2>> <</Type/Page/Parent 1>> <</Type /Page>>", 2),
        (b"<< /Type /Page\n>>", 1),
        (b"<</Type/PageLabel>>", None),
        (b"", None),
    ],
)
def test_pages_are_counted_and_other_objects_are_none(data, number):
    assert pages_of(data) == number
