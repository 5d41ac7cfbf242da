"""Forms that only our own pages can send: each carries what a cookie carries too."""

import hmac
import secrets
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Form, Request, Response
from starlette.exceptions import HTTPException

from service.web.leaves import fresh

COOKIE = "storytree_form"
_BYTES = 32


def form_page(request: Request, name: str, **told: Any) -> Response:
    """A page with a form: the template prints ``form_token`` in a hidden field called ``token``."""
    token = request.cookies.get(COOKIE, "")
    if len(token) < _BYTES:
        token = secrets.token_urlsafe(_BYTES)
    response = fresh(name, form_token=token, **told)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure, path="/")
    return response


def _ours(request: Request, token: Annotated[str, Form()] = "") -> None:
    """Raises 403: another site can send a form, but can neither read nor set our cookie."""
    kept = request.cookies.get(COOKIE, "")
    if len(kept) < _BYTES or not hmac.compare_digest(kept.encode(), token.encode()):
        raise HTTPException(
            HTTPStatus.FORBIDDEN, "The form did not come from a page of this service. Open the page again."
        )


OurForm = Annotated[None, Depends(_ours)]
"""As a parameter of a function that a form is sent to."""
