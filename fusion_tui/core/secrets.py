"""Whether a document looks like something that should not leave the machine."""

from __future__ import annotations

import re

_NAMES = re.compile(
    r"(?:^|\.)env(?:\.|$)|^id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:pem|key|p12|pfx|keystore|kdbx)$"
    r"|^\.(?:netrc|npmrc|pypirc|pgpass)$|^credentials(?:\.\w+)?$|^keys\.toml$",
    re.IGNORECASE,
)
_PRIVATE = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")
_KEYS = re.compile(
    r"\bsk-(?:proj-|or-|ant-)?[A-Za-z0-9_\-]{20,}|\bAKIA[0-9A-Z]{16}\b|\bAIza[A-Za-z0-9_\-]{30,}"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abprs]-[A-Za-z0-9\-]{20,}|\bglpat-[A-Za-z0-9_\-]{20,}"
)
_ASSIGNED = re.compile(
    r"^\s*(?:export\s+)?[\w.\-]*(?:password|passwd|secret|api_?key|access_?token)[\w.\-]*\s*[=:]\s*['\"]?"
    r"(?P<value>[^\s'\"<>{}$]{12,})",
    re.IGNORECASE | re.MULTILINE,
)


def looks_secret(name: str, text: str) -> str | None:
    """Why this document should be asked about before it is sent; `None` when nothing is seen."""
    base = name.rsplit("/", 1)[-1]
    if _NAMES.search(base):
        return f"{base} is a kind of file that holds secrets"
    for pattern, what in ((_PRIVATE, "a private key"), (_KEYS, "an API key")):
        if found := pattern.search(text):
            return f"{base} has what looks like {what} (line {_line(text, found.start())})"
    for found in _ASSIGNED.finditer(text):
        if re.search(r"\d", found["value"]):
            return f"{base} has what looks like a password (line {_line(text, found.start('value'))})"
    return None


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
