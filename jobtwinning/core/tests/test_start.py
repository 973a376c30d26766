"""What a process loads before it does anything: every command, server and worker waits for it."""

import os
import subprocess
import sys

LOADED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "jobtwinning.config.settings"
import jobtwinning.config.wsgi
print(*(name for name in ("scipy.sparse", "scipy.optimize", "ortools", "simplemma", "typst") if name in sys.modules))
import jobtwinning.matching.engine.solve as solve
solve.scipy.optimize
print("scipy.optimize" in sys.modules)
"""


def test_a_process_starts_without_the_solvers() -> None:
    """The second line is the control: they are loaded when they are used."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert done.stdout.splitlines() == ["", "True"]
