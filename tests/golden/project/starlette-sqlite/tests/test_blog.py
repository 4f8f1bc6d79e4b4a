"""What visitors can read."""

from datetime import date

from starlette.testclient import TestClient

from blog.tables import Author, Post


def write(author: Author, title: str, *, published: bool = True) -> Post:
    post = Post(
        title=title,
        author=author.id,
        body="It is <b>bold</b>.",
        written=date(2026, 1, 5),
        published=published,
    )
    post.save().run_sync()
    return post


def test_home_shows_what_is_published(client: TestClient, author: Author) -> None:
    write(author, "First")
    write(author, "Draft", published=False)
    page = client.get("/").text
    assert "First" in page
    assert "Ada" in page
    assert "&lt;b&gt;" in page
    assert "Draft" not in page


def test_home_without_posts(client: TestClient) -> None:
    assert "There are none yet." in client.get("/").text


def test_posts(client: TestClient, author: Author) -> None:
    first, second = write(author, "First"), write(author, "Second")
    write(author, "Draft", published=False)
    posts = client.get("/posts/").json()
    assert [post["id"] for post in posts] == [second.id, first.id]
    assert client.get(f"/posts/{first.id}/").json() == {
        "id": first.id,
        "title": "First",
        "author": "Ada",
        "body": "It is <b>bold</b>.",
        "written": "2026-01-05",
    }


def test_drafts_are_not_found(client: TestClient, author: Author) -> None:
    draft = write(author, "Draft", published=False)
    assert client.get(f"/posts/{draft.id}/").status_code == 404
    assert client.get("/posts/0/").status_code == 404


def test_styles(client: TestClient) -> None:
    assert client.get("/static/site.css").status_code == 200
