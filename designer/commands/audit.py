"""`callwright audit`: proves an exported audit log with the designer's public key, on any machine."""

import argparse
from pathlib import Path

SUMMARY = "Check that an exported audit log is signed, unchanged and complete."


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file that Settings → Audit log → Export, signed gave")
    parser.add_argument("--key", type=Path, required=True, help="the designer's public key (PEM)")


def run(arguments: argparse.Namespace) -> int:
    from designer.accounts import audit_file
    from dsl.commands import CommandError

    try:
        data, key = arguments.file.read_bytes(), arguments.key.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise CommandError(f"{error.filename} can't be read: {error.strerror}") from None
    try:
        proof = audit_file.check(data, key)
    except audit_file.NotAnAuditFile as problem:
        raise CommandError(str(problem)) from None
    if not proof.signed:
        print(f"{arguments.file}: NOT signed with this key, or changed since it was")
    if proof.broken_at is not None:
        print(f"{arguments.file}: the chain breaks at entry {proof.broken_at}")
    if proof.holds:
        print(f"{arguments.file}: signed and whole, {proof.entries} entries")
    return 0 if proof.holds else 1
