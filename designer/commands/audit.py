"""`callwright audit`: proves an exported audit log with the designer's public key, on any machine."""

import argparse
from pathlib import Path

SUMMARY = "Check that an exported audit log is signed, unchanged and complete."


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file that Settings → Audit log → Export, signed gave")
    parser.add_argument("--key", type=Path, required=True, help="the designer's public key (PEM)")
    parser.add_argument("--since", type=Path, metavar="OLDER", help="an export of before, all of which must stand in this one")


def run(arguments: argparse.Namespace) -> int:
    from designer.accounts import audit_file
    from dsl.commands import CommandError

    try:
        data, key = arguments.file.read_bytes(), arguments.key.read_text(encoding="utf-8", errors="replace")
        older = arguments.since.read_bytes() if arguments.since else None
    except OSError as error:
        raise CommandError(f"{error.filename} can't be read: {error.strerror}") from None
    try:
        proof = audit_file.check(data, key)
        before = audit_file.check(older, key) if older is not None else None
    except audit_file.NotAnAuditFile as problem:
        raise CommandError(str(problem)) from None
    if not proof.signed:
        print(f"{arguments.file}: NOT signed with this key, or changed since it was")
    if proof.broken_at is not None:
        print(f"{arguments.file}: the chain breaks at entry {proof.broken_at}")
    if before is not None and not before.holds:
        print(f"{arguments.since}: NOT signed with this key, or not whole: nothing can be held against it")
    lost = audit_file.lost_since(data, older) if older is not None else None
    if lost is not None:
        print(f"{arguments.file}: entry {lost} of {arguments.since} is another here, or gone")
    holds = proof.holds and lost is None and (before is None or before.holds)
    if holds:
        more = f", {before.entries} of them as before" if before else ""
        print(f"{arguments.file}: signed and whole, {proof.entries} entries{more}")
    return 0 if holds else 1
