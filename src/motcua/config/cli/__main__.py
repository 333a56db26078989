"""`python -m motcua.config.cli` is the same as `motcua`."""

import sys

from motcua.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
