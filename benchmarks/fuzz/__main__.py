"""Try the mutants of some ways in, or of all: python -m benchmarks.fuzz files --seconds 600."""

import os
import sys
import tempfile

# Before anything is imported: nobody's own log or folder is ever written to.
_PLACE = tempfile.mkdtemp(prefix="stretchlib-fuzz-")
os.environ["STRETCHLIB_LOG"] = f"{_PLACE}/log.sqlite"
os.environ["STRETCHLIB_CATALOG"] = f"{_PLACE}/catalog"
os.environ["MPLBACKEND"] = "Agg"

if __name__ == "__main__":
    from benchmarks.fuzz import main

    sys.exit(main())
