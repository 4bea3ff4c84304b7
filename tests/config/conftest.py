"""The layers of files that settings are read from, to be changed at will."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from config.loading import LoadedSettings, load_settings
from config.locations import SHIPPED, settings_files
from config.settings import SettingsError


class Project:
    """The layers of files: a copy of the one that ships, the user's, and those of the current directory."""

    def __init__(self, folder: Path) -> None:
        """Take the folder to make them in."""
        self.shipped = folder / "project" / "config" / "verbatim.toml"
        self.user = folder / "user" / "verbatim" / "verbatim.toml"
        self.here = folder / "started in" / "verbatim.toml"
        self.dotenv = self.here.with_name(".env")
        for file in (self.shipped, self.user, self.here):
            file.parent.mkdir(parents=True)
        shutil.copy(SHIPPED, self.shipped)

    def set_in_file(self, name: str, value: str) -> None:
        """Write `name = value` to the file that ships, in the place of the line that is there."""
        kept = [line for line in self._lines() if not re.match(rf"#? ?{name} = ", line)]
        self.shipped.write_text("\n".join([*kept, f"{name} = {value}", ""]), encoding="utf-8")

    def drop_from_file(self, name: str) -> None:
        kept = [line for line in self._lines() if not line.startswith(f"{name} =")]
        self.shipped.write_text("\n".join(kept), encoding="utf-8")

    def _lines(self) -> list[str]:
        return self.shipped.read_text(encoding="utf-8").splitlines()

    def set_in_dotenv(self, line: str) -> None:
        with self.dotenv.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def load(self, options: Mapping[str, object] | None = None) -> LoadedSettings:
        return load_settings(options or {}, [self.shipped, *settings_files()[1:]])

    def problems(self, options: Mapping[str, object] | None = None) -> list[str]:
        """Return the problems that loading meets; each must be a line."""
        with pytest.raises(SettingsError) as caught:
            self.load(options)
        problems = caught.value.problems
        assert problems
        assert [problem for problem in problems if len(problem.splitlines()) != 1] == []
        assert str(caught.value).splitlines() == problems
        return problems


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for name in os.environ:
        if name.upper().startswith("VERBATIM_"):
            monkeypatch.delenv(name)
    project = Project(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    monkeypatch.chdir(project.here.parent)
    return project
