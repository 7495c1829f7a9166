"""Files as a careful user leaves them."""

from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read and write."""
    path.write_text(text)
    path.chmod(0o600)
