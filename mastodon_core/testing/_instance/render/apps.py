"""Apps."""

from __future__ import annotations

from attrs import frozen

from ..state import App
from ._base import Json, Rendering


@frozen
class Apps(Rendering):
    def application(self, app: App) -> Json:
        return {
            "id": app.id,
            "name": app.name,
            "website": app.website,
            "scopes": list(app.scopes),
            "redirect_uri": "\n".join(app.redirect_uris),
            "redirect_uris": app.redirect_uris,
            "vapid_key": "",
        }
