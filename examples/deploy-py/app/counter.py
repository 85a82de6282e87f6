"""A number in a file."""

from pathlib import Path


class Counter:
    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def add(self) -> int:
        count = int(self._path.read_text()) + 1 if self._path.exists() else 1
        self._path.write_text(str(count))
        return count
