"""The settings: typed, frozen, read once. Nothing else in the program reads the environment."""

import difflib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AnyHttpUrl, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

FOLDER = Path(__file__).resolve().parent
"""The folder of everything that an operator may edit."""

PREFIX = "VERBATIM_"
_FILE = "verbatim.toml"
_PATHS = ("corpus", "data_dir")


class SettingsError(Exception):
    """Settings are wrong; each of `problems` is a line that says which one, how, and what to do."""

    def __init__(self, problems: list[str]) -> None:
        """Take one line for each problem."""
        super().__init__("\n".join(problems))
        self.problems = problems


def _read_ids(value: object) -> object:
    """Read "42,43" and "[42, 43]" alike."""
    if isinstance(value, int) and not isinstance(value, bool):
        return [value]
    if not isinstance(value, str):
        return value
    inner = re.fullmatch(r"\[(.*)\]|([^\[\]]*)", value.strip())
    numbers = [number.strip() for number in (inner[1] or inner[2] or "").split(",")] if inner else [value]
    if not all(re.fullmatch(r"(-?\d+)?", number) for number in numbers):
        raise ValueError("must be numeric Telegram ids, such as 42,43")
    return [int(number) for number in numbers if number]


def _read_token(value: object) -> object:
    """Read a blank token, as in a line of the file that nobody has filled in, as none."""
    return None if isinstance(value, str) and not value.strip() else value


class Settings(BaseSettings):
    """Every setting of the program; `verbatim.toml` explains each."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    corpus: Path
    data_dir: Path
    telegram_token: Annotated[SecretStr | None, BeforeValidator(_read_token)] = None
    telegram_api_url: AnyHttpUrl
    admin_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_read_ids)]
    citations: int = Field(ge=1, le=10)
    window_weight: float = Field(ge=0, le=10)
    document_weight: float = Field(ge=0, le=10)
    synonym_weight: float = Field(ge=0, le=1)
    name_weight: float = Field(ge=0, le=10)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values as given: `load_settings` reads the sources one by one, to know where each came from."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force, and by name where each came from."""

    settings: Settings
    origins: Mapping[str, str]


def load_settings(
    options: Mapping[str, object],
    folder: Path = FOLDER,
    env_file: Path = Path(".env"),
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
        raise SettingsError(problems)
    return LoadedSettings(settings, {name: origins.get(name, "default") for name in Settings.model_fields})


def _read_layers(options: Mapping[str, object], folder: Path, env_file: Path) -> dict[str, dict[str, object]]:
    """Return the values of each source by the source's name, weakest first."""
    file = folder / _FILE
    try:
        in_file = TomlConfigSettingsSource(Settings, file)()
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError([f"{file} is not valid TOML: {error}"]) from error
    try:
        dotenv = DotEnvSettingsSource(Settings, env_file=env_file, env_ignore_empty=True)
    except UnicodeDecodeError as error:
        raise SettingsError([f"{env_file} is not UTF-8: {error}"]) from error
    environment = EnvSettingsSource(Settings, env_ignore_empty=True)
    return {
        _FILE: in_file,
        ".env": _prefixed(dotenv),
        "environment": _prefixed(environment),
        "option": {name: value for name, value in options.items() if value is not None},
    }


def _prefixed(source: EnvSettingsSource) -> dict[str, object]:
    """Return the source's variables of our prefix, by setting, the unknown ones too."""
    start = len(PREFIX)
    names = {name: value for name, value in source.env_vars.items() if name.upper().startswith(PREFIX)}
    return {name[start:].lower(): value for name, value in names.items() if value}


def _unknown(origin: str, values: Mapping[str, object]) -> list[str]:
    problems = []
    for name in values:
        if name not in Settings.model_fields:
            close = difflib.get_close_matches(name, Settings.model_fields, n=1)
            hint = f"; did you mean {_shown(close[0], origin)}?" if close else "; `verbatim check` lists the settings"
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
        message = detail["msg"].removeprefix("Value error, ")
        message = message[0].lower() + message[1:]
        is_secret = name == "telegram_token"
        given = "" if is_secret else f", not {json.dumps(detail['input'], default=str, ensure_ascii=False)}"
        problems.append(f"{_shown(name, origin)} ({origin}): {message}{given}")
    return problems


def _shown(name: str, origin: str) -> str:
    """Return a setting's name as the person wrote it there."""
    if origin == "option":
        return f"--{name.replace('_', '-')}"
    return name if origin == _FILE else f"{PREFIX}{name.upper()}"
