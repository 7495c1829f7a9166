"""The types of `to_json` and `from_json`, for mypy and pyright."""

from typing import Any, assert_type

from mastodon_core import API, Page, PagedObject, Request, entities
from mastodon_core.testing import make

request = API().timeline_home()
page = Page((make(entities.Status),), next=request)
found = PagedObject(make(entities.Status))

assert_type(request.to_json(), dict[str, object])
assert_type(page.to_json(), dict[str, object])
assert_type(found.to_json(), dict[str, object])
assert_type(Request.from_json({}), Request[Any])
assert_type(Page.from_json({}), Page[Any])
assert_type(PagedObject.from_json({}, entities=[object]), PagedObject[Any])
