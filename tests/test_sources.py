"""The bibliography as it is shown, and files that cite it by a former key."""

import re

from stretchlib.catalog.reader import get_stretch, sources
from stretchlib.user import check_catalog
from tests.own_kit import hug, write


def test_the_list_is_short_to_read_and_every_link_can_be_clicked() -> None:
    page = sources()._repr_html_()
    assert page.count("<li>") == len(sources())
    assert page.count('<a href="https://') + page.count('<a href="http://') == (
        sources()["url"].notna().sum()
    )
    assert not re.search(r"\b(nan|None)\b", page)
    assert "<table" not in page


def test_a_part_of_the_list_is_still_a_frame() -> None:
    assert list(sources().query("read == 'abstract'").columns) == [
        *("title", "says", "read", "url", "no_link")
    ]


def test_markup_in_a_source_of_ones_own_is_shown_and_not_run(own) -> None:
    bad = '<img src=x onerror="alert(1)">'
    text = (
        f"[mine]\ntitle = '''{bad}'''\nsays = '''</li><script>alert(2)</script>'''\n"
        'read = "page"\nurl = \'https://example.org/"><script>alert(3)</script>\'\n'
    )
    write(own, text, "../sources.toml")
    page = sources()._repr_html_()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_a_file_that_cites_a_former_key_loads_and_is_told_the_new_one(own) -> None:
    write(own, hug(**{'"arc_ho13"': '"chirogeek_figure_four"'}))
    assert "nelson_bay_figure_four" in get_stretch("mine").sources
    found = check_catalog()
    assert found.empty
    assert "chirogeek_figure_four, which is nelson_bay_figure_four now" in repr(found)
