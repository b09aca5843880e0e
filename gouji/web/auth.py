"""Who is asking, and whether the request is theirs: sessions, tokens, forged requests, repeated guesses.

On a page that only this machine can reach there is one user and no login; everywhere else a
browser logs in with name and password, and another program sends ``Authorization: Bearer``.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from sqlalchemy import Connection, delete, func, select
from starlette.responses import Response

from gouji.web.refusal import Refused
from gouji.web.site import LOCAL, Site
from gouji.web.store import User, now
from gouji.web.store.base import Lock, lock
from gouji.web.store.table import ATTEMPT
from gouji.web.store.user import (
    Session,
    add_session,
    end_old_sessions,
    end_session,
    find_session,
    find_token,
    find_user,
    touch_session,
)

COOKIE: Final = "gouji_session"
FIELD: Final = "csrf"
HEADER: Final = "X-CSRF-Token"
CLIENT: Final = "X-Gouji-Client"
"""Without login, what another program on this machine sends with a request that changes something: a page
elsewhere cannot make a browser send it."""

IDLE: Final = timedelta(hours=8)
LONGEST: Final = timedelta(hours=24)
WINDOW: Final = timedelta(minutes=15)
GUESSES: Final = 5
GUESSES_FROM_ONE_ADDRESS: Final = 30
MAX_FILES: Final = 1000
SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 200
_TOUCHED: Final = timedelta(minutes=1)
_AT_ONCE: Final = threading.BoundedSemaphore(2)  # a hash takes 64 MiB


def site_of(request: Request) -> Site:
    """The page that a request is for."""
    found: Site = request.app.state.page
    return found


def current(request: Request) -> User:
    """Who is asking; Refused (401) where nobody is logged in.

    ``request.state.csrf`` becomes the token that forms carry, "" for a program with a token of its own.
    """
    site = site_of(request)
    found = _machine(request, site)
    if found is None:
        found = _browser(request, site) if site.settings.login else (LOCAL, site.local_csrf)
    if found is None:
        raise Refused(401, "login-needed", "请先登录。")
    user, request.state.csrf = found
    return user


def _machine(request: Request, site: Site) -> tuple[User, str] | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        return None
    with site.store.read() as connection:
        user = find_token(connection, _digest(token.strip()))
    if user is None:
        raise Refused(401, "bad-token", "令牌无效或已停用。")
    return user, ""


def _browser(request: Request, site: Site) -> tuple[User, str] | None:
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return None
    digest = _digest(cookie)
    with site.store.read() as connection:
        session = find_session(connection, digest)
    if session is None or _is_over(session):
        return None
    if _age(session.seen) > _TOUCHED:
        with site.store.write() as connection:
            touch_session(connection, digest)
    return session.user, session.csrf


async def changing(request: Request, user: Annotated[User, Depends(current)]) -> User:
    """As ``current``, for a request that changes something; Refused (403) where it may be forged."""
    due = request.state.csrf
    if not due:
        return user
    token = request.headers.get(HEADER)
    if token is None and CLIENT in request.headers and not site_of(request).settings.login:
        return user
    if token is None and _is_form(request):
        token = str((await request.form(max_files=MAX_FILES)).get(FIELD, ""))
    if token is None or not hmac.compare_digest(token.encode(), due.encode()):
        raise Refused(403, "forged", "页面已过期，请刷新后再试。")
    return user


def _is_form(request: Request) -> bool:
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind in {"multipart/form-data", "application/x-www-form-urlencoded"}


Reader = Annotated[User, Depends(current)]
Changer = Annotated[User, Depends(changing)]
Here = Annotated[Site, Depends(site_of)]


# --- logging in and out ---------------------------------------------------------------------


def log_in(site: Site, name: str, password: str, address: str) -> tuple[User, str]:
    """The user and the value of the new session's cookie; Refused (401, 429) otherwise.

    It takes as long for a name that does not exist.  An attempt is counted before the password is
    looked at, so that many at once are no way around the limit.
    """
    with site.store.write() as connection:
        _require_few_guesses(connection, name, address)
        connection.execute(ATTEMPT.insert().values(name=_digest(name), address=address, made=now()))
        found = find_user(connection, name)
    user, secret = found or (None, "")
    with _AT_ONCE:
        right = check_password(password, secret)
    with site.store.write() as connection:
        if user is None or not user.active or not right:
            site.audit.record(connection, user.name if user else "", "login-failed")
        else:
            connection.execute(delete(ATTEMPT).where(ATTEMPT.c.name == _digest(name)))
            cookie = secrets.token_urlsafe(32)
            add_session(connection, _digest(cookie), user, secrets.token_urlsafe(24))
            site.audit.record(connection, user.name, "login")
            return user, cookie
    raise Refused(401, "wrong-password", "用户名或密码不对。")


def log_out(site: Site, request: Request, user: User) -> None:
    """End the session of a request."""
    with site.store.write() as connection:
        end_session(connection, _digest(request.cookies.get(COOKIE, "")))
        site.audit.record(connection, user.name, "logout")


def set_cookie(response: Response, site: Site, value: str) -> None:
    """Hand a session's cookie to the browser; "" takes it back."""
    age = int(LONGEST.total_seconds()) if value else 0
    response.set_cookie(
        COOKIE, value, max_age=age, httponly=True, samesite="lax", secure=site.settings.https, path="/"
    )


def _require_few_guesses(connection: Connection, name: str, address: str) -> None:
    lock(connection, Lock.ATTEMPT)
    since = (datetime.now(UTC) - WINDOW).isoformat(timespec="microseconds")
    connection.execute(delete(ATTEMPT).where(ATTEMPT.c.made < since))

    def many(column: Any, value: str, limit: int) -> bool:
        counted: int = connection.execute(select(func.count()).where(column == value)).scalar_one()
        return counted >= limit

    if many(ATTEMPT.c.name, _digest(name), GUESSES) or many(
        ATTEMPT.c.address, address, GUESSES_FROM_ONE_ADDRESS
    ):
        minutes = int(WINDOW.total_seconds()) // 60
        message = f"登录失败次数过多，请{minutes}分钟后再试。"
        raise Refused(429, "locked", message, wait=int(WINDOW.total_seconds()))


def hash_password(password: str) -> str:
    """The argon2 hash; ValueError, in Chinese, where the password is too weak."""
    from argon2 import PasswordHasher

    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or len(set(password)) < 4:
        raise ValueError(f"密码至少{SHORTEST_PASSWORD}个字符，且不能是同几个字符的重复")
    return PasswordHasher().hash(password)


def check_password(password: str, secret: str) -> bool:
    """Whether a password has this hash; with "" it has not, after the same time."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    hasher = PasswordHasher()
    try:
        return hasher.verify(secret or _dummy(), password[: LONGEST_PASSWORD + 1]) and bool(secret)
    except (Argon2Error, InvalidHashError, UnicodeError):
        return False


def _dummy() -> str:
    """The hash of a password that nobody has."""
    return "$argon2id$v=19$m=65536,t=3,p=4$OuoN+DtbzlNP0H+ZeqHmVw$Obpr6DDmMM7rMTr2biGLX/2d+HzTrwB95m0Dv1JN31k"


def new_token() -> tuple[str, str]:
    """A token for another program, and the digest under which it is kept."""
    token = secrets.token_urlsafe(32)
    return token, _digest(token)


def clear_sessions(connection: Connection) -> None:
    """Remove the sessions that are over."""
    moment = datetime.now(UTC)
    end_old_sessions(
        connection,
        (moment - IDLE).isoformat(timespec="microseconds"),
        (moment - LONGEST).isoformat(timespec="microseconds"),
    )


def _is_over(session: Session) -> bool:
    return _age(session.seen) > IDLE or _age(session.created) > LONGEST


def _age(moment: str) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(moment)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
