"""The parts of the offline instance: how a Mastodon in memory thinks."""
