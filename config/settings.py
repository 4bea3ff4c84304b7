"""The settings as one frozen, typed class."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AnyHttpUrl, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from config import checks
from config.locations import FOLDER as FOLDER  # noqa: PLC0414

PREFIX = "VERBATIM_"


class SettingsError(Exception):
    """Some settings are wrong. Each of `problems` is a line: which setting, what is wrong, what to do.

    `values` are the unchecked values that were read, each with its layer; secrets are masked.
    """

    def __init__(self, problems: list[str], values: Mapping[str, tuple[object, str]] | None = None) -> None:
        """Take a line for each problem, and the values that were read."""
        super().__init__("\n".join(problems))
        self.problems = problems
        self.values = values or {}


# Numeric ids of people or chats, as a list or as "42,43"; chats' may be negative.
_Ids = Annotated[frozenset[int], NoDecode, BeforeValidator(checks.read_ids)]
_Users = Annotated[_Ids, AfterValidator(checks.check_users)]
# Column names by the field that they hold, as a table or as "text=body,title=headline".
_Columns = Annotated[
    Mapping[str, str], NoDecode, BeforeValidator(checks.read_columns), AfterValidator(checks.check_columns)
]
_Host = Annotated[str, AfterValidator(checks.check_host)]


class Settings(BaseSettings):
    """Every setting of the program; `verbatim.toml` explains each."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    corpus: Path
    corpus_watch: bool
    index: Annotated[Literal["auto", "memory", "disk"], BeforeValidator(checks.read_word)]
    indexing_processes: int = Field(ge=0, le=256)
    largest_file: int = Field(ge=1, le=4_096)
    largest_record: int = Field(ge=1, le=1_024)
    longest_reading: int = Field(ge=1, le=3_600)
    most_members: int = Field(ge=1, le=10_000_000)
    largest_archive: int = Field(ge=1, le=1_048_576)
    largest_ratio: int = Field(ge=2, le=10_000)
    columns: _Columns
    data_dir: Path
    answers: Annotated[Path | None, AfterValidator(checks.check_folder)]
    languages: Annotated[Path | None, AfterValidator(checks.check_folder)]
    corpus_language: Annotated[str | None, BeforeValidator(checks.read_language)]
    telegram_token: Annotated[SecretStr | None, BeforeValidator(checks.read_token)] = None
    telegram_api_url: Annotated[AnyHttpUrl, AfterValidator(checks.check_api_url)]
    set_profile: bool
    bot_name: Annotated[str, Field(max_length=64), BeforeValidator(checks.read_line)]
    bot_description: Annotated[str, Field(max_length=512), AfterValidator(str.strip)]
    bot_short_description: Annotated[str, Field(max_length=120), AfterValidator(str.strip)]
    admin_ids: Annotated[_Ids, AfterValidator(checks.check_admins)]
    allowed_users: _Users
    blocked_users: Annotated[_Ids, AfterValidator(checks.check_blocked)]
    allowed_chats: _Ids
    blocked_chats: _Ids
    questions_per_minute: int = Field(ge=0, le=6_000)
    open_questions: int = Field(ge=0, le=1_000)
    question_length: int = Field(ge=1, le=4_096)
    time_zone: Annotated[str, AfterValidator(checks.check_time_zone)]
    sends_per_second: int = Field(ge=0, le=1_000)
    sends_per_chat_per_second: int = Field(ge=0, le=1_000)
    sends_per_group_per_minute: int = Field(ge=0, le=1_000)
    telegram_workers: int = Field(ge=1, le=256)
    inbox_high_water: int = Field(ge=1, le=100_000)
    done_hours: int = Field(ge=1, le=8_760)
    answer_hours: int = Field(ge=1, le=8_760)
    log_questions: bool
    store_questions: bool
    store_days: int = Field(ge=1, le=3_650)
    webhook_url: Annotated[
        AnyHttpUrl | None, BeforeValidator(checks.read_blank_as_none), AfterValidator(checks.check_webhook_url)
    ]
    webhook_secret: Annotated[SecretStr | None, BeforeValidator(checks.read_webhook_secret)] = None
    webhook_host: _Host
    webhook_port: int = Field(ge=1, le=65_535)
    monitor_host: _Host
    monitor_port: Annotated[int, Field(ge=0, le=65_535), AfterValidator(checks.check_monitor_port)]
    ready_after: int = Field(ge=1, le=86_400)
    citations: int = Field(ge=1, le=10)
    answer_threshold: float = Field(ge=0, le=1, allow_inf_nan=False)
    window_weight: float = Field(ge=0, le=10, allow_inf_nan=False)
    document_weight: float = Field(ge=0, le=10, allow_inf_nan=False)
    synonym_weight: float = Field(ge=0, le=1, allow_inf_nan=False)
    name_weight: float = Field(ge=0, le=10, allow_inf_nan=False)

    def secrets(self) -> list[str]:
        """Return the values that must not appear in any output."""
        return [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Use only the values given: `load_settings` reads the layers itself, to know where each value comes from."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


SECRETS = frozenset(name for name, field in Settings.model_fields.items() if field.annotation == SecretStr | None)
"""The names of the settings that are masked in any output."""
