"""Taking files in: each is judged by itself, so that one that is refused keeps none of the others out."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.datastructures import UploadFile

from extract.readers.unreadable import Unreadable
from gouji.web.refusal import Refused, not_found
from gouji.web.site import Site
from gouji.web.store import Document, User, document
from gouji.web.store.document import GoneError, Received
from gouji.web.vault import clean_name

_AT_ONCE: Final = CapacityLimiter(4)
"""Threads for uploads, so that however many there are, others can still read a result."""


@dataclass(frozen=True, slots=True)
class About:
    """What was said of the files that are handed in."""

    unit: str = ""
    year: int | None = None
    department: str = ""
    webhook: str = ""
    earlier: Document | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: the document, or why it was refused (code and Chinese sentence)."""

    name: str
    document: Document | None = None
    code: str = ""
    message: str = ""


async def receive(site: Site, user: User, files: Sequence[UploadFile], about: About) -> list[Taken]:
    """Put the files into the vault and into the queue; Refused where the whole is not to be done."""
    if not user.submits:
        raise Refused(403, "not-allowed", "您的角色不能上传文件。")
    if not files:
        raise Refused(422, "no-file", "请选择要核查的文件。")
    if about.earlier is not None and len(files) != 1:
        raise Refused(422, "one-file", "新版本请一次只上传一份文件。")
    if about.webhook and not site.settings.allows_hook(about.webhook):
        raise Refused(422, "bad-webhook", "管理员没有允许通知这个地址。")
    taken = []
    for file in files:
        name = clean_name(file.filename or "")
        taken.append(await run_sync(_take, site, user, file.file, name, about, limiter=_AT_ONCE))
    return taken


def _take(site: Site, user: User, source: BinaryIO, name: str, about: About) -> Taken:
    try:
        received = site.vault.receive(source, name)
    except Unreadable as error:
        return Taken(name, code=error.code, message=error.message)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused(507, "disk-full", "服务器磁盘空间不足，文件未接收，请联系管理员。") from error
        raise
    try:
        return Taken(name, _enter(site, user, received, about))
    except GoneError as error:
        site.vault.remove(received.vault)
        raise not_found() from error
    except BaseException:
        site.vault.remove(received.vault)
        raise


def _enter(site: Site, user: User, received: Received, about: About) -> Document:
    with site.store.write() as connection:
        added = document.add(
            connection, received, user, about.department, about.earlier, webhook=about.webhook
        )
        if about.unit or about.year is not None:
            document.edit(connection, added, about.unit, about.year)
        site.audit.record(
            connection, user.name, "upload", added.id, size=received.size, version=added.version
        )
    return added
