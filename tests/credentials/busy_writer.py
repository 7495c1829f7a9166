"""Writes texts in an endless loop, or saves a number of accounts.

Run it as a program: ``busy_writer.py FILE`` writes texts of one letter, and prints a
line after each; ``busy_writer.py FILE NAME COUNT`` saves COUNT accounts called NAME
plus a number.
"""

import sys
from itertools import count

from mastodon_credentials import AccountStore, write

from mastodon_core import Credentials

SIZE = 20_000


def main(path: str, name: str = "", many: str = "0") -> None:
    if name:
        store = AccountStore(path)
        print("ready", flush=True)
        for number in range(int(many)):
            store.save(f"{name}{number}", Credentials(access_token=f"t{number}"))
        return
    for number in count():
        write(path, "ab"[number % 2] * SIZE)
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
