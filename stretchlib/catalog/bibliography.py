"""All sources as a table, which shows itself as a list with links."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from stretchlib._html import breakable
from stretchlib.catalog.citations import link

HOW_READ = {"page": "", "abstract": "Its summary was read.", "secondary source": "Read about."}
"""How far a source was read, where that is not all of it."""


class Bibliography(pd.DataFrame):
    """Sources, one row each, which show themselves in a notebook as a list with links."""

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str:
        rows = [
            f"<li>{link(row['title'], row['url'])}<br>{escape(_summary(row))} "
            f"<small><code>{breakable(str(key))}</code></small></li>"
            for key, row in zip(self.index, self.to_dict("records"), strict=True)
        ]
        return f'<ul class="stretch-sources" style="text-align: left">{"".join(rows)}</ul>'


def _summary(row: Mapping[Any, Any]) -> str:
    """What a source says, how far it was read, and why it has no link where it has none."""
    parts = [row["says"], HOW_READ[str(row["read"])], row["no_link"]]
    return " ".join(words for words in parts if isinstance(words, str) and words)
