"""Run one function in this process: `python child.py MODULE FUNCTION '{"option": value}'`.

Prints what it returns (a dict) as JSON, and the peak memory of the process, in MB (10^6 bytes).
"""

import importlib
import json
import resource
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))  # tests, for maintain.py and lab.py


def peak_megabytes():
    """Peak memory of this process so far, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kibibytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    module, function, options = sys.argv[1:]
    numbers = getattr(importlib.import_module(module), function)(**json.loads(options))
    print(json.dumps(numbers | {"megabytes": peak_megabytes()}))
