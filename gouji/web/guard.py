"""What every request must pass and every answer carries: known host, own origin, bounded body, strict headers."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gouji.web.refusal import Refused
from gouji.web.settings import PageSettings

POLICY: Final = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY: Final = 2**20
MAX_UPLOAD: Final = 2**30
_UPLOADS: Final = re.compile(r"(/api/documents|/upload|.*/versions)/?\Z")


_FAULT: Final = Refused(500, "fault", "程序自身出错，已上传的文件和处理意见不受影响，请联系管理员。")


class Guard:
    """Stands before the whole application."""

    def __init__(self, app: ASGIApp, settings: PageSettings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        secure = self._settings.https
        static = scope["path"].startswith("/static/")

        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                sent = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    sent[name] = value
                if secure:
                    sent["Strict-Transport-Security"] = "max-age=31536000"
                sent.setdefault("Cache-Control", "no-cache" if static else "no-store")
            await send(message)

        if not self._is_known(headers):
            refusal = PlainTextResponse("不认识的主机名，请用管理员给出的地址打开。\n", 421)
            await refusal(scope, receive, answer)
            return
        if scope["method"] not in _SAFE and _is_foreign(headers):
            await tell(Refused(403, "forged", "请求来自别的网站，已拒绝。"))(scope, receive, answer)
            return
        limit = MAX_UPLOAD if _UPLOADS.match(scope["path"]) else MAX_BODY
        length = headers.get("Content-Length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > limit:
            await tell(_too_large(limit))(scope, receive, answer)
            return
        try:
            await self._app(scope, _bounded(receive, limit), answer)
        except Exception:
            if not begun:
                await tell(_FAULT)(scope, receive, answer)
            raise

    def _is_known(self, headers: Headers) -> bool:
        named = headers.getlist("Host")
        if len(named) != 1:
            return False
        found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:/@\s]+)(:\d{1,5})?", named[0])
        return found is not None and self._settings.knows(found[1].strip("[]"))


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that the request was made by a page elsewhere."""
    origin, told = headers.get("Origin"), headers.get("Sec-Fetch-Site")
    elsewhere = origin is not None and urlsplit(origin).netloc.lower() != headers["Host"].lower()
    return elsewhere or told not in {None, "same-origin", "none"}


def tell(refused: Refused) -> JSONResponse:
    """A refusal as the API gives it."""
    headers = {"Retry-After": str(refused.wait)} if refused.wait else None
    content = {"error": {"code": refused.code, "message": refused.message}}
    return JSONResponse(content, refused.status, headers)


def _too_large(limit: int) -> Refused:
    return Refused(413, "too-large", f"一次提交的内容超过{limit // 2**20} MB，未接收，请分几次上传。")


def _bounded(receive: Receive, limit: int) -> Receive:
    """Stop reading where a body goes on beyond the limit, whatever its headers said."""
    size = 0

    async def receive_bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise _too_large(limit)
        return message

    return receive_bounded
