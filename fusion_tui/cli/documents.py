"""Files become documents, or are refused with a reason."""

from __future__ import annotations

import codecs
import hashlib
import stat
import sys
from dataclasses import replace
from pathlib import Path

from fusion_tui.core.models import Document
from fusion_tui.errors import DocumentError

MAX_BYTES = 1 << 20

# UTF-32 first: its little-endian mark starts with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_document(path: Path) -> Document:
    """A text file as it is: UTF-8 or what its byte order mark says, line ends kept; else `DocumentError`."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DocumentError(f"{path} is a folder; name a file.")
        if not stat.S_ISREG(mode):
            raise DocumentError(f"{path} is not a regular file; use - to read from a pipe.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise DocumentError(f"{path} cannot be read: {problem.strerror}.") from problem
    return to_document(path.name, data)


def read_input(path: Path) -> Document:
    """A file named on the command line; `-` is standard input."""
    if str(path) == "-":
        return to_document("stdin", sys.stdin.buffer.read(MAX_BYTES + 1))
    document = read_document(path)
    return replace(document, name=whole(document.name))


def whole(argument: str) -> str:
    """An argument whose bytes were not UTF-8, with replacement characters."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def to_document(name: str, data: bytes) -> Document:
    """Bytes as a document; `DocumentError` says why they are none."""
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{name} is larger than 1 MiB; send the part that matters.")
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise DocumentError(f"{name} is not UTF-8 text; convert it, or it may be a binary file.") from None
    if "\0" in text:
        raise DocumentError(f"{name} looks like a binary file; only text can be sent.")
    return Document(name, text, hashlib.sha256(data).hexdigest(), len(data))
