"""Show the notebooks as pages without code, behind a page that says what each is for."""

import webbrowser
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from threading import Thread
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from nbconvert.filters import markdown2html
from tornado.web import HTTPError, RedirectHandler, StaticFileHandler, authenticated
from voila.app import Voila

from stretchlib import private_files
from stretchlib._data import data_folder, shipped
from stretchlib.workbook.jupyter_server import KERNELS, get_ready, right_page

APP_PAGES = {
    "00_today": ("Practise today", "Choose which routine and how long, press Start, and follow."),
    "01_start_here": (
        "Start here, the first time",
        "When not to stretch, why a back gets stiff, and the four stretches.",
    ),
    "02_your_routine": (
        "Your routine",
        "Build one of your own: which stretches, in which order, for how long.",
    ),
    "03_measure": ("Measure", "How far your chest is from your thigh, with a ruler."),
    "04_progress": ("Your progress", "Is it working, for you? Sentences first, then pictures."),
    "05_your_log": (
        "Your log",
        "All that you did: look through it, put it right, take it elsewhere.",
    ),
}
"""What each notebook is for, by its name."""


class Home(JupyterHandler):
    """The page that opens: where to go from here."""

    @authenticated
    def get(self) -> None:
        """Answer with the list of pages: today first, or the first page before there is a log."""
        first = right_page()
        names = sorted(APP_PAGES, key=lambda name: name != first)
        at = self.settings["workbook_name_in_folder"]
        listed = [(f"render/{quote(at(f'{name}.ipynb'))}", *APP_PAGES[name]) for name in names]
        template = self.settings["voila_jinja2_env"].get_template("home.html")
        self.finish(template.render(pages=listed))


class Doc(JupyterHandler):
    """A page of the docs."""

    @authenticated
    def get(self, name: str) -> None:
        """Answer with `docs/<name>.md`."""
        file = shipped("docs") / f"{name}.md"
        if not file.is_file():
            raise HTTPError(404)
        template = self.settings["voila_jinja2_env"].get_template("doc.html")
        self.finish(template.render(html=markdown2html(file.read_text("utf-8")), name=name))


class Beside(StaticFileHandler):
    """What a page of the docs shows or links to."""

    def get_content_type(self) -> str:
        """Call it text where a browser would not know, and offer to save it."""
        known = super().get_content_type()
        return "text/plain; charset=utf-8" if known == "application/octet-stream" else known


class App(Voila):
    """
    Voila, for whoever has the token alone, and what its pages link to.

    Without a token, others who use this computer and any page of the web that is open meanwhile
    (DNS rebinding: Voila asks for no `Host`) could read the log and press its buttons. The address
    that opens has the token in it. Seen from `voila/render/`, `../docs/` is there.
    """

    def initialize(self, argv: list[str] | None = None) -> None:
        """Read what was asked for; no token means a new one."""
        super().initialize(argv)
        if not self.token:
            self.set_trait("token", None)
            self.set_trait("auto_token", True)

    def launch_browser(self) -> None:
        """Open the first page, by a file that only this person reads: the token is in it."""
        try:
            browser = webbrowser.get(self.browser or None)
        except webbrowser.Error:
            self.log.warning("No browser was found here: open the address above in one.")
            return
        at = escape(f"{self.connection_url}?token={self.identity_provider.token}", quote=True)
        shown = f'<meta http-equiv="refresh" content="0; url={at}">'
        file = private_files.write_for_a_while(shown, ".html")
        Thread(target=browser.open, args=[file.as_uri()]).start()

    def init_handlers(self) -> list[tuple[object, ...]]:
        """Say who answers which address. No other file is given away."""
        # A notebook lies in a folder beside `docs`, or above it where it was laid.
        here = r"/voila/(?:render/)?"
        docs = url_path_join(self.server_url, here + r"docs/(\w+)\.md")
        shown = url_path_join(self.server_url, here + r"docs/(\w+\.png)")
        facts = url_path_join(self.server_url, here + r"(?:data|docs)/(\w+\.toml)")
        home = url_path_join(self.server_url, r"/voila/")
        # Its own list of files would tell nobody what they are for.
        doors = [
            (at, RedirectHandler, {"url": home, "permanent": False})
            for at in (self.server_url, url_path_join(self.server_url, r"/voila(?:/tree.*)?"))
        ]
        ours = [
            *((home, Home), *doors, (docs, Doc)),
            (shown, Beside, {"path": str(shipped("docs"))}),
            (facts, Beside, {"path": str(data_folder())}),
        ]
        return [*ours, *super().init_handlers()]


def serve_pages(
    notebooks: Path, options: Sequence[str], name_in_folder: Callable[[str], str] = str
) -> None:
    """
    Serve the notebooks of a folder as pages until the person stops it, and open the first.

    `name_in_folder` says what a notebook of the workbook is called in the folder.
    """
    notebooks = notebooks.resolve()
    get_ready(notebooks)
    arguments = ["--template=workbook", f"--kernel_spec_manager_class={KERNELS}", *options]
    App.launch_instance(
        [str(notebooks), *arguments], tornado_settings={"workbook_name_in_folder": name_in_folder}
    )
