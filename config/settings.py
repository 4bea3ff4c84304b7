"""The settings: one class, typed and frozen."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AnyHttpUrl, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

FOLDER = Path(__file__).resolve().parent
"""The folder of everything that an operator may edit."""

PREFIX = "VERBATIM_"


class SettingsError(Exception):
    """Settings are wrong; each of `problems` is a line that says which one, how, and what to do.

    `values` are those that were read, as given and unchecked, with where each came from; the token is masked.
    """

    def __init__(self, problems: list[str], values: Mapping[str, tuple[object, str]] | None = None) -> None:
        """Take one line for each problem, and what was read."""
        super().__init__("\n".join(problems))
        self.problems = problems
        self.values = values or {}


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
    if not isinstance(value, str):
        return value
    token = value.strip()
    if not re.fullmatch(r"[\w:-]*", token, re.ASCII):
        raise ValueError("must be a token as @BotFather gives it, such as 123456:ABC-def")
    return token or None


def _check_api_url(url: AnyHttpUrl) -> AnyHttpUrl:
    """Refuse what could not stand before /bot<token>, or is a secret that would be shown."""
    if url.query or url.fragment:
        raise ValueError("must end before any ? or #")
    if url.username or url.password:
        raise ValueError("must not hold a name or password")
    return url


class Settings(BaseSettings):
    """Every setting of the program; `verbatim.toml` explains each."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    corpus: Path
    data_dir: Path
    telegram_token: Annotated[SecretStr | None, BeforeValidator(_read_token)] = None
    telegram_api_url: Annotated[AnyHttpUrl, AfterValidator(_check_api_url)]
    admin_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_read_ids)]
    citations: int = Field(ge=1, le=10)
    answer_threshold: float = Field(ge=0, le=1, allow_inf_nan=False)
    window_weight: float = Field(ge=0, le=10, allow_inf_nan=False)
    document_weight: float = Field(ge=0, le=10, allow_inf_nan=False)
    synonym_weight: float = Field(ge=0, le=1, allow_inf_nan=False)
    name_weight: float = Field(ge=0, le=10, allow_inf_nan=False)

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
