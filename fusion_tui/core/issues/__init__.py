"""What reviewers raise: read from their replies, found again in the documents, grouped where they agree."""

from fusion_tui.core.issues.grouping import Group, group_issues
from fusion_tui.core.issues.locating import Finder, Place
from fusion_tui.core.issues.reading import (
    SEVERITIES,
    Issue,
    Severity,
    issues_of,
    read_issues,
    reviews_of,
    severity_of,
)
from fusion_tui.core.issues.triage import State, accepted_of, decide, standing, state_of, updated

__all__ = [
    "SEVERITIES",
    "Finder",
    "Group",
    "Issue",
    "Place",
    "Severity",
    "State",
    "accepted_of",
    "decide",
    "group_issues",
    "issues_of",
    "read_issues",
    "reviews_of",
    "severity_of",
    "standing",
    "state_of",
    "updated",
]
