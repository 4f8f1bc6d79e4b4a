"""Request forgery, logging in and response headers. Change with care."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from starlette.datastructures import URL, FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .i18n import gettext as _
from .sizes import TooLarge, limited

CSRF_COOKIE = "csrftoken"
CSRF_HEADER = "x-csrftoken"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

MAX_FIELD_SIZE = 32 * 1024 * 1024
"""The largest text that a form may send, in bytes."""

MAX_FIELDS = 10_000
"""The most texts that a form may send: keys of rows, among others."""

MAX_JSON = 8_000_000
"""The largest JSON, in bytes: nothing else goes on while it is read."""

MAX_OF_STRANGERS = 1_000_000
"""The most that people may send who are not logged in, in bytes, and no files."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data:; media-src 'self'; frame-src 'self'; "
        "connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

DIALOG = "__dialog"
"""In an address: the page is shown in a dialog of another page of this admin."""

DIALOG_HEADERS = HEADERS | {
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}


def style_nonce(request: HTTPConnection) -> str:
    """What a style that a script adds to this page must have, to be let in."""
    return str(request.scope.setdefault("style_nonce", secrets.token_urlsafe(16)))


def allow_style(headers: MutableHeaders, nonce: str) -> None:
    policy, own = headers["content-security-policy"], "style-src 'self'"
    headers["content-security-policy"] = policy.replace(own, f"{own} 'nonce-{nonce}'")


def root(request: HTTPConnection) -> str:
    """The path that this admin is mounted at, without a slash at its end."""
    return str(request.scope["admin_root"])


async def form_data(request: Request) -> FormData:
    """What a form sent. (The check against forgery may have read it already.)"""
    if "admin_form" not in request.scope:
        request.scope["admin_form"] = await read_form(request)
    data = request.scope["admin_form"]
    assert isinstance(data, FormData)
    return data


async def read_form(request: Request) -> FormData:
    """Files are kept on disk meanwhile. What is too large is refused with 413."""
    known, most = bool(request.scope.get("user")), most_bytes(request)
    limited_request = Request(request.scope, limited(request.receive, most))
    try:
        return await limited_request.form(
            max_files=MAX_FIELDS if known else 0,
            max_fields=MAX_FIELDS,
            max_part_size=MAX_FIELD_SIZE,
        )
    except TooLarge:
        raise
    except HTTPException as error:  # In the parser's words, which are English.
        if "maximum" in error.detail.lower():
            raise TooLarge(min(most, MAX_FIELD_SIZE)) from None
        raise HTTPException(400, _("What was sent is no form.")) from None


async def json_body(request: Request) -> bytes:
    """What was sent and is no form. (A validator may have read it already.)"""
    if "admin_form" in request.scope:  # It was one, and is gone.
        return b""
    if "admin_json" not in request.scope:
        most = min(most_bytes(request), MAX_JSON)
        whole = Request(request.scope, limited(request.receive, most))
        request.scope["admin_json"] = await whole.body()
    body = request.scope["admin_json"]
    assert isinstance(body, bytes)
    return body


def is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").lower()
    return kind.startswith(("multipart/", "application/x-www-form-urlencoded"))


def most_bytes(request: Request) -> int:
    """How much this person may send."""
    most: int = request.app.state.settings.max_upload_size
    return most if request.scope.get("user") else MAX_OF_STRANGERS


class HeadersMiddleware:
    """Remember where the admin is mounted, and send the security headers.

    Redirects name no host: who asked says which it was, and a proxy may have another.
    """

    def __init__(self, app: ASGIApp, media: Sequence[str] = ()) -> None:
        """``media``: the other hosts whose files pages may show."""
        self.app = app
        self.headers = showing(media, HEADERS)
        self.dialog_headers = showing(media, DIALOG_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        in_dialog = DIALOG.encode() in scope.get("query_string", b"")
        own = self.dialog_headers if in_dialog else self.headers

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in own.items():
                    headers.setdefault(name, value)
                if nonce := scope.get("style_nonce"):
                    allow_style(headers, nonce)
                if location := headers.get("location"):
                    headers["location"] = without_host(location, scope)
            await send(message)

        scope["admin_root"] = scope.get("root_path", "").rstrip("/")
        await self.app(scope, receive, send_with_headers)


def showing(media: Sequence[str], headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of pages that show files of these hosts, too."""
    policy = headers["Content-Security-Policy"]
    for source in ("img-src 'self'", "media-src 'self'", "frame-src 'self'"):
        policy = policy.replace(source, " ".join([source, *media]))
    return {**headers, "Content-Security-Policy": policy}


def without_host(location: str, scope: Scope) -> str:
    """An address on the host that was asked as a path, which begins with one slash:
    what stands behind two would be a host again.
    """
    url = URL(scope=scope)
    path = location.removeprefix(f"{url.scheme}://{url.netloc}/")
    return location if path == location else "/" + path.lstrip("/")


class ForgeryMiddleware:
    """Refuse writes that another site makes a browser send.

    The token in a cookie must come back in the form, or in a header (the double submit
    cookie of OWASP's cheat sheet on cross-site request forgery), and the page that sent
    it must be one of ours.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        token = request.cookies.get(CSRF_COOKIE, "")
        if writes(scope) and not (
            is_our_page(request) and await is_sent(token, request)
        ):
            raise HTTPException(
                403, _("This form has expired. Go back, reload and try again.")
            )
        scope["csrf_token"] = token or secrets.token_urlsafe(32)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and not token:
                add_cookie(message, request)
            await send(message)

        await self.app(scope, receive, send_with_cookie)


async def is_sent(token: str, request: Request) -> bool:
    """Whether the token of the cookie came with the request, too."""
    if not token:
        return False
    if header := request.headers.get(CSRF_HEADER):
        return header == token
    # A column may have the same name, and so a control of the form.
    sent = (await form_data(request)).getlist(CSRF_COOKIE)
    return any(token in (one, unmasked(one)) for one in sent if isinstance(one, str))


def masked(token: str) -> str:
    """The token as forms have it: another text each time. Else the size of compressed
    pages would tell it, letter by letter. https://www.breachattack.com
    """
    mask = secrets.token_bytes(len(token))
    return (mask + mixed(mask, token.encode())).hex()


def unmasked(text: str) -> str:
    try:
        both = bytes.fromhex(text)
    except ValueError:
        return ""
    half = len(both) // 2
    return mixed(both[:half], both[half:]).decode(errors="replace")


def mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def is_our_page(request: Request) -> bool:
    """Whether the page that sent this is served by this host or an allowed one."""
    settings = request.app.state.settings
    page = request.headers.get("origin") or request.headers.get("referer")
    if not page:
        return not request.url.is_secure
    scheme, _separator, rest = page.partition("://")
    if settings.production and scheme != "https":
        return False
    host = rest.partition("/")[0]
    return host in {request.headers.get("host"), *settings.allowed_hosts}


def add_cookie(message: Message, request: Request) -> None:
    """Give the browser a token with its first page, or a script with its first JSON."""
    headers = MutableHeaders(scope=message)
    if headers.get("content-type", "").startswith(("text/html", "application/json")):
        response = Response()
        response.set_cookie(
            CSRF_COOKIE,
            request.scope["csrf_token"],
            max_age=365 * 24 * 60 * 60,
            path=root(request) or "/",
            secure=request.app.state.settings.production,
            samesite="lax",
        )
        headers.append("set-cookie", response.headers["set-cookie"])


class LoginRequired:
    """Send people who are not logged in to the log-in page, and then back here."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["user"]:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        address = request.url.path
        if request.url.query:
            address += f"?{request.url.query}"
        response = RedirectResponse(
            f"{root(request)}/login/?next={quote(address)}", 303
        )
        await response(scope, receive, send)


class ReadOnly:
    """Nothing can be written while the admin is read-only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if writes(scope) and scope["app"].state.settings.read_only:
            allowed = {"Allow": "GET, HEAD"}
            raise HTTPException(405, _("This admin is read-only."), allowed)
        await self.app(scope, receive, send)


def writes(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] not in SAFE_METHODS
