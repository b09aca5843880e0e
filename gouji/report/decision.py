"""What reviewers wrote into an older working paper, to be carried into a new one by id."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on one finding of one file."""

    file: str
    finding: str
    verdict: str = "待核"
    note: str = ""
    who: str = ""
    when: str = ""

    @property
    def made(self) -> bool:
        """Whether a reviewer has written anything."""
        return self.verdict not in {"", "待核"} or bool(self.note or self.who or self.when)


@dataclass(frozen=True, slots=True)
class Merged:
    """The latest decision on each finding, and every decision ever made, oldest first."""

    latest: tuple[Decision, ...] = ()
    history: tuple[Decision, ...] = ()

    def find(self, file: str, finding: str) -> Decision | None:
        """The decision on a finding: of the same file, else the only one on that finding (a renamed file)."""
        same = [decision for decision in self.latest if decision.finding == finding]
        for decision in same:
            if decision.file == file:
                return decision
        return same[0] if len(same) == 1 else None


NO_DECISIONS = Merged()


def read_decisions(path: Path) -> Merged:
    """The decisions of a working paper made by us; ValueError if it is not one."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, data_only=True)
        rows = list(book["问题明细"].iter_rows(values_only=True))
        old = list(book["处理记录"].iter_rows(values_only=True))
        columns = [str(title) for title in rows[0]]
        wanted = [
            columns.index(name) for name in ("文件", "编号", "处理意见", "处理说明", "处理人", "处理时间")
        ]
    except (KeyError, ValueError, IndexError, OSError) as error:
        raise ValueError(f"{path.name} 不是本程序生成的审核底稿") from error
    except Exception as error:
        raise ValueError(f"{path.name} 无法作为工作簿打开") from error
    history = [decision for row in old[1:] if (decision := _decision(row, range(6))).finding]
    latest = [decision for row in rows[1:] if (decision := _decision(row, wanted)).finding]
    history += [decision for decision in latest if decision.made and decision not in history]
    return Merged(tuple(latest), tuple(history))


def _decision(row: tuple[object, ...], columns: list[int] | range) -> Decision:
    file, finding, verdict, note, who, when = (
        "" if column >= len(row) or row[column] is None else str(row[column]).strip() for column in columns
    )
    return Decision(file, finding, verdict or "待核", note, who, when)
