"""Show the notebooks as pages without code, and the docs that they link to as pages as well."""

from pathlib import Path

from jupyter_server.utils import url_path_join
from nbconvert.filters import markdown2html
from tornado.web import HTTPError, RequestHandler, StaticFileHandler
from voila.app import Voila

TOP = Path(__file__).resolve().parent.parent


class Doc(RequestHandler):
    """A page of the docs."""

    def get(self, name: str) -> None:
        """Answer with `docs/<name>.md`."""
        file = TOP / "docs" / f"{name}.md"
        if not file.is_file():
            raise HTTPError(404)
        page = self.settings["voila_jinja2_env"].get_template("doc.html")
        self.finish(page.render(html=markdown2html(file.read_text("utf-8")), name=name))


class Beside(StaticFileHandler):
    """What a page of the docs shows or links to."""

    def get_content_type(self) -> str:
        """Call it text where a browser would not know, and offer to save it."""
        known = super().get_content_type()
        return "text/plain; charset=utf-8" if known == "application/octet-stream" else known


class App(Voila):
    """Voila, and what its pages link to: seen from `voila/render/`, `../docs/` is there."""

    def init_handlers(self) -> list[tuple[object, ...]]:
        """Say who answers which address. No other file is given away."""
        docs = url_path_join(self.server_url, r"/voila/docs/(\w+)\.md")
        beside = url_path_join(self.server_url, r"/voila/(docs/\w+\.png|data/\w+\.toml)")
        ours = [(docs, Doc), (beside, Beside, {"path": str(TOP)})]
        return [*ours, *super().init_handlers()]


if __name__ == "__main__":
    App.launch_instance()
