"""Convert the plain text of a status to HTML, as Mastodon does."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from ...helpers._status_length import MENTION, URL

TAG = re.compile(r"\w*[^\W\d_]\w*")
"""The name of a hashtag: at least one letter, not just digits."""
HASHTAG = re.compile(rf"(?<![\w/&])#(?P<tag>{TAG.pattern})")
_ANY = re.compile(
    f"(?P<url>{URL.pattern})|(?P<at>{MENTION.pattern})|{HASHTAG.pattern}",
    re.IGNORECASE,
)


def link_of(text: str) -> str | None:
    """Find the first link in a text."""
    match = URL.search(text)
    return match[0] if match else None


def hashtags_of(text: str) -> list[str]:
    """Find the hashtags in a text, as written."""
    return [match["tag"] for match in HASHTAG.finditer(URL.sub("", text))]


def html_of(
    text: str, base_url: str, profile: Callable[[str, str | None], str | None]
) -> str:
    """Convert text to HTML paragraphs with links, hashtags and mentions.

    Args:
        profile: Returns the profile URL for a user name and domain, or None if the
            account is unknown; its mention then stays plain text.
    """
    paragraphs = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip("\n"))
    return "".join(
        f"<p>{_linked(paragraph, base_url, profile)}</p>"
        for paragraph in paragraphs
        if paragraph
    )


def _linked(
    text: str, base_url: str, profile: Callable[[str, str | None], str | None]
) -> str:
    made: list[str] = []
    end = 0
    for match in _ANY.finditer(text):
        made.append(_plain(text[end : match.start()]))
        end = match.end()
        if match["url"]:
            made.append(_link(match["url"]))
        elif match["at"]:
            url = profile(match["user"], match["domain"])
            made.append(_mention(match["user"], url) if url else _plain(match["at"]))
        else:
            tag = match["tag"]
            url = escape(f"{base_url}/tags/{tag.lower()}")
            made.append(
                f'<a href="{url}" class="mention hashtag" rel="tag">'
                f"#<span>{escape(tag)}</span></a>"
            )
    return "".join(made) + _plain(text[end:])


def _plain(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br />")


def _mention(user: str, url: str) -> str:
    return (
        f'<span class="h-card" translate="no"><a href="{escape(url)}"'
        f' class="u-url mention">@<span>{user}</span></a></span>'
    )


def _link(url: str) -> str:
    scheme, _, rest = url.partition("://")
    prefix = f"{scheme}://" + ("www." if rest.startswith("www.") else "")
    shown, hidden = url[len(prefix) :][:30], url[len(prefix) :][30:]
    cut = "ellipsis" if hidden else ""
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener"'
        f' translate="no"><span class="invisible">{escape(prefix)}</span>'
        f'<span class="{cut}">{escape(shown)}</span>'
        f'<span class="invisible">{escape(hidden)}</span></a>'
    )
