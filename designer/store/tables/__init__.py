"""Every table of the store. Importing this package is enough for the metadata to be whole."""

from designer.store.tables.accounts import Account, ApiToken, AuditEntry, Invitation, RoleGrant, SignIn, SignInFailure
from designer.store.tables.calls import CallSound, CallSummary, JournalRecord, Passage
from designer.store.tables.drafts import DraftHead, FileText, Revision, Upload
from designer.store.tables.emergency import Measure, Notice
from designer.store.tables.people import Destination
from designer.store.tables.publishing import (
    BundleData,
    IssuedRelease,
    LiveVersion,
    LookupSample,
    Number,
    OnTestLine,
    Preparation,
    Proposal,
    RuntimeSeen,
    Setting,
    Version,
)
from designer.store.tables.questions import Asking, Question
from designer.store.tables.recordings import RecordedWords, RecordingSet, Sound
from designer.store.tables.rollouts import Rollout
from designer.store.tables.together import Presence, StepComment

__all__ = [
    "Account",
    "ApiToken",
    "Asking",
    "AuditEntry",
    "BundleData",
    "CallSound",
    "CallSummary",
    "Destination",
    "DraftHead",
    "FileText",
    "Invitation",
    "IssuedRelease",
    "JournalRecord",
    "LiveVersion",
    "LookupSample",
    "Measure",
    "Notice",
    "Number",
    "OnTestLine",
    "Passage",
    "Preparation",
    "Presence",
    "Proposal",
    "Question",
    "RecordedWords",
    "RecordingSet",
    "Revision",
    "RoleGrant",
    "Rollout",
    "RuntimeSeen",
    "Setting",
    "SignIn",
    "SignInFailure",
    "Sound",
    "StepComment",
    "Upload",
    "Version",
]
