"""The JSON interface for other systems: submit a file, poll, fetch the result, decide, export.

What changes something needs ``Authorization: Bearer`` with a token (``gouji user token``), or, on a
page without login, the header ``X-Gouji-Client``.  Results are the objects of ``gouji check --format json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final, Literal, cast, get_args
from urllib.parse import quote

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, Field
from starlette.datastructures import FormData, UploadFile

from gouji import __version__
from gouji.compare import CHANGE
from gouji.web import decide, export, intake, purge, queue
from gouji.web.auth import MAX_FILES, Changer, Here, Reader
from gouji.web.refusal import Refused, not_found
from gouji.web.site import Site
from gouji.web.store import Decision, Document, User, decision, document, finding
from gouji.web.store.document import STATES, Wanted
from gouji.web.vault import DOCUMENT, ORIGINAL, RESULT

_EXPORTS: Final = CapacityLimiter(2)
_FIRST_YEAR: Final = 1949
_LAST_YEAR: Final = 2999
_LONGEST: Final = 200

Number = Annotated[str, Path(description="文件编号", max_length=64)]
Year = Annotated[int | None, Field(ge=_FIRST_YEAR, le=_LAST_YEAR)]
State = Literal["waiting", "working", "complete", "partial", "unchecked", "cancelled", "archive"]
assert set(STATES) == set(get_args(State))


class Fault(BaseModel):
    """Why something was refused."""

    code: str
    message: str


class Problem(BaseModel):
    """The body of every refusal."""

    error: Fault


class Paper(BaseModel):
    """One version of one paper; ``lineage`` is the id of its first version."""

    id: str
    lineage: str
    version: int
    parent: str
    name: str
    unit: str
    year: int | None
    state: State
    stage: str
    code: str
    reason: str
    format: str
    sha256: str
    size: int
    owner: str
    department: str
    created: str
    finished: str
    findings: dict[str, int]
    coverage: dict[str, int]


class Papers(BaseModel):
    """A page of the list, and how many documents there are in each state."""

    documents: list[Paper]
    counts: dict[str, int]


class Taken(BaseModel):
    """What became of one file that was handed in."""

    name: str
    document: Paper | None
    error: Fault | None


class Received(BaseModel):
    """One entry for each file, in their order."""

    received: list[Taken]


class About(BaseModel):
    """What a document is about, entered by hand."""

    unit: str = Field(max_length=_LONGEST)
    year: Year


class Verdict(BaseModel):
    """A decision on findings of one document; 误报 and 不适用 need a note."""

    findings: list[str] = Field(min_length=1, max_length=5000)
    verdict: Literal["待核", "确认", "误报", "已改", "不适用"]
    note: str = Field("", max_length=2000)


class Which(BaseModel):
    """Findings of one document, by id."""

    findings: list[str] = Field(min_length=1, max_length=5000)


class Made(BaseModel):
    """One decision; ``undoes`` is the number of the one that it takes back."""

    id: int
    finding: str
    rule: str
    document: str
    version: int
    verdict: str
    note: str
    who: str
    role: str
    made: str
    batch: str
    undoes: int | None


class Decisions(BaseModel):
    """The decision that holds on each finding, and all there were, oldest first."""

    latest: dict[str, Made]
    history: list[Made]


class Change(BaseModel):
    """A finding of this version against the version before: 新增, 仍存在 or 仍存在（数值已变）."""

    finding: str
    rule: str
    severity: str
    message: str
    change: str


class Comparison(BaseModel):
    """Against the version before; ``gone`` are the findings of that version that are no more."""

    earlier: str
    changes: list[Change]
    gone: list[Change]


class Health(BaseModel):
    """That the server answers."""

    status: str
    version: str


_REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Problem} for status in (400, 401, 403, 404, 409, 413, 422, 429, 507)
}
router = APIRouter(prefix="/api", responses=_REFUSALS)


@router.get("/health")
def health() -> Health:
    """Whether the server answers; needs no login."""
    return Health(status="ok", version=__version__)


# --- documents ------------------------------------------------------------------------------


@router.get("/documents")
def list_documents(
    site: Here,
    user: Reader,
    state: Annotated[list[State] | None, Query()] = None,
    text: Annotated[str, Query(max_length=_LONGEST)] = "",
    unit: Annotated[str, Query(max_length=_LONGEST)] = "",
    year: Annotated[int | None, Query(ge=_FIRST_YEAR, le=_LAST_YEAR)] = None,
    parent: Annotated[str, Query(max_length=64)] = "",
    newest: bool = True,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Papers:
    """The documents that you may see, the latest first."""
    wanted = Wanted(state or (), text, unit, year, parent, newest, limit, offset)
    with site.store.read() as connection:
        found = document.listing(connection, user, wanted)
        counts = document.count(connection, user, wanted)
    return Papers(documents=[_paper(one) for one in found], counts=counts)


_UPLOAD: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "unit": {"type": "string"},
                        "year": {"type": "string"},
                        "department": {"type": "string"},
                        "webhook": {"type": "string"},
                    },
                }
            }
        },
    }
}


@router.post("/documents", status_code=202, openapi_extra=_UPLOAD)
async def submit(request: Request, site: Here, user: Changer) -> Received:
    """Hand in files: documents or zip archives. Each is judged by itself; poll the documents that come back."""
    async with request.form(max_files=MAX_FILES) as form:
        return await _receive(site, user, form, None)


@router.post("/documents/{number}/versions", status_code=202, openapi_extra=_UPLOAD)
async def submit_version(request: Request, number: Number, site: Here, user: Changer) -> Received:
    """Hand in one file as the next version of a paper; decisions go on by the findings' ids."""
    earlier = await run_sync(_find, site, user, number)
    async with request.form(max_files=MAX_FILES) as form:
        return await _receive(site, user, form, earlier)


@router.get("/documents/{number}/versions")
def list_versions(number: Number, site: Here, user: Reader) -> list[Paper]:
    """All versions of the paper, the first one first."""
    found = _find(site, user, number)
    with site.store.read() as connection:
        return [_paper(one) for one in document.versions(connection, user, found.lineage)]


@router.get("/documents/{number}")
def get_document(number: Number, site: Here, user: Reader) -> Paper:
    """One document, and how far its check has come."""
    return _paper(_find(site, user, number))


@router.patch("/documents/{number}")
def edit_document(number: Number, about: About, site: Here, user: Changer) -> Paper:
    """Enter unit and year by hand."""
    found = _find(site, user, number)
    _require_submitter(user)
    with site.store.write() as connection:
        document.edit(connection, found, about.unit.strip(), about.year)
        site.audit.record(connection, user.name, "edit", found.id)
    return _paper(_find(site, user, number))


@router.delete("/documents/{number}", status_code=204)
def remove_document(number: Number, site: Here, user: Changer) -> Response:
    """Remove a paper for good: all its versions, results and decisions."""
    found = _find(site, user, number)
    if not user.decides:
        raise Refused(403, "not-allowed", "您的角色不能删除文件。")
    with site.store.read() as connection:
        lineages = purge.lineages_of(connection, found.id)
    purge.purge(site, lineages, user.name)
    return Response(status_code=204)


@router.post("/documents/{number}/cancel")
def cancel(number: Number, site: Here, user: Changer) -> Paper:
    """Stop a check that has not ended."""
    found = _find(site, user, number)
    _require_submitter(user)
    with site.store.write() as connection:
        if not queue.cancel(connection, found):
            raise Refused(409, "ended", "这份文件的核查已经结束。")
        site.audit.record(connection, user.name, "cancel", found.id)
    return _paper(_find(site, user, number))


@router.post("/documents/{number}/retry")
def check_again(number: Number, site: Here, user: Changer) -> Paper:
    """Check once more a document that was cancelled or could not be checked completely."""
    found = _find(site, user, number)
    _require_submitter(user)
    with site.store.write() as connection:
        if not queue.check_again(connection, found):
            raise Refused(409, "not-needed", "这份文件正在核查或已核查完毕。")
        site.audit.record(connection, user.name, "retry", found.id)
    return _paper(_find(site, user, number))


# --- what came of them ----------------------------------------------------------------------


@router.get("/documents/{number}/result", response_model=None)
def get_result(number: Number, site: Here, user: Reader, whole: bool = False) -> Response:
    """The result: the same bytes as ``gouji check --format json`` (with ``whole``, ``--with-document``)."""
    found = _find_ended(site, user, number)
    content = site.vault.read(found.vault, DOCUMENT if whole else RESULT)
    if content is None:
        raise not_found()
    return Response(content, media_type="application/json")


@router.get("/documents/{number}/original", response_model=None)
def get_original(number: Number, site: Here, user: Reader) -> Response:
    """The file as it was handed in."""
    found = _find(site, user, number)
    place = site.vault.path(found.vault, ORIGINAL) if found.vault else None
    if place is None or not place.is_file():
        raise not_found()
    return FileResponse(place, media_type="application/octet-stream", headers=_as_file(found.name))


@router.get("/documents/{number}/comparison")
def compare_versions(number: Number, site: Here, user: Reader) -> Comparison:
    """The findings against those of the version before."""
    found = _find_ended(site, user, number)
    with site.store.read() as connection:
        before = [
            one
            for one in document.versions(connection, user, found.lineage)
            if one.version < found.version and one.ended
        ]
        earlier = before[-1] if before else None
        old = finding.of_documents(connection, user, [earlier.id]) if earlier else []
        new = finding.of_documents(connection, user, [found.id])
    kept = {one.id for one in new}
    printed = {one.printed for one in new if one.change in {"same", "changed"}}
    gone = [one for one in old if one.id not in kept and one.printed not in printed]
    return Comparison(
        earlier=earlier.id if earlier else "",
        changes=[_change(one, one.change) for one in new if one.change],
        gone=[_change(one, "gone") for one in gone],
    )


@router.get("/documents/{number}/export", response_model=None)
async def export_document(
    number: Number,
    site: Here,
    user: Reader,
    form: Annotated[Literal["docx", "pdf", "xlsx", "html", "letter", "json", "csv"], Query(alias="format")],
) -> Response:
    """The result as a file: Word with comments, PDF with highlights, 审核底稿, report, letter, JSON, CSV."""
    return await _export(site, user, [number], form)


@router.get("/export", response_model=None)
async def export_documents(
    site: Here,
    user: Reader,
    numbers: Annotated[
        list[Annotated[str, Field(max_length=64)]],
        Query(alias="document", min_length=1, max_length=export.MOST),
    ],
    form: Annotated[Literal["xlsx", "html", "letter", "json", "csv"], Query(alias="format")],
) -> Response:
    """The results of several documents as one file."""
    return await _export(site, user, numbers, form)


# --- decisions ------------------------------------------------------------------------------


@router.get("/documents/{number}/decisions")
def get_decisions(number: Number, site: Here, user: Reader) -> Decisions:
    """What was decided about the paper's findings, on any version of it."""
    found = _find(site, user, number)
    with site.store.read() as connection:
        latest = decision.latest(connection, found.lineage)
        history = decision.history(connection, found.lineage)
    return Decisions(
        latest={number: _made(one) for number, one in latest.items()}, history=[_made(one) for one in history]
    )


@router.post("/documents/{number}/decisions", status_code=201)
def add_decisions(number: Number, verdict: Verdict, site: Here, user: Changer) -> list[Made]:
    """Decide about findings, all at one stroke; ids that the document does not have are left out."""
    found = _find_ended(site, user, number)
    with site.store.write() as connection:
        made = decide.decide(site, connection, found, verdict.findings, verdict.verdict, verdict.note, user)
    return [_made(one) for one in made]


@router.post("/documents/{number}/undo", status_code=201)
def undo_decisions(number: Number, which: Which, site: Here, user: Changer) -> list[Made]:
    """Take the latest decision on each of the findings back."""
    found = _find_ended(site, user, number)
    with site.store.write() as connection:
        made = decide.undo(site, connection, found, which.findings, user)
    return [_made(one) for one in made]


# --- what the routes share ------------------------------------------------------------------


def _find(site: Site, user: User, number: str) -> Document:
    with site.store.read() as connection:
        found = document.get(connection, number, user)
    if found is None:
        raise not_found()
    return found


def _find_ended(site: Site, user: User, number: str) -> Document:
    found = _find(site, user, number)
    if not found.ended:
        raise Refused(409, "not-ended", "这份文件还没有核查结果。")
    return found


def _require_submitter(user: User) -> None:
    if not user.submits:
        raise Refused(403, "not-allowed", "您的角色只能查看。")


async def _receive(site: Site, user: User, form: FormData, earlier: Document | None) -> Received:
    def word(name: str) -> str:
        value = form.get(name)
        return value.strip()[:_LONGEST] if isinstance(value, str) else ""

    year = word("year")
    if year and not (year.isascii() and year.isdigit() and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
        raise Refused(422, "bad-year", "年度应为四位数字。")
    about = intake.About(
        word("unit"), int(year) if year else None, word("department"), word("webhook"), earlier
    )
    files = [value for value in form.getlist("file") if isinstance(value, UploadFile) and value.filename]
    taken = await intake.receive(site, user, files, about)
    return Received(
        received=[
            Taken(
                name=one.name,
                document=_paper(one.document) if one.document else None,
                error=None if one.document else Fault(code=one.code, message=one.message),
            )
            for one in taken
        ]
    )


async def _export(site: Site, user: User, numbers: Sequence[str], form: str) -> Response:
    def make() -> export.File:
        documents = [_find_ended(site, user, number) for number in dict.fromkeys(numbers)]
        made = export.export(site, documents, form)
        with site.store.write() as connection:
            for one in documents:
                site.audit.record(connection, user.name, "export", one.id, format=form)
        return made

    made = await run_sync(make, limiter=_EXPORTS)
    return Response(made.content, media_type=made.media, headers=_as_file(made.name))


def _as_file(name: str) -> dict[str, str]:
    """The header that makes a browser save the answer under a name."""
    last = name.rpartition("/")[2]
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(last, safe='', errors='replace')}"}


def _paper(one: Document) -> Paper:
    return Paper(
        id=one.id,
        lineage=one.lineage,
        version=one.version,
        parent=one.parent,
        name=one.name,
        unit=one.unit,
        year=one.year,
        state=cast(State, one.state),
        stage=one.stage,
        code=one.code,
        reason=one.reason,
        format=one.format,
        sha256=one.digest,
        size=one.size,
        owner=one.owner,
        department=one.department,
        created=one.created,
        finished=one.finished,
        findings={level: one.count(level) for level in ("error", "warning", "info")},
        coverage=one.card.get("coverage", {}),
    )


def _made(one: Decision) -> Made:
    values = asdict(one)
    del values["lineage"]
    return Made(**values)


def _change(one: finding.Listed, change: Literal["new", "same", "changed", "gone"] | str) -> Change:
    return Change(
        finding=one.id,
        rule=one.rule,
        severity=one.severity,
        message=one.message,
        change=next(word for name, word in CHANGE.items() if name == change),
    )
