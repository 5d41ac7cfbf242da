"""Logging in: a token once, then a cookie that no script can read and no other site can use."""

from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from service.access.sessions import COOKIE, HALF_A_DAY, open_sessions
from service.access.tokens import digest
from service.here import Here

_TEMPLATES = Path(__file__).parent / "templates"
router = APIRouter(include_in_schema=False)


@router.get("/login", name="login_page")
def login_page(next: str = "/") -> HTMLResponse:  # noqa: A002
    """Where a person shows a token."""
    return _page(next)


@router.get("/login.css", name="login_style")
def login_style() -> FileResponse:
    """What the page looks like."""
    return FileResponse(_TEMPLATES / "login.css", media_type="text/css")


@router.post("/login", name="login")
def login(
    request: Request,
    here: Here,
    token: Annotated[str, Form(max_length=200)],
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002
) -> Response:
    """The cookie, and on to where the person was going."""
    found = here.archive.keys.find(digest(token.strip()))
    if found is None or found.revoked_at:
        return _page(next, "This token is unknown or revoked.", HTTPStatus.UNAUTHORIZED)
    answer = RedirectResponse(own_path(next), HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        COOKIE,
        open_sessions(here.settings).begin(found.digest),
        max_age=HALF_A_DAY,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/logout", name="logout")
def logout(request: Request) -> Response:
    """Without the cookie."""
    answer = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return answer


def own_path(wanted: str) -> str:
    """A path of ours, whatever the address says: no link to this page can lead elsewhere from it."""
    is_ours = wanted.isprintable() and wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_ours else "/"


def _page(wanted: str, problem: str = "", status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    page = _template().render(wanted=own_path(wanted), problem=problem)
    return HTMLResponse(page, status, {"Cache-Control": "no-store"})


@cache
def _template() -> Template:
    loader = FileSystemLoader(_TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("login.html")
