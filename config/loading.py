"""Read the settings in layers: files, the environment, options. Nothing else reads the environment."""

import difflib
import io
import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dotenv.parser import parse_stream
from pydantic import SecretStr, ValidationError
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from config import locations
from config.settings import PREFIX, SECRETS, Settings, SettingsError

_ENVIRONMENT, _OPTION, _DEFAULT = "environment", "option", "default"
# Paths that may be blank in a settings file, and their defaults.
_DEFAULT_PATHS: Mapping[str, Callable[[], Path | None]] = {
    "corpus": locations.samples,
    "data_dir": locations.data_folder,
    "answers": lambda: None,
    "languages": lambda: None,
}
# Messages for pydantic's error types.
_MESSAGES = {
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
_OUT_OF_BOUNDS = {"greater_than_equal", "less_than_equal", "finite_number", "int_parsing_size"}
"""Pydantic's error types for numbers of which another would do."""


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings, and by name the origin of each: a file's path, "environment", "option" or "default"."""

    settings: Settings
    origins: Mapping[str, str]


def terminal_language() -> str | None:
    """Return the language that POSIX has for messages in a terminal, such as "de_AT.UTF-8"; None if none is set."""
    return next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)


def load_settings(options: Mapping[str, object], files: Sequence[Path] | None = None) -> LoadedSettings:
    """Read `files`, the environment and the command's options, each layer overriding the ones before.

    `files` are by default those of `locations.settings_files`; a file that is not there is an empty layer.
    Raises `SettingsError` with every problem, not only the first.
    """
    layers = _read_layers(options, files)
    problems = [problem for origin, values in layers.items() for problem in _unknown(origin, values)]
    merged: dict[str, object] = {}
    origins: dict[str, str] = {}
    for origin, values in layers.items():
        known = {name: value for name, value in values.items() if name in Settings.model_fields}
        merged |= known
        origins |= dict.fromkeys(known, origin)
    for name in _DEFAULT_PATHS.keys() & merged.keys():
        try:
            merged[name] = _resolved(name, merged[name], origins[name])
        except ValueError as error:
            problems.append(f"{_written_name(name, origins[name])} ({origins[name]}): {error}")
    try:
        settings = Settings(**merged)  # type: ignore[arg-type]  # pydantic checks the types
    except ValidationError as error:
        problems.extend(_problems(error, origins))
    if problems:
        raise SettingsError(problems, {name: (_masked(name, merged[name]), it) for name, it in origins.items()})
    # The file inside an installed program is not for editing: its values are the defaults.
    defaults = {None} if locations.checkout() else {None, str(locations.SHIPPED)}
    shown = {name: _DEFAULT if (it := origins.get(name)) in defaults else str(it) for name in Settings.model_fields}
    return LoadedSettings(settings, shown)


def _resolved(name: str, value: object, origin: str) -> object:
    """Return an absolute path: relative paths start at the folder of the settings file, or at the current directory.

    Raises `ValueError` if it is blank where it may not be, or in the home folder of an unknown user.
    """
    if not isinstance(value, str):
        return value
    is_blank = not value.strip()
    if is_blank and not origin.endswith(".toml"):
        raise ValueError("must name a folder or file")
    base = Path.cwd() if origin in {_ENVIRONMENT, _OPTION} else Path(origin).parent
    try:
        path = _DEFAULT_PATHS[name]() if is_blank else Path(value)
        return path and base / path.expanduser()
    except RuntimeError:
        raise ValueError("there is no such home folder; write the path in full") from None


def _read_layers(options: Mapping[str, object], files: Sequence[Path] | None) -> dict[str, Mapping[str, object]]:
    """Return the values of each layer as given and unchecked, the lowest first."""
    try:
        layers = {str(file): _read(file) for file in (locations.settings_files() if files is None else files)}
    except OSError as error:
        raise SettingsError([f"cannot read {error.filename or 'the settings'}: {error.strerror}"]) from error
    layers[_ENVIRONMENT] = _prefixed(EnvSettingsSource(Settings, env_ignore_empty=True))
    layers[_OPTION] = {name: value for name, value in options.items() if value is not None}
    return layers


def _read(file: Path) -> Mapping[str, object]:
    """Return the values of a TOML or dotenv file, none if there is no such file."""
    try:
        file.lstat()  # a link that leads nowhere is an error
    except (FileNotFoundError, NotADirectoryError):
        return {}
    try:
        text = file.read_text(encoding="utf-8-sig")
        if file.suffix == ".toml":
            return tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise SettingsError([f"{file} is not UTF-8: {error}"]) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([f"{file} is not valid TOML: {error}"]) from error
    _check_dotenv(file, text)
    return _prefixed(
        DotEnvSettingsSource(Settings, env_file=file, env_file_encoding="utf-8-sig", env_ignore_empty=True)
    )


def _check_dotenv(file: Path, text: str) -> None:
    """Refuse lines that python-dotenv would skip with a warning."""
    broken = [
        binding.original.line
        for binding in parse_stream(io.StringIO(text))
        if binding.error or ((binding.key or "").upper().startswith(PREFIX) and binding.value is None)
    ]
    if broken:
        raise SettingsError([f"{file}: line {line} is not of the form NAME=value" for line in broken])


def _prefixed(source: EnvSettingsSource) -> dict[str, object]:
    """Return the variables with our prefix by setting name, including unknown ones."""
    start = len(PREFIX)
    names = {name: value for name, value in source.env_vars.items() if name.upper().startswith(PREFIX)}
    return {name[start:].lower(): value for name, value in names.items() if value}


def _masked(name: str, value: object) -> object:
    """Return the value, or a placeholder if it is secret."""
    return SecretStr(str(value)) if value and _is_secret(name, value) else value


def _is_secret(name: str, value: object) -> bool:
    """Return whether a value must be masked: a secret, or an address that holds a password or a token."""
    return name in SECRETS or re.search(r"//.*@|\d:[\w-]{20}|\d%3A[\w-]{20}", str(value), re.IGNORECASE) is not None


def _unknown(origin: str, values: Mapping[str, object]) -> list[str]:
    problems = []
    for name in values:
        if name not in Settings.model_fields:
            close = difflib.get_close_matches(name, Settings.model_fields, n=1)
            hint = f"did you mean {_written_name(close[0], origin)}?" if close else f"{locations.SHIPPED} has them all"
            problems.append(f"{_written_name(name, origin)} ({origin}): there is no such setting; {hint}")
    return problems


def _problems(error: ValidationError, origins: Mapping[str, str]) -> list[str]:
    problems = []
    for detail in error.errors():
        name = str(detail["loc"][0])
        origin = origins.get(name, str(locations.SHIPPED))
        if detail["type"] == "missing":
            problems.append(f"{name}: {locations.SHIPPED} lacks this setting; write it there again")
            continue
        message = _MESSAGES.get(detail["type"]) or detail["msg"].removeprefix("Value error, ")
        if detail["type"] in _OUT_OF_BOUNDS:
            message = _bounds(name) or message
        message = message if message[1].isupper() else message[0].lower() + message[1:]
        is_secret = _is_secret(name, detail["input"])
        given = "" if is_secret else f", not {_shown(detail['input'])}"
        problems.append(f"{_written_name(name, origin)} ({origin}): {message}{given}")
    return problems


def _bounds(name: str) -> str | None:
    """Return what a number must be of which pydantic names one bound, or none; None if the setting has one at most."""
    metadata = Settings.model_fields[name].metadata
    least, most = (next((getattr(it, end) for it in metadata if hasattr(it, end)), None) for end in ("ge", "le"))
    return None if least is None or most is None else f"must be from {least:,} to {most:,}"


def _shown(value: object) -> str:
    """Return a value as JSON on one line."""
    text = json.dumps(value, default=str, ensure_ascii=False)
    return "".join(it if it.isprintable() else json.dumps(it)[1:-1] for it in text)


def _written_name(name: str, origin: str) -> str:
    """Return a setting's name as it is written in a layer: an option, a variable, or a name in TOML."""
    if origin == _OPTION:
        return f"--{name.replace('_', '-')}"
    return name if origin.endswith(".toml") else f"{PREFIX}{name.upper()}"
