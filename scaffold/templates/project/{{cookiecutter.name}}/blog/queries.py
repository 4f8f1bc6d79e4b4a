"""What visitors can read of the blog."""

from typing import Any

from blog.tables import Post

PUBLIC = (
    Post.id,
    Post.title,
    Post.author.name.as_alias("author"),
    Post.body,
    Post.written,
)


async def latest_posts(count: int = 20) -> list[dict[str, Any]]:
    """Published posts, the latest first."""
    return (
        await Post.select(*PUBLIC)
        .where(Post.published.eq(True))
        .order_by(Post.written, Post.id, ascending=False)
        .limit(count)
    )


async def published_post(key: int) -> dict[str, Any] | None:
    """A post, if it is published."""
    is_it = (Post.id == key) & Post.published.eq(True)
    return await Post.select(*PUBLIC).where(is_it).first()
