"""The only writers of drafts. A draft belongs to the person: it resumes on any device and never loses an answer."""

from motcua.forms.services.correcting import dispute, relock, write_down
from motcua.forms.services.ending import close, close_all, drop_values, erase, forget, mark_submitted
from motcua.forms.services.opening import MOST_FOR_OTHERS, TooManyDrafts, mark_changes_seen, open_draft, rebase_draft
from motcua.forms.services.rows import DraftClosed
from motcua.forms.services.saving import Moved, Saved, moved_since, save_field, save_group

__all__ = [
    "MOST_FOR_OTHERS",
    "DraftClosed",
    "Moved",
    "Saved",
    "TooManyDrafts",
    "close",
    "close_all",
    "dispute",
    "drop_values",
    "erase",
    "forget",
    "mark_changes_seen",
    "mark_submitted",
    "moved_since",
    "open_draft",
    "rebase_draft",
    "relock",
    "save_field",
    "save_group",
    "write_down",
]
