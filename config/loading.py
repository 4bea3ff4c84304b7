"""Where settings come from: `verbatim.toml`, `.env`, the environment, options. Nothing else reads the environment."""

import difflib
import io
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv.parser import parse_stream
from pydantic import SecretStr, ValidationError
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource, TomlConfigSettingsSource

from config.settings import FOLDER, PREFIX, SECRETS, Settings, SettingsError

_FILE = "verbatim.toml"
_PATHS = ("corpus", "data_dir")
# What pydantic says in its own terms, in an operator's.
_WORDS = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "dict_type": 'must be a table such as { text = "body" }',
    "url_parsing": "must be an address such as https://host/path",
    "url_scheme": "must begin with https:// or http://",
}


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force, and by name where each came from."""

    settings: Settings
    origins: Mapping[str, str]


def load_settings(
    options: Mapping[str, object],
    folder: Path = FOLDER,
    env_file: Path | None = Path(".env"),
) -> LoadedSettings:
    """Read `verbatim.toml`, `.env`, the environment and the command's options, each overriding the one before.

    Raises `SettingsError` with every problem there is, not only the first.
    """
    try:
        layers = _read_layers(options, folder, env_file)
    except OSError as error:
        raise SettingsError([str(error)]) from error
    problems = [problem for origin, values in layers.items() for problem in _unknown(origin, values)]
    merged: dict[str, object] = {}
    origins: dict[str, str] = {}
    for origin, values in layers.items():
        known = {name: value for name, value in values.items() if name in Settings.model_fields}
        merged |= known
        origins |= dict.fromkeys(known, origin)
    for name in _PATHS:
        if isinstance(value := merged.get(name), str):
            base = folder.parent if origins[name] == _FILE else Path.cwd()
            if not value.strip():
                problems.append(f"{_shown(name, origins[name])} ({origins[name]}): must name a folder or file")
            try:
                merged[name] = base / Path(value).expanduser()
            except RuntimeError:
                shown = _shown(name, origins[name])
                problems.append(f"{shown} ({origins[name]}): there is nobody of the name in {value}")
    try:
        settings = Settings(**merged)  # type: ignore[arg-type]  # checked by pydantic, that is the point
    except ValidationError as error:
        problems.extend(_problems(error, origins))
    if problems:
        raise SettingsError(problems, {name: (_masked(name, value), origins[name]) for name, value in merged.items()})
    return LoadedSettings(settings, {name: origins.get(name, "default") for name in Settings.model_fields})


def _read_layers(options: Mapping[str, object], folder: Path, env_file: Path | None) -> dict[str, dict[str, object]]:
    """Return the values of each source by the source's name, weakest first."""
    file = folder / _FILE
    try:
        in_file = TomlConfigSettingsSource(Settings, file)()
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError([f"{file} is not valid TOML: {error}"]) from error
    if env_file is not None and env_file.exists():
        _check_env_file(env_file)
    dotenv = DotEnvSettingsSource(Settings, env_file=env_file, env_ignore_empty=True)
    environment = EnvSettingsSource(Settings, env_ignore_empty=True)
    return {
        _FILE: in_file,
        ".env": _prefixed(dotenv),
        "environment": _prefixed(environment),
        "option": {name: value for name, value in options.items() if value is not None},
    }


def _check_env_file(file: Path) -> None:
    """Refuse lines that python-dotenv would pass over with a warning."""
    try:
        bindings = list(parse_stream(io.StringIO(file.read_text(encoding="utf-8"))))
    except UnicodeDecodeError as error:
        raise SettingsError([f"{file} is not UTF-8: {error}"]) from error
    broken = [
        binding.original.line
        for binding in bindings
        if binding.error or ((binding.key or "").upper().startswith(PREFIX) and binding.value is None)
    ]
    if broken:
        raise SettingsError([f"{file}: line {line} is not of the form NAME=value" for line in broken])


def _prefixed(source: EnvSettingsSource) -> dict[str, object]:
    """Return the source's variables of our prefix, by setting, the unknown ones too."""
    start = len(PREFIX)
    names = {name: value for name, value in source.env_vars.items() if name.upper().startswith(PREFIX)}
    return {name[start:].lower(): value for name, value in names.items() if value}


def _masked(name: str, value: object) -> object:
    """Return the value, or in its place one that shows nothing."""
    return SecretStr(str(value)) if value and _is_secret(name, value) else value


def _is_secret(name: str, value: object) -> bool:
    """Tell whether a value must not be shown: a secret, or an address that holds a password or a token."""
    return name in SECRETS or re.search(r"//.*@|\d:[\w-]{20}|\d%3A[\w-]{20}", str(value), re.IGNORECASE) is not None


def _unknown(origin: str, values: Mapping[str, object]) -> list[str]:
    problems = []
    for name in values:
        if name not in Settings.model_fields:
            close = difflib.get_close_matches(name, Settings.model_fields, n=1)
            hint = f"; did you mean {_shown(close[0], origin)}?" if close else f"; config/{_FILE} has them all"
            problems.append(f"{_shown(name, origin)} ({origin}): there is no such setting{hint}")
    return problems


def _problems(error: ValidationError, origins: Mapping[str, str]) -> list[str]:
    problems = []
    for detail in error.errors():
        name = str(detail["loc"][0])
        origin = origins.get(name, _FILE)
        if detail["type"] == "missing":
            problems.append(f"{name}: {_FILE} has lost this setting; write it there again")
            continue
        message = _WORDS.get(detail["type"]) or detail["msg"].removeprefix("Value error, ")
        message = message if message[1].isupper() else message[0].lower() + message[1:]
        is_secret = _is_secret(name, detail["input"])
        given = "" if is_secret else f", not {json.dumps(detail['input'], default=str, ensure_ascii=False)}"
        problems.append(f"{_shown(name, origin)} ({origin}): {message}{given}")
    return problems


def _shown(name: str, origin: str) -> str:
    """Return a setting's name as the person wrote it there."""
    if origin == "option":
        return f"--{name.replace('_', '-')}"
    return name if origin == _FILE else f"{PREFIX}{name.upper()}"
