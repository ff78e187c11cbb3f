"""Play one scenario, named by module and function, and print its facts as one line of JSON."""

import json
import sys
from importlib import import_module

module, _, function = sys.argv[1].partition(".")
facts = getattr(import_module(f"tests.peers.proton.{module}"), function)()
sys.stdout.write(json.dumps(facts, default=str))
