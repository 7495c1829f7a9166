"""Defaults for apps and their users."""

SCOPES = ("read", "write", "follow", "push")
"""Default scopes."""

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
"""The redirect URI with which a server shows the code, for the user to paste."""
