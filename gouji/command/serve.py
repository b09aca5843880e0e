"""``gouji serve`` and ``gouji user``: the review page, and who may use it."""

from __future__ import annotations

import argparse
import getpass
import os
import socket
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from extract.extra import install
from gouji.command.check import settle
from gouji.outcome import OK, Refusal
from gouji.output import write_text

if TYPE_CHECKING:
    from gouji.web.settings import PageSettings
    from gouji.web.site import Site

_PATIENCE = 20.0  # seconds
_NEEDED = ("alembic", "argon2", "fastapi", "jinja2", "multipart", "psycopg", "sqlalchemy", "uvicorn")


def run(options: argparse.Namespace) -> int:
    """Serve the page until it is interrupted."""
    require_extra()
    import uvicorn

    from gouji.scan.run import Lock
    from gouji.web.app import create_app
    from gouji.web.store import StoreError

    settings = _settings(options)
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = Lock(settings.folder)
    if not lock.take():
        raise Refusal(
            f"{settings.folder} 正被另一个 gouji serve 使用，请先停止它，或用 --folder 另指一个文件夹"
        )
    try:
        app = create_app(settings)
        site: Site = app.state.page
        if settings.login:
            _require_user(site)
        site.vault.clear_incoming()
        _sweep(site)
        with _bind(settings) as listening:
            _tell(settings, listening.getsockname()[1], bool(options.certificate))
            config = uvicorn.Config(
                app,
                log_level="warning",
                server_header=False,
                ssl_certfile=options.certificate,
                ssl_keyfile=options.key,
                timeout_graceful_shutdown=10,
            )
            uvicorn.Server(config).run(sockets=[listening])
    except StoreError as error:
        raise Refusal(str(error)) from error
    finally:
        lock.give_back()
    return OK


def _sweep(site: Site) -> None:
    """Remove files that belong to no document, once a worker left from before has ended: it may still add some."""
    from gouji.scan.run import Lock
    from gouji.web import purge

    lock = Lock(site.vault.bench)
    until = time.monotonic() + _PATIENCE
    while not (free := lock.take()) and time.monotonic() < until:
        time.sleep(0.1)
    if free:
        purge.sweep(site, 0.0)
    lock.give_back()


def _tell(settings: PageSettings, port: int, https: bool) -> None:
    """Where the page is."""
    host = socket.gethostname() if settings.host in {"0.0.0.0", "::"} else settings.host
    host = f"[{host}]" if ":" in host else host
    write_text(sys.stdout, f"审核页面：http{'s' if https else ''}://{host}:{port}/\n")
    write_text(sys.stdout, f"数据文件夹：{settings.folder}（停止：Ctrl+C）\n")
    sys.stdout.flush()


def manage_users(options: argparse.Namespace) -> int:
    """Add, list and close users, set passwords, give tokens to programs."""
    require_extra()
    from gouji.web.store import ROLES
    from gouji.web.store.user import list_users

    site = open_for_command(options)
    if options.action == "list":
        with site.store.read() as connection:
            users = list_users(connection)
        for user in users:
            state = "" if user.active else "（已停用）"
            write_text(sys.stdout, f"{user.name}\t{ROLES[user.role]}\t{user.department}{state}\n")
        return OK
    if not options.name:
        raise Refusal("请写明用户名")
    if options.action == "add":
        _add_user(site, options)
    else:
        _change_user(site, options)
    return OK


def open_for_command(options: argparse.Namespace) -> Site:
    """The page in the folder that a command names, which must be there."""
    from gouji.web.settings import PageSettings
    from gouji.web.site import open_site
    from gouji.web.store import StoreError

    folder = Path(options.folder)
    if not folder.is_dir() and options.command != "user":
        raise Refusal(f"找不到数据文件夹 {folder}，请用 --folder 指明")
    try:
        return open_site(PageSettings(folder.resolve(), options.database or ""))
    except StoreError as error:
        raise Refusal(str(error)) from error


def _settings(options: argparse.Namespace) -> PageSettings:
    from gouji.web.settings import PageSettings

    if bool(options.certificate) != bool(options.key):
        raise Refusal("--certificate 和 --key 须一起给出")
    return PageSettings(
        folder=Path(options.folder).resolve(),
        database=options.database or "",
        host=options.host,
        port=options.port,
        jobs=options.jobs or max(1, (os.cpu_count() or 2) - 1),
        hosts=tuple(options.allow_host),
        https=bool(options.certificate) or options.https,
        hooks=tuple(options.webhook),
        keep=options.keep,
        checking=settle(options),
    )


def _bind(settings: PageSettings) -> socket.socket:
    """The socket that the page is served on; Refusal where it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(256)
    except OSError as error:
        listening.close()
        raise Refusal(
            f"无法在 {settings.host}:{settings.port} 上提供页面（{error.strerror or error}），请用 --port 换一个端口"
        ) from error
    return listening


def require_extra() -> None:
    """Refusal, saying what to install, where the page's packages are not there."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise Refusal(f"审核页面需要另装组件，{install('web')}")


def _require_user(site: Site) -> None:
    from gouji.web.store.user import list_users

    with site.store.read() as connection:
        if not any(user.active for user in list_users(connection)):
            raise Refusal("除本机外的人也能打开此页面，须先添加用户：gouji user add 用户名 --role reviewer")


def _add_user(site: Site, options: argparse.Namespace) -> None:
    from gouji.web.store.user import add_user, find_user

    if options.role == "department" and not options.department:
        raise Refusal("报送单位的用户须用 --department 写明单位")
    name = options.name.strip()
    with site.store.read() as connection:
        if find_user(connection, name) is not None:
            raise Refusal(f"已有用户“{name}”")
    secret = _hash(_ask_password())
    with site.store.write() as connection:
        user = add_user(connection, name, options.role, secret, options.department.strip())
        site.audit.record(connection, "", "user-add", str(user.id), role=user.role)
    write_text(sys.stdout, f"已添加用户“{name}”\n")


def _change_user(site: Site, options: argparse.Namespace) -> None:
    from gouji.web.auth import new_token
    from gouji.web.store.user import add_token, change_user, find_user

    with site.store.read() as connection:
        found = find_user(connection, options.name)
    if found is None:
        raise Refusal(f"没有用户“{options.name}”")
    user, told = found[0], f"用户“{options.name}”已停用"
    secret = _hash(_ask_password()) if options.action == "password" else None
    with site.store.write() as connection:
        if options.action == "token":
            token, digest = new_token()
            add_token(connection, digest, user, "")
            told = f"令牌（只显示这一次）：{token}"
        elif secret is not None:
            change_user(connection, user, secret)
            told = f"用户“{options.name}”的密码已更改，须重新登录"
        else:
            change_user(connection, user, active=False)
        site.audit.record(connection, "", f"user-{options.action}", str(user.id))
    write_text(sys.stdout, f"{told}\n")


def _ask_password() -> str:
    """The password: asked for twice on a terminal, one line of standard input elsewhere."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("密码：")
    if getpass.getpass("再输入一次：") != first:
        raise Refusal("两次输入的密码不同")
    return first


def _hash(password: str) -> str:
    from gouji.web.auth import hash_password

    try:
        return hash_password(password)
    except ValueError as error:
        raise Refusal(str(error)) from error
