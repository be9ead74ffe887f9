"""Run one function in this process: `python child.py MODULE FUNCTION '{"option": value}'`.

Prints what it returns (a dict) as JSON, and the peak memory of the process, in MB (10^6 bytes).
"""

import importlib
import json
import resource
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE.parent, HERE.parent.parent / ".ci"):  # for lab.py and paths.py
    sys.path.append(str(folder))


def peak_megabytes():
    """Peak memory of this process so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: ru_maxrss would count the parent's memory, too
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS counts bytes


if __name__ == "__main__":
    module, function, options = sys.argv[1:]
    numbers = getattr(importlib.import_module(module), function)(**json.loads(options))
    print(json.dumps(numbers | {"megabytes": peak_megabytes()}))
