"""A small HTTP server, the base of the webhook and the monitor."""

from abc import ABC, abstractmethod

from aiohttp import web

_SHUTDOWN_SECONDS = 0.2
"""How long a request under way may take at the end; aiohttp waits twice this. The whole bot ends within a second."""

_LARGEST_BODY = 1024 * 1024


class HttpServer(ABC):
    """Serves all requests to one address by `respond`; bodies over 1 MiB are refused with status 413."""

    def __init__(self, host: str, port: int) -> None:
        """Set the address; port 0 lets the system choose one."""
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port that the server listens at."""
        return self._port

    @abstractmethod
    async def respond(self, request: web.Request) -> web.Response:
        """Return the response to a request."""

    async def start(self) -> None:
        """Listen. Raises `OSError`, for example if the port is taken."""
        application = web.Application(client_max_size=_LARGEST_BODY)
        application.router.add_route("*", "/{path:.*}", self.respond)
        runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=_SHUTDOWN_SECONDS)
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = site.port

    async def stop(self) -> None:
        """Accept no more requests, and end those under way that take too long."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()
