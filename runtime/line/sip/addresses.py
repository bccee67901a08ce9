"""Owns reading numbers out of SIP headers: who calls, and what was dialled.

Headers come from outside and are never trusted: display names, quotes, `tel:` URIs, escapes, parameters, port
numbers and nonsense are all tolerated; what can't be read is the empty text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

EXPOSED_HEADERS = ("From", "To", "P-Asserted-Identity", "P-Called-Party-ID")
OUR_USER = "callwright"  # the user part of our own contact address: it names us, never what a caller dialled
LONGEST_NUMBER = 64

_URI = re.compile(r"(?:sips?|tel):[^>\s,\"]+", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_VISUAL_SEPARATORS = re.compile(r"[-.() ]")
_PHONE_NUMBER = re.compile(r"\+?[\d*#\-.() ]+")
_NAMELESS = ("", "anonymous", "unavailable", "unknown", "restricted")


def number_of(header: str) -> str:
    """The user part of the first address in a header (or of a bare URI): `+4915112`, `alice`, or nothing."""
    found = _URI.search(_QUOTED.sub("", header))
    if not found:
        return ""
    scheme, _, rest = found.group().partition(":")
    if scheme.lower() == "tel":
        user = rest
    else:
        user, at, _ = rest.rpartition("@")
        if not at:
            return ""
    user = unquote(user.split(";")[0].split(":")[0]).strip()
    if _PHONE_NUMBER.fullmatch(user):
        user = _VISUAL_SEPARATORS.sub("", user)
    if len(user) > LONGEST_NUMBER or not user.isprintable():
        return ""
    return user


def caller_number(headers: Mapping[str, str]) -> str:
    """Who calls: what the network asserts before what the caller says of itself. Nameless callers are the empty text."""
    for name in ("P-Asserted-Identity", "From"):
        number = number_of(headers.get(name, ""))
        if number.lower() not in _NAMELESS:
            return number
    return ""


def dialled_number(headers: Mapping[str, str], request_uri: str) -> str:
    """What was dialled: what the network says it was, else where the request goes, else whom it was meant for."""
    for number in (number_of(headers.get("P-Called-Party-ID", "")), number_of(request_uri), number_of(headers.get("To", ""))):
        if number and number != OUR_USER:
            return number
    return ""


def is_transfer_address(address: str) -> bool:
    """Whether a REFER can carry this address."""
    return len(address) <= 255 and bool(re.fullmatch(r"(?:sips?|tel):[!#-;=?-~]+", address, re.IGNORECASE))
