"""Where whatever watches the service asks: is it alive, is it ready, how is it doing."""

from aiohttp import web

from bot.health import EXPOSITION_TYPE, Health
from bot.http.server import HttpServer


class Monitor:
    """Serves /healthz, /readyz and /metrics at a port of their own."""

    def __init__(self, health: Health, host: str, port: int) -> None:
        """Take whose health it is; with port 0 the system chooses one."""
        self._health = health
        self._server = HttpServer(self._answer, host, port)

    @property
    def port(self) -> int:
        """The port at which it listens."""
        return self._server.port

    async def start(self) -> None:
        """Listen. Raises `OSError` where the port is taken."""
        await self._server.start()

    async def stop(self) -> None:
        """Answer no more."""
        await self._server.stop()

    async def _answer(self, request: web.Request) -> web.Response:
        if request.path not in {"/healthz", "/readyz", "/metrics"}:
            return web.Response(status=404, text="there are /healthz, /readyz and /metrics\n")
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        if request.path == "/metrics":
            return web.Response(body=self._health.exposition(), headers={"Content-Type": EXPOSITION_TYPE})
        problems = self._health.problems() if request.path == "/readyz" else []
        return web.Response(status=503 if problems else 200, text="".join(f"{line}\n" for line in problems or ["ok"]))
