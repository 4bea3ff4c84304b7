"""Logging to standard error, as text on a terminal and as JSON lines elsewhere, without secrets.

Everything goes through the standard library's logging: events of the program and its libraries, warnings, and uncaught
errors. So secrets are redacted in one place, twice: in the record before a handler formats it, and in the line.
"""

import logging
import math
import sys
import threading
import traceback
from collections.abc import Collection, Iterable, Mapping
from types import TracebackType
from typing import Any

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.typing import EventDict, Processor

from bot.redaction import hide, redact

# Below WARNING these log the URL of every request.
_VERBOSE = ("aiohttp.access", "httpcore", "httpx")
_log = logging.getLogger(__name__)


def configure(secrets: Collection[str], *, json: bool | None = None) -> None:
    """Log to standard error without the secrets, as JSON if `json`; by default, as JSON unless that is a terminal."""
    hide(secrets)
    as_json = not _is_terminal() if json is None else json
    handler = _Handler()
    handler.setFormatter(_formatter(as_json=as_json))
    handler.setLevel(logging.INFO)  # libraries log what people write at DEBUG
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for other in _all_handlers():
        other.addFilter(_redact_record)
    for name in _VERBOSE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _on_uncaught
    threading.excepthook = _on_uncaught_in_thread
    sys.unraisablehook = _on_unraisable


class _Handler(logging.StreamHandler[Any]):
    """Writes to the current standard error, and drops records if that is closed."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        if self.stream is not None:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (the name it overrides)
        """Do nothing: the standard library would print the record with its secrets."""


def _all_handlers() -> Iterable[logging.Handler]:
    """Return all existing handlers, including those of libraries' loggers."""
    loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    handlers = [handler for logger in loggers for handler in logger.handlers]
    return dict.fromkeys([*handlers, *([logging.lastResort] if logging.lastResort else [])])


def _redact_record(record: logging.LogRecord) -> bool:
    """Redact everything in the record that a handler may write; keep the record."""
    try:
        message = record.getMessage()
    except Exception:  # noqa: BLE001  (any library's arguments)
        message = f"{record.msg!s} {record.args!r}"
    record.msg, record.args = redact(message), None
    if record.exc_info and record.exc_info[1] is not None:
        record.exc_text = "".join(traceback.format_exception(record.exc_info[1])).rstrip("\n")
    record.exc_info = None
    record.exc_text = redact(record.exc_text) if record.exc_text else None
    record.stack_info = redact(record.stack_info) if record.stack_info else None
    for name, value in record.__dict__.items():
        if name not in _STANDARD_ATTRIBUTES:
            record.__dict__[name] = _redacted(value)
    return True


# Attributes that formatters add to a record.
_FORMATTER_ATTRIBUTES = ("message", "asctime")
_STANDARD_ATTRIBUTES = frozenset(logging.makeLogRecord({}).__dict__).union(_FORMATTER_ATTRIBUTES)


def _redacted(value: object) -> object:
    """Return an event's value without secrets, as a type that every renderer can write."""
    match value:
        case float() if not math.isfinite(value):
            return str(value)  # JSON has no notation for it
        case None | bool() | int() | float():
            return value
        case str():
            return redact(value)
        case Mapping():
            return {redact(str(key)): _redacted(it) for key, it in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_redacted(it) for it in value]
        case _:
            return redact(repr(value))


class _Formatter(ProcessorFormatter):
    """Formats a record, and redacts the finished line once more."""

    def format(self, record: logging.LogRecord) -> str:
        line = redact(super().format(record))
        return line.encode("utf-8", "backslashreplace").decode()  # lone surrogates cannot be encoded


def _formatter(*, as_json: bool) -> _Formatter:
    renderer: Processor
    if as_json:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)
    else:
        # structlog's default, rich tracebacks, shows local variables, which hold secrets and questions.
        renderer = structlog.dev.ConsoleRenderer(
            colors=_is_terminal(), exception_formatter=structlog.dev.plain_traceback, sort_keys=False
        )
    return _Formatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(*(("iso", True) if as_json else ("%Y-%m-%d %H:%M:%S", False))),
            ExtraAdder(),
            _add_traces,
        ],
        processors=[ProcessorFormatter.remove_processors_meta, *([] if as_json else [_without_controls]), renderer],
    )


def _add_traces(logger: object, method: str, event: EventDict) -> EventDict:
    """Add the traceback, which the filter has formatted already, and the stack."""
    del logger, method
    for name in _FORMATTER_ATTRIBUTES:
        event.pop(name, None)
    record: logging.LogRecord = event["_record"]
    if record.exc_text:
        event["exception"] = record.exc_text
    if stack := event.pop("stack_info", None):
        event["stack"] = stack
    return event


def _without_controls(logger: object, method: str, event: EventDict) -> EventDict:
    """Replace control characters other than line breaks and tabs, since a terminal would obey them."""
    del logger, method
    return {name: _printable(value) if isinstance(value, str) else value for name, value in event.items()}


def _printable(text: str) -> str:
    return "".join(it if it.isprintable() or it in "\n\t" else "\ufffd" for it in text)


def _is_terminal() -> bool:
    try:
        return sys.stderr is not None and sys.stderr.isatty()
    except ValueError:  # closed
        return False


def _on_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return  # Ctrl-C is no error
    _log.critical("the program ends with an error", exc_info=(kind, error, trace))


def _on_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    name = args.thread.name if args.thread else "unknown"
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        _log.error(
            "the thread %s ended with an error", name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback)
        )


def _on_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    error = unraisable.exc_value
    _log.error(
        "%s: %r",
        unraisable.err_msg or "an error was ignored in",
        unraisable.object,
        exc_info=(unraisable.exc_type, error, unraisable.exc_traceback) if error is not None else None,
    )
