"""A public name means one thing within `bot`, and one within `retrieval`."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent


def names(module: Path) -> Iterator[str]:
    """Yield the public classes and aliases of types that a module declares."""
    for statement in ast.parse(module.read_text(encoding="utf-8")).body:
        match statement:
            case ast.ClassDef(name=name) if not name.startswith("_"):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript()) if not name.startswith("_"):
                yield name


@pytest.mark.parametrize("package", ["bot", "retrieval"])
def test_no_two_modules_of_a_package_declare_one_public_name(package: str) -> None:
    modules = defaultdict(list)
    for module in sorted((_ROOT / package).rglob("*.py")):
        for name in names(module):
            modules[name].append(str(module.relative_to(_ROOT)))
    assert {name: where for name, where in modules.items() if len(where) > 1} == {}
