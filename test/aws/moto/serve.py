"""moto, until what started it ends, however that ends: then there is nothing more to read from it."""

import os
import sys
import threading
from unittest.mock import MagicMock

from moto.server import main

# API Gateway's import it, to check what nothing here sends: with it would come a dozen packages.
for module in ("openapi_spec_validator", "openapi_spec_validator.validation.exceptions"):
    sys.modules[module] = MagicMock()


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
main()
