"""moto, until what started it ends, however that ends: then there is nothing more to read from it."""

import os
import sys
import threading
from unittest.mock import MagicMock

from moto.dynamodb.responses import DynamoHandler
from moto.server import main

# API Gateway's import it, to check what nothing here sends: with it would come a dozen packages.
for module in ("openapi_spec_validator", "openapi_spec_validator.validation.exceptions"):
    sys.modules[module] = MagicMock()


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


call_dynamodb = DynamoHandler.call_action
one_at_a_time = threading.RLock()


def call_dynamodb_alone(self):
    """DynamoDB writes a record whole or not at all. moto has a thread for each call, which looks, and then writes: a
    call that its caller has given up and made again would later undo what followed."""
    with one_at_a_time:
        return call_dynamodb(self)


DynamoHandler.call_action = call_dynamodb_alone
threading.Thread(target=end_with_input, daemon=True).start()
try:
    main()
except SystemExit:
    # At once: Python's own end would fail, for the thread that still reads.
    os._exit(1)
