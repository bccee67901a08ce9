"""Owns what differs between two versions of a package, in the operator's words: for reviews, history and the learning loop.

    for change in changes(old_files, new_files):
        print(change.sentence("zh"))          # 来电目的 费用争议：新增 2 句说法

Nothing is silent: versions that differ in anything give at least one change; what is layout or comment alone is said to be so.
"""

from dsl.changes.change import Change
from dsl.changes.package import changes

__all__ = ["Change", "changes"]
