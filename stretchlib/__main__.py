"""`python -m stretchlib` is the command `stretchlib`."""

import sys

from stretchlib.workbook.command import main

if __name__ == "__main__":
    sys.exit(main())
