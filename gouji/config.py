"""What a user may set, in ``gouji.toml`` or under ``[tool.gouji]`` of ``pyproject.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

SEVERITIES = ("error", "warning", "info")
FAIL_ON = ("error", "warning", "never")
FORMATS = ("text", "concise", "json", "csv", "xlsx", "html", "docx", "pdf", "sarif", "letter")


class ConfigError(ValueError):
    """A setting that cannot be used; the message is in Chinese."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; ``select`` and ``ignore`` are prefixes of rule codes.

    ``pack`` is the rule pack that the user named, loaded; None where the document tells it.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_severity: str = "info"
    fail_on: str = "error"
    format: str = "text"
    jobs: int = 1
    pack: dict[str, Any] | None = None

    def shows(self, severity: str) -> bool:
        """Whether findings of this severity are listed."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.min_severity)

    def fails(self, severity: str) -> bool:
        """Whether a finding of this severity makes the exit code 1."""
        return self.fail_on != "never" and SEVERITIES.index(severity) <= SEVERITIES.index(self.fail_on)


_CHOICES = {"min_severity": SEVERITIES, "fail_on": FAIL_ON, "format": FORMATS}


def load_settings(path: Path | None = None) -> Settings:
    """The settings of ``path``, or of the nearest configuration from here upwards, or the defaults.

    Raises ConfigError on a file that cannot be read, a setting that does not exist, or a value
    that it cannot take.
    """
    found = path or _nearest(Path.cwd())
    if found is None:
        return Settings()
    table = _read(found)
    try:
        return merge(Settings(), {name.replace("-", "_"): value for name, value in table.items()})
    except ConfigError as error:
        raise ConfigError(f"配置文件 {found}：{error}") from error


def merge(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """``settings`` with the ``given`` ones, each tested; ConfigError on a bad one."""
    tested: dict[str, Any] = {}
    for name, value in given.items():
        if name not in Settings.__dataclass_fields__:
            raise ConfigError(f"没有“{name}”这一设置，可用的有：{'、'.join(Settings.__dataclass_fields__)}")
        if name in {"select", "ignore"}:
            if not isinstance(value, list | tuple) or not all(isinstance(code, str) for code in value):
                raise ConfigError(f"“{name}”应为规则代码的列表")
            tested[name] = tuple(value)
            continue
        if name == "pack":
            tested[name] = _pack(value)
            continue
        if name == "jobs":
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise ConfigError("“jobs”应为正整数")
        elif value not in _CHOICES[name]:
            raise ConfigError(f"“{name}”只能是 {'、'.join(_CHOICES[name])}，不能是“{value}”")
        tested[name] = value
    return replace(settings, **tested)


def _pack(value: Any) -> dict[str, Any]:
    from checks.pack import load
    from checks.pack_file import PackError

    if not isinstance(value, str) or not value:
        raise ConfigError("“pack”应为自带规则包的名称，或规则包文件的路径")
    try:
        return load(value)
    except PackError as error:
        raise ConfigError(str(error)) from error


def _nearest(folder: Path) -> Path | None:
    for here in (folder, *folder.parents):
        own, project = here / "gouji.toml", here / "pyproject.toml"
        if own.is_file():
            return own
        if project.is_file() and "[tool.gouji]" in project.read_text(encoding="utf-8", errors="replace"):
            return project
    return None


def _read(path: Path) -> Mapping[str, Any]:
    import tomllib

    try:
        table: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"无法读取配置文件 {path}，请核对路径和编码（应为 UTF-8）") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"配置文件 {path} 不是有效的 TOML：{error}") from error
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("gouji", {})
    return table
