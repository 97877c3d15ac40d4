"""What the judge of a re-review is asked: which accepted issues the edited documents still have."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.core.messages import Message
from fusion_tui.core.models import Document
from fusion_tui.core.prompts.asking import said
from fusion_tui.core.prompts.data import enclosed

_SYSTEM = """\
You check whether issues that were accepted in a review are still there after the documents were edited. \
You judge only what the documents say now."""

_ASKED = """\
The documents above were edited after a review. Below are {count} issues that were accepted then, each with \
the passage of the earlier version that it was about, if there was one. Say of each what holds now:

- fixed: what was wrong is no longer so, and a passage of the documents shows it
- open: it is still so, whether or not the passage was rewritten, moved or deleted
- cannot tell: the documents do not decide it

That a passage is gone fixes nothing by itself: what it failed to say may now be said nowhere.

{issues}

Reply with one fenced block and nothing else, one entry for each label, in this shape:

```json {nonce}
{{"issues": [{{"number": 1, "state": "fixed, open or cannot tell", "why": "one sentence", \
"quote": "the passage of the documents that shows it, exactly; empty if there is none"}}]}}
```"""


def recheck(documents: Sequence[Document], issues: Sequence[str], nonce: str) -> tuple[Message, ...]:
    """The messages of one recheck; the issues are called by their place, counted from 1."""
    labelled = [(str(number), issue) for number, issue in enumerate(issues, start=1)]
    asked = _ASKED.format(count=len(issues), issues=enclosed(labelled, nonce), nonce=nonce)
    return Message("system", _SYSTEM), Message("user", said(asked, documents))
