"""The pages: what reviewers, leaders and departments see and do in a browser."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from extract.readers import MAX_BYTES, MAX_PDF_BYTES
from gouji.report import html, stored
from gouji.report.review import Review
from gouji.report.term import FIGURE_STATE, clean
from gouji.web import auth, decide, export, intake, overview, present, purge, queue
from gouji.web.auth import Changer, Here, Reader
from gouji.web.present import BUSY, STATES, VERDICTS, Paper, Row
from gouji.web.refusal import Refused, not_found
from gouji.web.site import Site
from gouji.web.store import ROLES, Document, User, decision, document, finding, tally
from gouji.web.store.document import Wanted
from gouji.web.vault import DOCUMENT, LEAF, ORIGINAL
from gouji.web.view import leaf

router = APIRouter(include_in_schema=False)

_HERE: Final = Path(__file__).parent
_STYLE: Final = Path(html.__file__).parent / "page" / "style.css"
_PAGE: Final = 50
_ALL: Final = 1_000_000
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_HERE / "template"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def draw(
    request: Request, user: User | None, template: str, status: int = 200, **values: Any
) -> HTMLResponse:
    """A template as an answer; without a user the page has no menu."""
    common = {
        "user": user,
        "role": ROLES[user.role] if user else "",
        "login": auth.site_of(request).settings.login,
        "csrf": request.state.csrf if user else "",
        "here": "",
    }
    return HTMLResponse(_TEMPLATES.get_template(template).render({**common, **values}), status)


@router.get("/style.css")
def style() -> FileResponse:
    """The look that the page has in common with the standalone report."""
    return FileResponse(_STYLE, media_type="text/css")


# --- the list of documents ------------------------------------------------------------------


@router.get("/")
def home(
    site: Here,
    request: Request,
    user: Reader,
    q: str = "",
    state: str = "",
    year: str = "",
    unit: str = "",
    rule: str = "",
    kind: str = "",
    parent: str = "",
    page: int = 1,
) -> HTMLResponse:
    """What was handed in, and where to hand in more."""
    wanted = {
        "q": q, "state": state, "year": year, "unit": unit, "rule": rule, "kind": kind, "parent": parent,
    }  # fmt: skip
    told = {name: value for name, value in wanted.items() if value}
    with site.store.read() as connection:
        found, total = _list(connection, user, wanted, max(page, 1))
        shown = _rows(connection, user, found)
    pages = max(1, math.ceil(total / _PAGE))
    settings = site.settings
    return draw(
        request,
        user,
        "home.html",
        here="home",
        rows=shown,
        total=total,
        wanted=wanted,
        narrowed=bool(told),
        narrowed_by="，".join(
            [
                *(
                    f"{word}{wanted[name]}"
                    for name, word in {"unit": "单位 ", "rule": "有问题的规则 ", "kind": "文件类型 "}.items()
                    if wanted[name]
                ),
                *(["一个压缩包中的文件"] if parent else []),
            ]
        ),
        states={
            "busy": "核查中",
            **{name: STATES[name] for name in STATES if name not in (*BUSY, "archive")},
        },
        page=page,
        pages=pages,
        turn=lambda number: f"/?{urlencode({**told, 'page': number})}",
        busy=any(row.busy for row in shown),
        kinds=present.KINDS,
        most=MAX_BYTES,
        most_pdf=MAX_PDF_BYTES,
        where="文件只交给本单位的服务器处理，不会传到别处。"
        if settings.login
        else "文件只在这台机器上处理，不会传到别处。",
        kept=f"保存{settings.keep}天后自动删除。" if settings.keep else "一直保存，到有人删除为止。",
    )


def _list(
    connection: Connection, user: User, wanted: dict[str, str], page: int
) -> tuple[list[Document], int]:
    """A page of the list, and how long the whole is."""
    states = BUSY if wanted["state"] == "busy" else (wanted["state"],) if wanted["state"] in STATES else ()
    year = int(wanted["year"]) if wanted["year"].isdecimal() else None
    start = (page - 1) * _PAGE
    narrow = Wanted(
        states=states,
        text=wanted["q"],
        unit=wanted["unit"],
        year=year,
        parent=wanted["parent"],
        limit=_PAGE,
        offset=start,
    )
    if not wanted["rule"] and not wanted["kind"]:
        total = sum(document.count(connection, user, narrow).values())
        return document.listing(connection, user, narrow), total
    every = document.listing(connection, user, replace(narrow, limit=_ALL, offset=0))
    found = [
        one
        for one in every
        if (not wanted["kind"] or one.format == wanted["kind"])
        and (not wanted["rule"] or sum(one.card.get("rules", {}).get(wanted["rule"], [0])[1:]))
    ]
    return found[start : start + _PAGE], len(found)


def _rows(connection: Connection, user: User, documents: list[Document]) -> list[Row]:
    decided: Counter[str] = Counter()
    for item in tally.settled(connection, user, [one.id for one in documents]):
        decided[item.document] += item.number if item.verdict in VERDICTS else 0
    return [Row(one, decided[one.id], user.submits) for one in documents]


@router.get("/progress")
def progress(
    site: Here,
    request: Request,
    user: Reader,
    number: Annotated[list[str], Query(alias="id", max_length=500)],
) -> HTMLResponse:
    """The rows of documents that were under way when they were last shown."""
    with site.store.read() as connection:
        found = [one for each in number if (one := document.get(connection, each, user))]
        shown = _rows(connection, user, found)
    return draw(request, user, "progress.html", rows=shown, busy=any(row.busy for row in shown))


# --- one document ---------------------------------------------------------------------------


def _find(connection: Connection, number: str, user: User) -> Document:
    found = document.get(connection, number, user)
    if found is None:
        raise not_found()
    return found


def _find_own(connection: Connection, number: str, user: User) -> Document:
    """A document that the user may see and change: who only looks on finds nothing to change."""
    found = _find(connection, number, user)
    if not user.submits:
        raise not_found()
    return found


def _review(site: Site, found: Document) -> Review:
    """The result of a document, as it was when it was made."""
    kept = site.vault.read(found.vault, DOCUMENT)
    if kept is None:
        raise not_found()
    return stored.load(json.loads(kept)["documents"][0])


def _paper(connection: Connection, user: User, found: Document) -> Paper:
    reasons = list(dict.fromkeys(reason["message"] for reason in found.card.get("reasons", ()))) or (
        [found.reason] if found.reason else []
    )
    return Paper(found, document.versions(connection, user, found.lineage), reasons)


@router.get("/document/{number}")
def review(site: Here, request: Request, user: Reader, number: str) -> HTMLResponse:
    """The findings beside the document; before there are any, how far the check has come."""
    with site.store.read() as connection:
        found = _find(connection, number, user)
        paper = _paper(connection, user, found)
        if not found.ended:
            rows = _rows(connection, user, [found])
            return draw(
                request, user, "waiting.html", paper=paper, row=rows[0], busy=any(row.busy for row in rows)
            )
        listed = finding.of_documents(connection, user, [found.id])
        latest = decision.latest(connection, found.lineage)
        before = next(
            (one for one in reversed(paper.versions) if one.version < found.version and one.ended), None
        )
        earlier = finding.of_documents(connection, user, [before.id]) if before else []
    gone = _gone(earlier, listed) if before else []
    known = {
        "leaf": f"/document/{found.id}/leaf",
        "original": f"/document/{found.id}/original" if found.format == "pdf" else "",
        "history": f"/document/{found.id}/history",
        "decide": f"/document/{found.id}/decide",
        "undo": f"/document/{found.id}/undo",
        "csrf": request.state.csrf,
        "writable": bool(present.allowed(user)),
        "verdicts": VERDICTS,
        "allowed": present.allowed(user),
        "reasoned": sorted(present.REASONED),
        "decisions": {name: present.describe_decision(one) for name, one in latest.items()},
        "changes": present.changes(listed, latest),
        "gone": {
            "ids": gone,
            "leaf": f"/document/{before.id}/leaf" if before else "",
            "page": f"/document/{before.id}" if before else "",
        },
        "nothing": "没有核查，原因见上。" if found.state == "unchecked" else "没有发现相互矛盾的数据。",
    }
    return draw(
        request,
        user,
        "review.html",
        here="review",
        paper=paper,
        facets=present.FACETS,
        allowed=present.allowed(user),
        states=FIGURE_STATE,
        original=known["original"],
        known=known,
    )


def _gone(earlier: list[finding.Listed], listed: list[finding.Listed]) -> list[str]:
    """The findings of the version before that are not there any more."""
    ids = {one.id for one in listed}
    printed = {(one.rule, one.printed) for one in listed if one.change in {"same", "changed"}}
    return [one.id for one in earlier if one.id not in ids and (one.rule, one.printed) not in printed]


@router.get("/document/{number}/leaf")
def read_leaf(site: Here, request: Request, user: Reader, number: str) -> Response:
    """What the browser needs of the document: text, figures, boxes, cards."""
    with site.store.read() as connection:
        found = _find(connection, number, user)
    kept = site.vault.read(found.vault, LEAF)
    if kept is None:
        # PDFium is not for this process: a leaf made here shows the text that was read instead.
        kept = leaf(_review(site, found), b"")
    return Response(kept, media_type="application/json", headers={"Content-Encoding": "gzip"})


@router.get("/document/{number}/original")
def read_original(site: Here, request: Request, user: Reader, number: str) -> FileResponse:
    """The pages of a PDF, for the viewer."""
    with site.store.read() as connection:
        found = _find(connection, number, user)
    path = site.vault.path(found.vault, ORIGINAL)
    if found.format != "pdf" or not path.is_file():
        raise not_found()
    return FileResponse(path, media_type="application/pdf")


@router.get("/document/{number}/checked")
def checked(site: Here, request: Request, user: Reader, number: str) -> HTMLResponse:
    """Every relation that was tested, and what could not be."""
    with site.store.read() as connection:
        found = _find(connection, number, user)
        paper = _paper(connection, user, found)
    if not found.ended:
        raise not_found()
    result = _review(site, found)
    tested = present.groups(result)
    return draw(
        request,
        user,
        "checked.html",
        here="checked",
        paper=paper,
        unread=Markup(html.render_untouched(result) + html.render_unread(result)),  # escaped where it is made
        undecided=present.undecided(result),
        unchecked=result.coverage.get("unchecked", 0),
        groups=tested,
        tested=sum(len(group.ticks) for group in tested),
        outcome=present.outcome(result),
    )


@router.get("/document/{number}/history")
def history(
    site: Here,
    request: Request,
    user: Reader,
    number: str,
    finding_: Annotated[str, Query(alias="finding")] = "",
) -> HTMLResponse:
    """Who decided what, and when; nothing is ever removed."""
    with site.store.read() as connection:
        found = _find(connection, number, user)
        paper = _paper(connection, user, found)
        made = decision.history(connection, found.lineage, finding_)
        listed = finding.of_documents(connection, user, [one.id for one in paper.versions])
    return draw(
        request,
        user,
        "history.html",
        here="history",
        paper=paper,
        finding=finding_,
        entries=present.entries(made, listed),
    )


# --- what changes something -----------------------------------------------------------------


@router.post("/upload")
async def upload(site: Here, request: Request, user: Changer, file: UploadFile) -> HTMLResponse:
    """Take one file; its row of the list comes back."""
    (taken,) = await intake.receive(site, user, [file], intake.About())
    if taken.document is None:
        raise Refused(422, taken.code, taken.message)
    return draw(request, user, "_document.html", row=Row(taken.document, 0, user.submits))


@router.post("/document/{number}/versions")
async def upload_version(
    site: Here, request: Request, user: Changer, number: str, file: UploadFile
) -> Response:
    """Take a mended report as the next version of a paper."""
    with site.store.read() as connection:
        found = _find(connection, number, user)
    (taken,) = await intake.receive(site, user, [file], intake.About(earlier=found))
    if taken.document is None:
        raise Refused(422, taken.code, taken.message)
    return RedirectResponse(f"/document/{taken.document.id}", 303)


class Asked(BaseModel):
    """Which findings a decision is about; ``verdict`` and ``note`` where it is not an undo."""

    findings: list[str] = Field(max_length=20_000)
    verdict: str = ""
    note: str = Field("", max_length=2000)


@router.post("/document/{number}/decide")
def decide_on(site: Here, request: Request, user: Changer, number: str, asked: Asked) -> dict[str, Any]:
    """One decision on one or more findings."""
    with site.store.write() as connection:
        found = _find(connection, number, user)
        decide.decide(site, connection, found, asked.findings, asked.verdict, asked.note, user)
        return _standing(connection, found, asked)


@router.post("/document/{number}/undo")
def undo(site: Here, request: Request, user: Changer, number: str, asked: Asked) -> dict[str, Any]:
    """The latest decision on each finding taken back, which is an entry of its own."""
    with site.store.write() as connection:
        found = _find(connection, number, user)
        decide.undo(site, connection, found, asked.findings, user)
        return _standing(connection, found, asked)


def _standing(connection: Connection, found: Document, asked: Asked) -> dict[str, Any]:
    latest = decision.latest(connection, found.lineage)
    return {
        "decisions": {
            name: present.describe_decision(latest[name]) for name in asked.findings if name in latest
        }
    }


@router.post("/document/{number}/unit")
def edit_unit(
    site: Here,
    request: Request,
    user: Changer,
    number: str,
    unit: Annotated[str, Form(max_length=200)] = "",
    year: Annotated[str, Form(max_length=10)] = "",
) -> HTMLResponse:
    """Unit and year as somebody entered them; the cell of the list comes back."""
    told = ""
    with site.store.write() as connection:
        found = _find_own(connection, number, user)
        if year and not (year.isdecimal() and 1900 <= int(year) < 2100):
            told = "年度应为四位数字"
        else:
            document.edit(connection, found, clean(unit).strip(), int(year) if year else None)
            site.audit.record(connection, user.name, "edit", found.id)
            found = _find(connection, number, user)
        (row,) = _rows(connection, user, [found])
    return _cell(request, "unit", row, told=told)


@router.post("/document/{number}/again")
def check_again(site: Here, request: Request, user: Changer, number: str) -> HTMLResponse:
    """Check a document again that was cancelled or could not be read; the cell of the list comes back."""
    with site.store.write() as connection:
        found = _find_own(connection, number, user)
        if queue.check_again(connection, found):
            site.audit.record(connection, user.name, "retry", found.id)
        (row,) = _rows(connection, user, [_find(connection, number, user)])
    return draw(request, user, "_again.html", row=row, busy=row.busy)


@router.post("/document/{number}/cancel")
def cancel(site: Here, request: Request, user: Changer, number: str) -> HTMLResponse:
    """Stop a check that has not ended; the cell of the list comes back."""
    with site.store.write() as connection:
        found = _find_own(connection, number, user)
        if queue.cancel(connection, found):
            site.audit.record(connection, user.name, "cancel", found.id)
        (row,) = _rows(connection, user, [_find(connection, number, user)])
    return _cell(request, "progress", row)


@router.post("/document/{number}/remove")
def remove(site: Here, user: Changer, number: str) -> Response:
    """Remove a paper for good: all its versions, results and decisions."""
    with site.store.read() as connection:
        found = _find(connection, number, user)
        lineages = purge.lineages_of(connection, found.id)
    if not user.decides:
        raise Refused(403, "not-allowed", "您的角色不能删除文件。")
    purge.purge(site, lineages, user.name)
    return RedirectResponse("/", 303)


def _cell(request: Request, name: str, row: Row, **more: Any) -> HTMLResponse:
    cells: Any = _TEMPLATES.get_template("_cells.html").module
    return HTMLResponse(getattr(cells, name)(row, request.state.csrf, **more))


@router.get("/document/{number}/export/{form}")
def take_away(site: Here, request: Request, user: Reader, number: str, form: str) -> Response:
    """A file to be kept or sent on."""
    with site.store.read() as connection:
        found = _find(connection, number, user)
    if form not in export.FORMS or not found.ended:
        raise not_found()
    made = export.export(site, [found], form)
    disposition = f"attachment; filename*=UTF-8''{quote(made.name)}"
    return Response(made.content, media_type=made.media, headers={"Content-Disposition": disposition})


# --- the leader's overview ------------------------------------------------------------------


def _survey(
    connection: Connection, user: User, year: int | None
) -> tuple[list[Document], list[overview.Unit], list[tally.Settled]]:
    documents = document.listing(connection, user, Wanted(year=year, limit=_ALL))
    settled = tally.settled(connection, user, [one.id for one in documents])
    return documents, overview.units(documents, settled), settled


@router.get("/overview")
def show_overview(site: Here, request: Request, user: Reader, year: str = "") -> HTMLResponse:
    """How far the reviewers have come, and what they find."""
    if user.role == "department":
        raise not_found()
    chosen = int(year) if year.isdecimal() else None
    with site.store.read() as connection:
        documents, units, settled = _survey(connection, user, chosen)
        years = document.listing(connection, user, Wanted(limit=_ALL)) if chosen else documents
        shares = tally.shares(connection, user, [one.id for one in documents])
    return draw(
        request,
        user,
        "overview.html",
        here="overview",
        year=chosen,
        years=sorted({one.year for one in years if one.year}, reverse=True),
        query=f"?year={chosen}" if chosen else "",
        tiles=list(overview.tiles(documents, units)),
        units=units,
        columns=overview.COLUMNS,
        charts=overview.CHARTS,
        verdicts=VERDICTS,
        people=overview.people(shares),
        data=overview.describe(documents, units, settled),
    )


@router.get("/overview.csv")
def download_overview(site: Here, request: Request, user: Reader, year: str = "") -> Response:
    """The table of units."""
    if user.role == "department":
        raise not_found()
    with site.store.read() as connection:
        _, units, _ = _survey(connection, user, int(year) if year.isdecimal() else None)
    name = quote(f"各单位核查进度_{date.today():%Y%m%d}.csv")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(overview.write_csv(units), media_type="text/csv", headers=headers)


# --- logging in and out ---------------------------------------------------------------------


@router.get("/login")
def show_login(site: Here, request: Request, next_: Annotated[str, Query(alias="next")] = "") -> Response:
    """Name and password."""
    if not site.settings.login:
        return RedirectResponse("/", 303)
    return draw(request, None, "login.html", told="", name="", next=_inside(next_))


@router.post("/login")
def log_in(
    site: Here,
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next_: Annotated[str, Form(alias="next", max_length=2000)] = "",
) -> Response:
    """Open a session, or say why not."""
    if not site.settings.login:
        return RedirectResponse("/", 303)
    try:
        _, cookie = auth.log_in(site, name.strip(), password, request.client.host if request.client else "")
    except Refused as refused:
        return draw(
            request, None, "login.html", refused.status, told=refused.message, name=name, next=_inside(next_)
        )
    answer = RedirectResponse(_inside(next_), 303)
    auth.set_cookie(answer, site, cookie)
    return answer


@router.post("/logout")
def log_out(site: Here, request: Request, user: Changer) -> Response:
    """End the session."""
    auth.log_out(site, request, user)
    answer = RedirectResponse("/login", 303)
    auth.set_cookie(answer, site, "")
    return answer


def _inside(address: str) -> str:
    """An address on this page; "/" for any other."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if plain else "/"


def refuse(request: Request, refused: Refused) -> Response:
    """A refusal as a page; who is not logged in is asked to."""
    if request.headers.get("HX-Request"):
        # A part of a page cannot say it: the whole page is asked for again, and says it.
        return Response(status_code=refused.status, headers={"HX-Refresh": "true"})
    if "text/html" not in request.headers.get("Accept", ""):
        return JSONResponse({"detail": refused.message}, refused.status)
    if refused.status == 401:
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?{urlencode({'next': back})}", 303)
    heading = "没有找到" if refused.status == 404 else "不能这样做"
    return draw(request, None, "message.html", refused.status, heading=heading, told=refused.message)
