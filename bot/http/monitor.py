"""The monitoring endpoints: /healthz for liveness, /readyz for readiness, /metrics for Prometheus."""

from aiohttp import web

from bot.health import EXPOSITION_TYPE, Health
from bot.http.server import HttpServer


class Monitor(HttpServer):
    """Serves the endpoints at a port of their own."""

    def __init__(self, health: Health, host: str, port: int) -> None:
        """Set what is reported, and the address; port 0 lets the system choose one."""
        super().__init__(host, port)
        self._health = health

    async def respond(self, request: web.Request) -> web.Response:
        """Report the health."""
        if request.path not in {"/healthz", "/readyz", "/metrics"}:
            return web.Response(status=404, text="there are /healthz, /readyz and /metrics\n")
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        if request.path == "/metrics":
            return web.Response(body=self._health.exposition(), headers={"Content-Type": EXPOSITION_TYPE})
        problems = self._health.problems() if request.path == "/readyz" else []
        return web.Response(status=503 if problems else 200, text="".join(f"{line}\n" for line in problems or ["ok"]))
