"""The wheel: installed in an environment of its own, the program needs no checkout."""

import os
import shutil
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.bot.program import FLAGSHIP, PLEDGE, ROOT

pytestmark = pytest.mark.slow

# What the Dockerfile copies to build the wheel.
SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "bot", "config", "retrieval", "seeds")


def requirements(wheel: metadata.Distribution) -> dict[str, metadata.Distribution]:
    """Return by name what a wheel requires, and what that requires."""
    wanted: list[tuple[metadata.Distribution, set[str]]] = [(wheel, set())]
    found: dict[str, metadata.Distribution] = {}
    while wanted:
        distribution, extras = wanted.pop()
        for it in map(Requirement, distribution.requires or ()):
            applies = it.marker is None or any(it.marker.evaluate({"extra": extra}) for extra in ("", *extras))
            if applies and (it.name.lower() not in found or it.extras):
                found[it.name.lower()] = metadata.distribution(it.name)
                wanted.append((found[it.name.lower()], it.extras))
    return found


def borrow(wheel: metadata.Distribution, folder: Path) -> None:
    """Make a folder of links to what a wheel requires: what it does not declare cannot be imported from there."""
    folder.mkdir()
    for it in requirements(wheel).values():
        for name in {path.parts[0] for path in it.files or ()} - {"..", "__pycache__"}:
            if not (folder / name).exists():
                (folder / name).symlink_to(str(it.locate_file(name)))


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it without a network; of the tests' packages it gets its dependencies."""
    folder = tmp_path_factory.mktemp("installation")
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    offline = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    pip = [sys.executable, "-m", "pip"]
    subprocess.run([*pip, "wheel", *offline, "--no-build-isolation", "-w", folder, source], check=True, timeout=120)
    venv.create(folder / "env", with_pip=False)
    [wheel] = folder.glob("*.whl")
    python = folder / "env" / "bin" / "python"
    subprocess.run([*pip, "--python", python, "install", *offline, wheel], check=True, timeout=120)
    [packages] = folder.glob("env/lib/*/site-packages")
    [wheel] = packages.glob("verbatim-*.dist-info")
    borrow(metadata.Distribution.at(wheel), folder / "borrowed")
    (packages / "zz_dependencies.pth").write_text(f"{folder / 'borrowed'}\n", encoding="utf-8")
    shutil.rmtree(source)
    return folder / "env"


def run(environment: Path, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the installed command in a folder, as a user whose home is that folder's `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBATIM_", "PYTHON", "XDG_"))}
    variables = kept | {"HOME": str(folder / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(environment / "bin" / "verbatim"), *arguments]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=120)


def test_the_installed_program_answers_from_the_sample_articles_and_writes_nothing_beside_its_code(
    environment: Path, tmp_path: Path
) -> None:
    def files() -> set[Path]:
        return {path for path in environment.rglob("*") if path.is_file()}

    before = files()
    done = run(environment, tmp_path, "ask", FLAGSHIP)
    assert (done.returncode, PLEDGE in done.stdout) == (0, True)
    assert files() == before
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert (tmp_path / "home" / ".local" / "share" / "verbatim" / "index").is_dir()


def test_init_makes_an_empty_folder_answer_from_articles_of_its_own(environment: Path, tmp_path: Path) -> None:
    assert run(environment, tmp_path, "init", "--answers").returncode == 0
    assert {it.name for it in tmp_path.iterdir()} == {"verbatim.toml", ".env.example", "articles", "answers"}
    (tmp_path / "articles" / "museum.txt").write_text("The museum bought a Vermeer.\n", encoding="utf-8")
    done = run(environment, tmp_path, "ask", "What did the museum buy?")
    assert (done.returncode, done.stdout.startswith("> The museum bought a Vermeer.\n")) == (0, True)
    told = run(environment, tmp_path, "check").stdout
    assert f"{tmp_path / 'articles'} " in told
    assert f" {tmp_path / 'verbatim.toml'}\n" in told
    assert str(tmp_path / "home" / ".local" / "share" / "verbatim") in told
