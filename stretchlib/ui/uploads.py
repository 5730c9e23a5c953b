"""Files that a browser brings in and saves, without a path being typed."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import anywidget
import traitlets

from stretchlib import private_files
from stretchlib._html import breakable
from stretchlib.ui.kit import classed

MOST_BYTES: Final = 7_000_000
"""Jupyter closes the connection to a browser that sends more than 10 MB at once."""
LONGEST_NAME, LONGEST_ENDING = 50, 10
"""Letters, of four bytes at the most; a name has 255 bytes."""
LARGEST_DOWNLOAD: Final = 2_000_000
"""Jupyter drops what a kernel sends beyond 3 MB in three seconds; a link has a third more."""


class FileChooser(anywidget.AnyWidget):
    """
    A button to choose a file of this computer, by its browser's own window.

    What is too large to be sent is said beside it, and not sent.

    Parameters
    ----------
    words : str
        What the button says.
    accept : str
        Endings that are offered, such as `".toml"`, with commas between.
    on_chosen : callable
        Called with the name and the bytes of a file, on each choice.
    too_large : str
        What to do with a file of more than 7 MB.

    Examples
    --------
    >>> chooser = FileChooser("Choose a photo", ".jpg,.png", print)
    >>> chooser.words
    'Choose a photo'
    """

    _esm = Path(__file__).parent / "uploads.js"
    _css = Path(__file__).parent / "uploads.css"

    words = traitlets.Unicode().tag(sync=True)
    accept = traitlets.Unicode().tag(sync=True)
    most_bytes = traitlets.Int(MOST_BYTES).tag(sync=True)
    too_large = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    content = traitlets.Bytes(b"").tag(sync=True, from_json=lambda sent, _: bytes(sent))
    chosen = traitlets.Int(0).tag(sync=True)
    """Counts up with each file, so that the same one may be chosen once more."""

    def __init__(
        self,
        words: str,
        accept: str,
        on_chosen: Callable[[str, bytes], None],
        too_large: str = "Choose a smaller one.",
    ) -> None:
        super().__init__(words=words, accept=accept, too_large=too_large)
        classed(self, "stretch-file-widget")
        self.observe(lambda _: on_chosen(self.name, self.content), names=["chosen"])


def download_of(file: Path, kind: str) -> str:
    """
    A link by which a browser saves a file that was written; empty where it is no such file.

    Examples
    --------
    >>> download_of(Path("nowhere.zip"), "application/zip")
    ''
    """
    if not file.is_file() or file.stat().st_size > LARGEST_DOWNLOAD:
        return ""
    return f"<p>{download(f'Download {file.name}', file.name, file.read_bytes(), kind)}</p>"


@contextmanager
def kept_for_a_while(name: str, content: bytes) -> Iterator[Path]:
    """
    Put what a browser brought in into a file of that name, for its owner alone, and delete it.

    Examples
    --------
    >>> with kept_for_a_while("../my log.zip", b"PK") as file:
    ...     file.name, file.read_bytes(), oct(file.stat().st_mode)[-3:]
    ('my log.zip', b'PK', '600')
    >>> file.exists()
    False
    """
    with TemporaryDirectory(prefix="stretchlib-") as folder:
        file = Path(folder) / _name_of(name)
        private_files.write_new(file, [content])
        yield file


def _name_of(sent: str) -> str:
    """
    A name that every file system takes, as near as can be to the one that a browser sent.

    Examples
    --------
    >>> _name_of("logs/my log.zip"), _name_of(".."), len(_name_of(f"{'long' * 300}.zip"))
    ('my log.zip', 'file', 54)
    """
    last = sent.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter if letter.isprintable() else "_" for letter in last)
    path = Path(plain)
    if path.name in ("", ".."):
        return "file"
    return f"{path.stem[:LONGEST_NAME]}{path.suffix[:LONGEST_ENDING]}"


def download(words: str, name: str, content: bytes, kind: str) -> str:
    """
    A link by which a browser saves a file; nothing is asked of any server.

    Parameters
    ----------
    words : str
        What the link says.
    name : str
        What the file is called.
    content : bytes
        All of it.
    kind : str
        Its media type.

    Returns
    -------
    str
        HTML; of more than 2 MB empty, as it would not arrive.

    Examples
    --------
    >>> link = download("Save it", "a<b.toml", b"x", "application/toml")
    >>> link.partition('" ')[2]
    'download="a&lt;b.toml" href="data:application/toml;base64,eA==">Save it</a>'
    >>> download("Save it", "long.zip", bytes(3_000_000), "application/zip")
    ''
    """
    if len(content) > LARGEST_DOWNLOAD:
        return ""
    address = f"data:{kind};base64,{b64encode(content).decode()}"
    return (
        f'<a class="stretch-download" download="{escape(name)}" href="{address}">'
        f"{breakable(words)}</a>"
    )
