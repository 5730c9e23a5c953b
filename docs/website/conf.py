"""How Sphinx makes the website; `tools/website.py` puts the pages together and starts it."""

import inspect
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.inspect import stringify_signature

from stretchlib import __version__

project = "The stretching workbook"
author = "the stretching workbook contributors"
release = __version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]

# The notebooks were run before, on the sample log. Nothing here is fetched from another place.
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
nb_output_stderr = "error"

myst_heading_anchors = 3
myst_heading_slug_func = "tools.website.slug"

# A name in backquotes is a link where it is one of ours, and code anywhere else.
default_role = "py:obj"
add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_google_docstring = False
napoleon_use_rtype = False
python_maximum_signature_line_length = 72
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

html_theme = "furo"
pygments_dark_style = "github-dark"
html_title = project
html_favicon = "static/icon.svg"
html_static_path = ["static"]
html_css_files = ["website.css"]
html_copy_source = False
html_show_copyright = False
# Furo's own, without a place for advertisements.
html_sidebars = {
    "**": [
        *("sidebar/brand.html", "sidebar/search.html", "sidebar/scroll-start.html"),
        *("sidebar/navigation.html", "sidebar/scroll-end.html"),
    ]
}
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": {
        "color-brand-primary": "#2360d8",
        "color-brand-content": "#2360d8",
    },
    "dark_css_variables": {
        "color-background-primary": "#111111",
        "color-brand-primary": "#7faaff",
        "color-brand-content": "#7faaff",
    },
}


def say_what_a_form_takes(
    _app: Sphinx, what: str, _name: str, of: Any, _options: Any, said: str, returned: str
) -> tuple[str, str] | None:
    """A widget takes whatever it is given, as far as Python sees; its `__init__` knows better."""
    if what != "class" or not said.startswith("(*args"):
        return None
    taken = inspect.signature(of.__init__)
    own = taken.replace(parameters=[*taken.parameters.values()][1:])
    return stringify_signature(own, unqualified_typehints=True), returned


def let_a_colon_be_one(
    _app: Sphinx, what: str, _name: str, _of: Any, _options: Any, lines: list[str]
) -> None:
    """Napoleon takes what stands before the first colon of an attribute for its type."""
    if what in ("attribute", "data", "property"):
        lines[:0] = ["..", ""]


def setup(app: Sphinx) -> None:
    """Let the reference read as the docstrings do."""
    app.connect("autodoc-process-docstring", let_a_colon_be_one, priority=400)
    app.connect("autodoc-process-signature", say_what_a_form_takes)
