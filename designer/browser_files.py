"""Owns what a browser loads from us: addresses of static files, the import map, and the content security policy.

A static address carries a mark of the file's content, so a browser may keep it for ever and still gets a changed one.
Modules find each other through the import map, which names them without such marks.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

# In the wheel the files lie inside the package, in a checkout beside it.
STATIC = HERE / "static" if (HERE / "static").is_dir() else HERE.parent / "static"
VENDOR = STATIC / "vendor"

# Module name -> file in static/vendor. The versions are those of hashes.json beside the files.
MODULES = {
    "@codemirror/autocomplete": "codemirror-autocomplete-6.20.4.js",
    "@codemirror/commands": "codemirror-commands-6.11.1.js",
    "@codemirror/lang-yaml": "codemirror-lang-yaml-6.1.3.js",
    "@codemirror/language": "codemirror-language-6.13.1.js",
    "@codemirror/lint": "codemirror-lint-6.9.8.js",
    "@codemirror/search": "codemirror-search-6.7.2.js",
    "@codemirror/state": "codemirror-state-6.7.6.js",
    "@codemirror/streamparser": "codemirror-streamparser-6.0.0.js",
    "@codemirror/view": "codemirror-view-6.43.15.js",
    "@lezer/common": "lezer-common-1.5.5.js",
    "@lezer/highlight": "lezer-highlight-1.2.5.js",
    "@lezer/lr": "lezer-lr-1.4.12.js",
    "@lezer/yaml": "lezer-yaml-1.0.4.js",
    "@marijn/find-cluster-break": "find-cluster-break-1.0.4.js",
    "crelt": "crelt-1.0.7.js",
    "style-mod": "style-mod-4.1.5.js",
    "w3c-keyname": "w3c-keyname-2.2.8.js",
}

IMPORT_MAP = json.dumps({"imports": {name: f"/static/vendor/{file}" for name, file in MODULES.items()}}, separators=(",", ":"))


@cache
def static_url(path: str) -> str:
    """The address of a file of ours in `static/`, marked with its content."""
    mark = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={mark}"


def content_security_policy(*lines: str) -> str:
    """The policy of every page. `lines` are the origins of the runtimes that a browser may call (`ws://host:port`)."""
    map_mark = base64.b64encode(hashlib.sha256(IMPORT_MAP.encode()).digest()).decode()
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' 'sha256-{map_mark}'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "media-src": "'self' blob:",
        "worker-src": "'self'",
        "connect-src": " ".join(("'self'", *lines)),
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
