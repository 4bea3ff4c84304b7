"""Copy the sample articles into the wheel; everything else about the build stands in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithSamples(build_py):
    """Builds the packages, with `seeds/` in the folder of what ships."""

    def run(self) -> None:
        """Copy the packages and the samples; an editable installation uses `seeds/` itself."""
        if not self.editable_mode:
            shutil.rmtree(self.build_lib, ignore_errors=True)  # modules of an earlier build that have moved since
        super().run()
        if not self.editable_mode:
            self.copy_tree("seeds", str(Path(self.build_lib, "config", "seeds")))


setup(cmdclass={"build_py": BuildWithSamples})
