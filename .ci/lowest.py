"""Print the lowest supported version of each dependency: `python .ci/lowest.py > lowest.txt`.

The bounds stand in pyproject.toml and requirements.txt; pip takes what is printed as constraints.
"""

import tomllib

from packaging.requirements import Requirement
from paths import ROOT


def lowest(requirement):
    """The requirement "name>=1.2" as "name==1.2". Raises ValueError if it has no lower bound."""
    bounds = [bound.version for bound in requirement.specifier if bound.operator == ">="]
    if len(bounds) != 1:
        raise ValueError(f"{requirement} must have one lower bound, >=")
    return f"{requirement.name}=={bounds[0]}"


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-e"))]
    for extra in project["optional-dependencies"].values():
        wanted += extra
    every = map(Requirement, project["dependencies"] + wanted)
    here = [each for each in every if each.marker is None or each.marker.evaluate()]
    print(*map(lowest, here), sep="\n")
