"""Register, log in, post and read home, on the embedded offline instance."""

from mastodon_core.testing import FakeMastodon

mastodon = FakeMastodon(user="pytooter")
print("posted", mastodon.toot("Tooting from python!").content)
print("home", [status.content for status in mastodon.timeline_home()])
