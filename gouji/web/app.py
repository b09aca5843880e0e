"""The application: routes, guard, and what goes on beside them."""

from __future__ import annotations

import mimetypes
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from gouji import __version__
from gouji.web import api, pages
from gouji.web.guard import Guard, tell
from gouji.web.keeper import Keeper
from gouji.web.refusal import Refused
from gouji.web.settings import PageSettings
from gouji.web.site import open_site

_STATIC: Final = Path(__file__).parent / "static"
_TYPES: Final = {
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".bcmap": "application/octet-stream",
}
_SENTENCES: Final = {400: "请求不完整或有误。", 404: "没有这个地址。", 405: "不能这样请求这个地址。"}


def create_app(settings: PageSettings) -> FastAPI:
    """The page for these settings; its worker lives as long as the application runs. Raises StoreError."""
    for ending, media in _TYPES.items():
        mimetypes.add_type(media, ending)
    site = open_site(settings)
    keeper = Keeper(site)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        # What is uploaded is never outside the page's own folder, not even for a moment.
        tempfile.tempdir = str(site.vault.incoming)
        keeper.start()
        yield
        keeper.stop()
        tempfile.tempdir = None
        site.store.close()

    app = FastAPI(
        title="gouji",
        version=__version__,
        description=api.__doc__ or "",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=life,
    )
    app.state.page = site
    app.add_middleware(Guard, settings=settings)
    app.add_exception_handler(Refused, _refuse)
    app.add_exception_handler(RequestValidationError, _explain)
    app.add_exception_handler(HTTPException, _shorten)
    app.add_exception_handler(ClientDisconnect, _shrug)
    app.include_router(api.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.include_router(pages.router)
    return app


def _is_api(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/static/"))


def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return tell(error) if _is_api(request) else pages.refuse(request, error)


def _explain(request: Request, error: Exception) -> Response:
    """What does not fit the interface: where and why, without repeating what was sent."""
    assert isinstance(error, RequestValidationError)
    found = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    return _refuse(request, Refused(422, "bad-request", f"请求内容有误（{'；'.join(found[:5])}）。"))


def _shorten(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentence = _SENTENCES.get(error.status_code, str(error.detail))
    return _refuse(request, Refused(error.status_code, "refused", sentence))


def _shrug(_request: Request, _error: Exception) -> Response:
    """Who asked has gone away."""
    return JSONResponse({"error": {"code": "gone", "message": "连接已断开。"}}, 400)
