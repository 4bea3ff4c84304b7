"""Our own small HTTP servers: the webhook, and what watches the service."""

from collections.abc import Awaitable, Callable

from aiohttp import web

_GOODBYE_SECONDS = 0.2
"""How long a request under way may take when we stop; aiohttp waits twice so long. The whole service has a second."""

_LARGEST_BODY = 1024 * 1024


class HttpServer:
    """Serves every request to one address by one function; a longer body than 1 MiB is refused with a 413."""

    def __init__(self, answer: Callable[[web.Request], Awaitable[web.StreamResponse]], host: str, port: int) -> None:
        """Take what answers a request; with port 0 the system chooses one."""
        self._answer = answer
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port at which it listens."""
        return self._port

    async def start(self) -> None:
        """Listen. Raises `OSError` where that cannot be, as when the port is taken."""
        application = web.Application(client_max_size=_LARGEST_BODY)
        application.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=_GOODBYE_SECONDS)
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
        """Take no more requests; those under way are ended where they take too long."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()
