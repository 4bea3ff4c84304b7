"""The HTTP side: routes, the token, recording each call, faults, and the form of the answers."""

import asyncio
import json
import re
import time
from contextlib import suppress

from aiohttp import web

from .account import Account
from .faults import Drop, DropAfterAccept, Fault, Garbage, Hang, Nonsense, RateLimited, Refused, ServerError
from .methods import carry_out, method_name
from .params import Params, read_params
from .polling import Polling
from .records import ApiError, Call, bad_request
from .webhooks import WEBHOOK_METHODS, Deliveries, Sleep

_PATH = re.compile(r"bot([^/]+)/(\w*)")
_LARGEST_BODY = 50 * 2**20


class Web:
    """The aiohttp application for one run of the server; lives in the server's event loop."""

    def __init__(self, account: Account, sleep: Sleep) -> None:
        """Serve the account over HTTP."""
        self._account = account
        self.polling = Polling(account)
        self.deliveries = Deliveries(account, sleep)
        self._stopping = asyncio.Event()

    def application(self) -> web.Application:
        """Build the application; every path leads to one handler, as the token is part of the path."""
        application = web.Application(client_max_size=_LARGEST_BODY)
        application.router.add_route("*", "/{path:.*}", self._handle)
        return application

    def close(self) -> None:
        """Wake everything that waits."""
        self._stopping.set()
        self.polling.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        path = _PATH.fullmatch(request.match_info["path"])
        if path is None:
            return _refusal(ApiError(404, "Not Found"))
        token, written = path.groups()
        if token != self._account.token:
            return _refusal(ApiError(401, "Unauthorized"))
        try:
            params = await read_params(request)
        except ValueError as error:
            return _refusal(bad_request(f"can't parse the request: {error}"))
        method = method_name(self._account, written)
        with self._account.changed:
            fault = self._account.faults.next(method) if method else None
        place = self._account.record(self._as_call(method, written, params, fault))
        if method is None:
            return _refusal(ApiError(404, "Not Found"))
        answer = await self._answer_of_fault(fault)
        if answer is None and not isinstance(fault, Drop):
            answer = await self._answer(method, params, place)
        if answer is None or isinstance(fault, DropAfterAccept):
            return _hang_up(request)
        return answer

    def _as_call(self, method: str | None, written: str, params: Params, fault: Fault | None) -> Call:
        spec = self._account.spec
        if method is None:
            violations: tuple[str, ...] = (f"{written}: unknown method",)
        else:
            violations = spec.check(method, params.wire) if spec else ()
        return Call(method or written, params.decoded(), violations, time.monotonic(), fault)

    async def _answer_of_fault(self, fault: Fault | None) -> web.Response | None:
        """Apply a fault before the call is carried out. Returns the fault's answer, if it has one."""
        match fault:
            case RateLimited(retry_after):
                return _refusal(ApiError(429, f"Too Many Requests: retry after {retry_after}"), retry_after=retry_after)
            case Nonsense(result):
                return web.json_response({"ok": True, "result": result})
            case Refused(status, description):
                return _refusal(ApiError(status, description))
            case ServerError(status):
                title = f"{status} Server Error"
                page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
                return web.Response(status=status, text=page, content_type="text/html")
            case Garbage():
                return web.Response(text='{"ok":true,"result":', content_type="application/json")
            case Hang(seconds):
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), seconds)
            case Drop() | DropAfterAccept() | None:
                pass
        return None

    async def _answer(self, method: str, params: Params, place: int) -> web.Response:
        try:
            answer = await carry_out(self._account, self.polling, method, params)
        except ApiError as error:
            self._account.blame(place, error.violations)
            return _refusal(error, **error.parameters)
        except Exception as error:
            self._account.blame(place, (f"the test server failed: {error!r}",))
            raise
        self._account.blame(place, answer.violations)
        if method in WEBHOOK_METHODS:
            self.polling.wake()
            await self.deliveries.restart()
        return web.json_response({"ok": True, "result": answer.result}, dumps=_compact)


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _refusal(error: ApiError, **parameters: int) -> web.Response:
    body = {"ok": False, "error_code": error.code, "description": error.description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=error.code, dumps=_compact)


def _hang_up(request: web.Request) -> web.Response:
    # What is returned from here is never sent: aiohttp finds the connection closed.
    if request.transport is not None:
        request.transport.close()
    return web.Response()
