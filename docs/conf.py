"""Configuration of Sphinx, which builds the documentation as a site: `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / f) for f in ("docs/_ext", "", "transports", "scripts")]

from mastodon_core import __version__  # noqa: E402

project = "mastodon-core"
author = "The authors of mastodon-core"
release = version = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "reference_pages",
    "public_names",
]
exclude_patterns = ["_build", "_ext", "examples"]
nitpicky = True

# In docstrings, a name in single backticks is a reference to one of our names.
default_role = "py:obj"
add_module_names = False
toc_object_entries_show_parents = "hide"
python_maximum_signature_line_length = 60
napoleon_use_ivar = True
autodoc_class_signature = "mixed"
autodoc_member_order = "bysource"

myst_heading_anchors = 3

html_theme = "furo"
html_title = "mastodon-core"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = html_show_copyright = False
