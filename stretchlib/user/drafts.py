"""A stretch of one's own, begun: a file that says what to write, and asks for what is missing."""

from collections.abc import Mapping, Sequence
from html import escape

from stretchlib._card import Html
from stretchlib._data import data_folder
from stretchlib.user.folder import linked, path_of, write_new
from stretchlib.user.json_schema import LINE, put_beside
from stretchlib.user.toml import text

TEMPLATE = """\
{schema}# A stretch of your own. Fill in what is empty, take the # away where a line applies, save,
# and run st.check_catalog() in a notebook: it says what is still missing, and where.
# {{side}} stands for the side being stretched, {{other}} for the other one.
{known}
draft = true  # delete this line when all is filled in

slug = {slug}
title = {title}
target = {target}  # the muscles it is for, such as "hip flexors"
position = ""  # how the body starts, such as "lying on the back, legs long"
felt = ""  # where it should be felt, such as "the front of the {{side}} hip"

sides = []  # ["left", "right"] for each side in turn, ["both"] for both at once
setup_s = 0  # seconds to get into position, such as 30
# switch_s = 15  # seconds to change sides, where it has two
# enhance_s = 10  # seconds to go further at the end, with a cue of its stage "enhance"
# posture = "lying"  # or "prone", "sitting", "standing", "all_fours": there is time to get there
# part = "hip"  # what a side names, where it has two: "left hip"
# exit_s = 8  # seconds to get out of it, with a cue of its stage "exit"

cautions = [""]  # who should take care or leave it out, a sentence each; [] when nobody
variants = []  # other ways to do it
checks = []  # what to look at meanwhile
sources = []  # keys of a sources.toml of your own, one folder up; [] when there are none
# figure = "seated_figure_four"  # a shipped stretch that looks the same: its figure is shown
# photo = "pigeon.jpg"  # or a picture of your own, in the folder photos, one up

[paces]  # at least one, the first is the usual one; take out what it is not
hold = {{ hold_s = 0 }}  # seconds to stay in it, such as 20
# pulse = {{ count = 10, period_s = 6 }}
# breath = {{ breaths = 6, inhale_s = 4, exhale_s = 6 }}

# Cues are shown and spoken in this order, each one short sentence of at most 20 words. The stage
# of each is "setup", "stretch", "switch" (where it has two sides), "enhance" or "exit". The
# one that says where it is felt may have key = "felt": then each side hears it.
{cues}"""
TO_WRITE = (("setup", ""), ("stretch", ""))


def new_stretch(slug: str) -> Html:
    """
    Begin a stretch of your own: write a file with a comment at each thing to fill in.

    It goes into `stretches/` of your own folder (`STRETCHLIB_CATALOG`, else `catalog` beside the
    log), readable by you alone, with the rules beside it for editors that know JSON Schema. Until
    it is filled in it is a draft: `check_catalog` tells what is missing, and nothing else minds.
    With the slug of a shipped stretch you get a copy of that to change; yours then stands in its
    place.

    Parameters
    ----------
    slug : str
        Its name in code: small letters, figures and underscores, such as `"pigeon"`.

    Returns
    -------
    Html
        Where it is and what to do next; it shows itself in a notebook.

    Raises
    ------
    CatalogError
        When it is not a slug, the file is there already, or the folder cannot be written to.

    Examples
    --------
    >>> new_stretch("../pigeon")
    Traceback (most recent call last):
    ...
    stretchlib.errors.CatalogError: '../pigeon' is not a slug. Use small letters, figures and
    underscores: hip_flexor_pull.
    """
    path = path_of("stretches", slug)
    shipped = data_folder() / "stretches" / path.name
    is_copy = shipped.is_file()
    write_new(path, LINE + shipped.read_text(encoding="utf-8") if is_copy else draft(slug))
    put_beside(path.parent)
    if is_copy:
        what = f"A copy of the shipped {slug}, which replaces it from now on, is in"
    else:
        what = "A draft, with a comment at each thing to fill in, is in"
    then = (
        f"Open it in any editor, save it, and run st.check_catalog(); or fill it in as a form: "
        f'st.StretchBuilder("{slug}").'
    )
    return Html(
        f"<p>{escape(what)}<br>{linked(path)}</p><p>{escape(then)}</p>",
        f"{what} {path}. {then}",
    )


def draft(
    slug: str,
    title: str = "",
    target: str = "",
    cues: Sequence[tuple[str, str]] = TO_WRITE,
    known: Mapping[str, str] | None = None,
) -> str:
    """
    Text of a draft; what is not given is asked for.

    Parameters
    ----------
    slug, title, target : str
        As in the file; the title is the slug in words when left out.
    cues : sequence of (stage, text)
        Either may be empty, and is then asked for.
    known : mapping
        What else is known about it, for a comment.
    """
    comment = "".join(f"# {name}: {text(value)}\n" for name, value in (known or {}).items())
    return TEMPLATE.format(
        schema=LINE,
        slug=text(slug),
        title=text(title or slug.replace("_", " ").capitalize()),
        target=text(target),
        known=f"#\n{comment}" if comment else "",
        cues="".join(
            f"\n[[cues]]\nstage = {text(stage)}\ntext = {text(words)}\n" for stage, words in cues
        ),
    )
