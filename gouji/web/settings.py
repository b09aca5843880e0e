"""How the page is served: where its files are, on which address, for whom."""

from __future__ import annotations

import ipaddress
import json
import socket
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from gouji.config import Settings

PORT = 8321


@dataclass(frozen=True, slots=True)
class PageSettings:
    """The settings of one page.

    ``hosts`` are further names under which it is reached; ``https`` that browsers reach it by TLS;
    ``hooks`` the addresses that may be told of ended documents, as prefixes; ``keep`` after how
    many days a paper is removed (0: when somebody removes it); ``checking`` what ``gouji check``
    would be called with; ``works`` whether the server runs a worker.
    """

    folder: Path
    database: str = ""
    host: str = "127.0.0.1"
    port: int = PORT
    jobs: int = 1
    hosts: tuple[str, ...] = ()
    https: bool = False
    hooks: tuple[str, ...] = ()
    keep: int = 0
    checking: Settings = field(default_factory=Settings)
    works: bool = True

    @property
    def login(self) -> bool:
        """Whether users must log in: always, unless only this machine can reach the page."""
        return self.https or not all(is_loopback(name) for name in (self.host, *self.hosts))

    def knows(self, name: str) -> bool:
        """Whether a request may name this host.

        A page elsewhere can make its own name point here, but not a number: an address is safe
        where the page is bound to all of them.
        """
        name = name.lower()
        known = {self.host.lower(), *(host.lower() for host in self.hosts), "localhost", "127.0.0.1", "::1"}
        if name in known:
            return True
        if self.host not in {"0.0.0.0", "::"}:
            return False
        return name == socket.gethostname().lower() or _address(name) is not None

    def allows_hook(self, address: str) -> bool:
        """Whether the administrator lets this address be told."""
        try:
            wanted = urlsplit(address)
            allowed = [urlsplit(prefix) for prefix in self.hooks]
            return any(
                (wanted.scheme, wanted.hostname, wanted.port, wanted.username)
                == (one.scheme, one.hostname, one.port, one.username)
                and wanted.path.startswith(one.path)
                and ".." not in wanted.path
                for one in allowed
            )
        except ValueError:
            return False

    def dump(self) -> str:
        """One line for the worker."""
        checking = self.checking
        return json.dumps(
            {
                "folder": str(self.folder),
                "database": self.database,
                "jobs": self.jobs,
                "checking": {"select": checking.select, "ignore": checking.ignore, "pack": checking.pack},
            }
        )


def load(line: str) -> PageSettings:
    """What the worker needs of the settings, from the line that ``dump`` gave."""
    told = json.loads(line)
    checking = told["checking"]
    return PageSettings(
        Path(told["folder"]),
        told["database"],
        jobs=told["jobs"],
        checking=Settings(tuple(checking["select"]), tuple(checking["ignore"]), pack=checking["pack"]),
    )


def is_loopback(name: str) -> bool:
    """Whether only this machine can reach an address."""
    address = _address(name)
    return name.lower() == "localhost" or (address is not None and address.is_loopback)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
