"""The pages of the site."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from blog.queries import latest_posts

templates = Jinja2Templates(Path(__file__).with_name("templates"))


async def home(request: Request) -> Response:
    """The latest posts."""
    posts = await latest_posts()
    return templates.TemplateResponse(request, "home.html", {"posts": posts})
