"""Every key of the program in one table; bindings, help, hints, palette and own keys come from it.

Textual's own keymap accepts unknown ids and nonsense keys without a word and cannot keep F-keys working
inside text fields, so screens take their bindings from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from textual.binding import Binding, BindingsMap
from textual.keys import Keys


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a key does."""

    id: str
    """`row.action`; never changes once released."""
    keys: tuple[str, ...]
    """Textual key names or single characters; the first is shown in hints."""
    word: str
    """The hint beside the key: one or two words."""
    help: str
    """What it does, a phrase for help and palette."""

    @property
    def row(self) -> str:
        """The table's row: where the key acts."""
        return self.id.partition(".")[0]

    @property
    def action(self) -> str:
        """The action's name, as in `action_pick`."""
        return self.id.partition(".")[2]

    @property
    def shown(self) -> str:
        """The first key as a person knows it; digits as a range."""
        if len(self.keys) > 1 and all(key.isdigit() for key in self.keys):
            return f"{self.keys[0]}-{self.keys[-1]}"
        return show(self.keys[0])

    @property
    def shown_while_typing(self) -> str:
        """The first key that a text field does not take for a letter."""
        return show(next((name for name in self.keys if len(name) > 1 and name not in _NAMES), self.keys[0]))


_NAMES = {
    "comma": ",",
    "colon": ":",
    "question_mark": "?",
    "dollar_sign": "$",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "plus": "+",
    "slash": "/",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "escape": "esc",
    "delete": "del",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "backspace": "bksp",
    "down": "↓",
    "left": "←",
    "right": "→",
    "equals_sign": "=",
}


def show(key: str) -> str:
    """A key name as it is printed on keyboards."""
    return _NAMES.get(key, key.upper() if len(key) in (2, 3) and key[0] == "f" and key[1:].isdigit() else key)


def _key(identity: str, keys: str, word: str, text: str) -> Key:
    return Key(identity, tuple(keys.split()), word, text)


KEYS: tuple[Key, ...] = (
    _key("app.palette", "colon ctrl+p", "palette", "Find a command by name"),
    _key("app.help", "question_mark f1", "keys", "Show every key of this screen"),
    _key("app.back", "escape", "back", "Back: field, dialog, zoom, screen"),
    _key("app.quit", "q ctrl+q", "quit", "Leave the program"),
    _key("app.ask", "a f2", "ask new", "Ask something new"),
    _key("app.history", "H f4", "history", "Show past comparisons"),
    _key("app.taste", "T f5", "taste", "Show what your picks say"),
    _key("app.undo", "u", "undo", "Take the last pick or deletion back"),
    _key("compose.send", "enter", "ask", "Send the question to the panel"),
    _key("compose.new_line", "ctrl+j shift+enter", "new line", "Start a new line"),
    _key("compose.editor", "ctrl+g", "$EDITOR", "Write the question in $EDITOR"),
    _key("compose.panel", "tab", "panel", "To the panel and the documents"),
    _key("compose.demo", "D", "demo", "Try the demo with recorded answers"),
    _key("reader.line_down", "j down", "line", "One line down"),
    _key("reader.line_up", "k up", "line", "One line up"),
    _key("reader.half_down", "ctrl+d", "half page", "Half a page down"),
    _key("reader.half_up", "ctrl+u", "half page", "Half a page up"),
    _key("reader.page_down", "space pagedown", "page", "One page down"),
    _key("reader.page_up", "pageup", "page", "One page up"),
    _key("reader.top", "g home", "top", "To the start"),
    _key("reader.bottom", "G end", "end", "To the end"),
    _key("reader.next_heading", "right_square_bracket", "heading", "All panes to the next heading"),
    _key("reader.previous_heading", "left_square_bracket", "heading", "All panes to the heading before"),
    _key("reader.outline", "o", "outline", "Jump to a heading of the answer"),
    _key("reader.search", "slash", "search", "Search in all answers"),
    _key("reader.next_match", "n", "next", "To the next match"),
    _key("reader.previous_match", "N", "previous", "To the match before"),
    _key("reader.follow", "F", "follow", "Keep the newest line in view"),
    _key("reader.raw", "w", "source", "Show the raw source"),
    _key("reader.reasoning", "R", "reasoning", "Open or close the reasoning"),
    _key("reader.copy", "y", "copy", "Copy the answer"),
    _key("reader.copy_code", "Y", "copy code", "Copy the selection or the code in view"),
    _key("reader.export", "e", "export", "Write the chosen answer to a file"),
    _key("arena.focus", "1 2 3 4 5 6 7 8 9", "focus", "Focus a pane by its number"),
    _key("arena.next", "l right tab", "next", "Focus the next pane"),
    _key("arena.previous", "h left shift+tab", "previous", "Focus the pane before"),
    _key("arena.zoom", "z enter", "zoom", "Zoom into the focused pane, and back"),
    _key("arena.layout", "v", "layout", "Columns, grid or one row at a time"),
    _key("arena.sync", "s", "sync", "Change how panes move together"),
    _key("arena.pick", "p", "pick", "Pick the focused answer"),
    _key("arena.pick_dialog", "P", "rank, why", "Rank, tie, none good, tags and why"),
    _key("arena.reveal", "b", "reveal", "Show who wrote what"),
    _key("arena.ask_again", "i", "ask again", "Ask this question again, edited"),
    _key("arena.continue", "I", "continue", "Ask on from the picked answer"),
    _key("arena.stop", "x", "stop", "Stop the focused answer, keep its text"),
    _key("arena.stop_all", "X", "stop all", "Stop every answer, keep the texts"),
    _key("arena.retry", "r", "retry", "Ask the focused member again"),
    _key("arena.retry_all", "ctrl+r", "retry all", "Ask again every member that failed"),
    _key("arena.error_detail", "E", "details", "Show in the provider's words what failed"),
    _key("arena.receipt", "dollar_sign", "receipt", "Show every call: tokens, time and money"),
    _key("arena.question", "Q", "question", "Show the whole question"),
    _key("arena.critique", "c", "critique", "Let members review each other's answers"),
    _key("arena.judge", "f", "judge", "Let a judge compare, rank or synthesise"),
    _key("arena.merge", "m", "merge", "Merge several answers by hand"),
    _key("arena.duel", "D", "duel", "Two at a time, until the best is clear"),
    _key("arena.triage", "t", "triage", "Decide which issues count"),
    _key("triage.next", "j down", "issue", "The next issue"),
    _key("triage.previous", "k up", "issue", "The issue before"),
    _key("triage.newest", "N", "new", "The first of the issues that came last"),
    _key("triage.accept", "y", "accept", "This issue counts"),
    _key("triage.dismiss", "n", "dismiss", "This issue does not count"),
    _key("triage.criteria", "c", "criteria", "What answers say of the criteria"),
    _key("triage.quote", "enter", "passage", "The document at the passage, and back"),
    _key("triage.revise", "v", "revise", "Let authors revise against what counts"),
    _key("triage.own", "plus", "add own", "Add an issue of your own"),
    _key("triage.vote", "V", "votes", "Let members vote on the issues"),
    _key("triage.threshold", "greater_than_sign", "threshold", "How many votes suggest an issue"),
    _key("triage.dispute", "D", "dispute", "Let its reviewer show the issue, once"),
    _key("triage.diff", "d", "diff", "The answer beside its revision"),
    _key("triage.stop", "X", "stop", "Stop what is being asked"),
    _key("duel.left", "1", "left", "The left one is better"),
    _key("duel.right", "2", "right", "The right one is better"),
    _key("duel.tie", "equals_sign", "tie", "They are equally good"),
    _key("duel.neither", "0", "neither", "Neither is good"),
    _key("duel.skip", "s", "skip", "Another pair"),
    _key("duel.rank", "p", "pick", "Make the ranking so far the pick"),
    _key("judge.choose", "1 2 3 4 5 6 7 8 9", "choose", "Tick or untick a text"),
    _key("judge.send", "enter", "ask", "Ask the judge"),
    _key("judge.compare", "c", "compare", "Map what the texts say"),
    _key("judge.rank", "r", "rank", "Put them in order"),
    _key("judge.synthesise", "s", "synthesise", "Write one more: fused, guided, shortest"),
    _key("judge.judge", "w", "who", "The next who could judge"),
    _key("judge.tick", "t", "tick", "This judge ranks beside others, or not"),
    _key("judge.prompt", "p", "prompt", "See and edit what the judge is told"),
    _key("judge.recipe", "o", "recipe", "The next recipe of your own"),
    _key("judge.keep", "k", "keep", "Keep the edited prompt as a recipe"),
    _key("judge.larger", "b", "other judge", "Take a judge that can read it all"),
    _key("judge.fewer", "l", "leave out", "Leave out the longest texts"),
    _key("judge.anyway", "y", "send anyway", "Send what may not fit all the same"),
    _key("judge.verdicts", "tab", "verdicts", "What judges have said so far"),
    _key("verdict.next", "j down", "point", "The next line"),
    _key("verdict.previous", "k up", "before", "The line before"),
    _key("verdict.passage", "enter", "passage", "The texts it speaks of, one by one"),
    _key("verdict.page", "tab", "next verdict", "The next verdict or synthesis"),
    _key("verdict.want", "y", "want", "The synthesis takes this point"),
    _key("verdict.leave", "n", "leave out", "The synthesis leaves this point out"),
    _key("verdict.write", "w", "write", "Write the synthesis that was ticked"),
    _key("verdict.stop", "X", "stop", "Stop what is being asked"),
    _key("critique.choose", "1 2 3 4 5 6 7 8 9", "choose", "Switch what is reviewed, or who reviews"),
    _key("critique.send", "enter", "ask", "Ask the reviewers"),
    _key("critique.side", "tab", "who", "Let digits switch the other column"),
    _key("critique.all", "a", "all", "Review every answer, or only the usual"),
    _key("critique.depth", "d", "depth", "Issues, a note, or a cross-look"),
    _key("critique.stance", "s", "stance", "How reviewers are to read"),
    _key("critique.votes", "v", "votes", "Let members vote once the issues are in"),
    _key("revise.choose", "1 2 3 4 5 6 7 8 9", "choose", "Switch what is revised"),
    _key("revise.send", "enter", "revise", "Ask for the revisions"),
    _key("revise.all", "a", "all", "Revise all of them"),
    _key("revise.writer", "w", "writer", "Let another member write"),
    _key("own.save", "enter", "add", "Add the issue"),
    _key("own.severity", "down", "severity", "The next severity"),
    _key("form.save", "enter", "save", "Keep it"),
    _key("merge.take", "1 2 3 4 5 6 7 8", "take", "Take the passage from this answer"),
    _key("merge.keep", "enter", "keep", "Keep the version that is shown"),
    _key("merge.drop", "backspace", "drop", "Leave the passage out"),
    _key("merge.next", "j down", "passage", "The next passage"),
    _key("merge.previous", "k up", "passage", "The passage before"),
    _key("merge.show_next", "l right tab", "version", "Show the next version of the passage"),
    _key("merge.show_previous", "h left shift+tab", "version", "Show the version before"),
    _key("merge.move_down", "J", "down", "Move the passage down"),
    _key("merge.move_up", "K", "up", "Move the passage up"),
    _key("merge.split", "s", "split", "Split: items of a list, or versions"),
    _key("merge.editor", "ctrl+g E", "edit", "Write the passage anew in $EDITOR"),
    _key("merge.whole", "v", "whole", "Show the merge as a whole, and back"),
    _key("merge.smooth", "f", "smooth", "Let a model propose a smoother merge"),
    _key("merge.stop", "x", "stop", "Stop the smoothing"),
    _key("merge.pick", "p", "pick", "Pick the merge as one more answer"),
    _key("rest.take", "enter y", "take", "Take what is not decided"),
    _key("rest.leave", "n", "leave out", "Leave out what is not decided"),
    _key("smooth.choose", "enter", "smooth", "Ask this model"),
    _key("smooth.accept", "enter y", "accept", "Take the smoothed words over"),
    _key("arena.flip", "less_than_sign", "original", "The original or the revision in this pane"),
    _key("arena.retest", "B", "retest", "Compare again, blind and in a fresh order"),
    _key("arena.diff", "d", "diff", "Compare the focused answer with another"),
    _key("diff.next_change", "n", "change", "The next change"),
    _key("diff.previous_change", "N", "before", "The change before"),
    _key("diff.view", "v", "layout", "Beside or below each other"),
    _key("diff.words", "w", "words", "Changed words, or both versions whole"),
    _key("diff.side", "tab", "side", "Let digits change the other side"),
    _key("diff.choose", "1 2 3 4 5 6 7 8", "choose", "Another answer on this side"),
    _key("confirm.yes", "enter y", "yes", "Yes"),
    _key("confirm.no", "n", "no", "No"),
    _key("export.write", "enter", "write", "Write the file"),
    _key("export.copy", "y", "copy", "Copy to the clipboard"),
    _key("history.filter", "slash", "filter", "Show only what fits words and marks"),
    _key("history.open", "enter", "open", "Open the comparison"),
    _key("history.duel", "2", "duel", "Two of its answers at a time"),
    _key("history.ask_again", "i", "ask again", "Ask this question again, edited"),
    _key("history.continue", "I", "continue", "Ask on from the picked answer"),
    _key("history.unpicked", "U", "unpicked", "Show only what was not picked yet"),
    _key("history.mark", "m", "mark", "Mark for export and deletion"),
    _key("history.delete", "delete", "delete", "Delete the marked or chosen"),
    _key("history.sort", "S", "sort", "Newest, oldest or most answers first"),
    _key("history.export", "e", "export", "Write the marked or chosen as JSON"),
    _key("outline.jump", "enter", "jump", "Go to the heading"),
    _key("pick.tie", "equals_sign", "tie", "Tie with the next digit"),
    _key("pick.none_good", "0", "none good", "None of them is good"),
    _key("pick.skip", "s", "skip", "Do not count this one"),
    _key("pick.save", "enter", "save", "Save the pick"),
    _key("taste.next", "tab", "next", "To the next part"),
    _key("taste.previous", "shift+tab", "previous", "To the part before"),
    _key("taste.tag", "t", "tag", "Rate only picks with the next tag"),
    _key("taste.days", "d", "days", "Look less far back"),
    _key("taste.blind", "b", "blind only", "Show picks made knowing names beside"),
    _key("taste.by", "w", "group", "Rate members, models, personas, processes"),
    _key("taste.export", "e", "export", "Write picks as preference data"),
    _key("prefer.write", "enter", "write", "Write the file and its note"),
    _key("prefer.form", "down", "format", "The next format"),
    _key("taste.panel", "p", "panel", "Only comparisons of the next panel"),
)

DIGITS = {
    "arena.focus": "focus_pane",
    "diff.choose": "choose",
    "critique.choose": "choose",
    "judge.choose": "choose",
    "merge.take": "take",
    "revise.choose": "choose",
}
"""Keys whose action is told which digit it was."""

_BY_ID = {key.id: key for key in KEYS}
_NAMED_KEYS = {key.value for key in Keys} | set(_NAMES)


class Keymap:
    """The table with the person's own keys in it."""

    def __init__(
        self,
        overrides: Mapping[str, tuple[str, ...]] | None = None,
        places: Mapping[str, str] | None = None,
    ) -> None:
        """Apply what is valid; `notices` has one sentence for each entry that is left out.

        `places` says where an entry stands: file and line.
        """
        self._places = places or {}
        self._keys = dict(_BY_ID)
        self.notices: tuple[str, ...] = tuple(
            problem
            for identity, keys in (overrides or {}).items()
            if (problem := self._override(identity, keys))
        )

    def key(self, identity: str) -> Key:
        """The entry with this id; raises `KeyError`."""
        return self._keys[identity]

    def row(self, *rows: str) -> tuple[Key, ...]:
        """The entries of these rows, or with these ids, in the table's order."""
        return tuple(key for key in self._keys.values() if key.row in rows or key.id in rows)

    def bindings(self, *rows: str) -> BindingsMap:
        """What a screen binds: rows, or single ids, from general to special.

        A later one takes over the keys it repeats.
        """
        by_key: dict[str, Binding] = {}
        for row in rows:
            for key in self.row(row):
                for name in key.keys:
                    by_key[_normal(name)] = _binding(key, name)
        return BindingsMap(by_key.values())

    def over(self, inherited: BindingsMap, *rows: str) -> BindingsMap:
        """The same on top of what Textual binds by itself (tab between fields, for one)."""
        own = self.bindings(*rows)
        own.key_to_bindings = {**inherited.key_to_bindings, **own.key_to_bindings}
        return own

    def _override(self, identity: str, keys: tuple[str, ...]) -> str | None:
        where = f'{self._places.get(identity, "config.toml")}: ui.keys."{identity}"'
        if identity not in _BY_ID:
            return f"{where}: no such binding; the help screen lists them. It is left out."
        bad = [key for key in keys if not is_key(key)]
        if bad or not keys:
            named = repr(bad[0]) if bad else "an empty list"
            return f"{where}: {named} is not a key; the default stays."
        taken = self._taken(identity, keys)
        if taken:
            return f"{where}: {show(taken[0])} already means {taken[1]!r} there; the default stays."
        self._keys[identity] = replace(_BY_ID[identity], keys=tuple(_normal(key) for key in keys))
        return None

    def _taken(self, identity: str, keys: Iterable[str]) -> tuple[str, str] | None:
        row = _BY_ID[identity].row
        for other in self.row(row, "app"):
            for key in keys:
                if other.id != identity and _normal(key) in map(_normal, other.keys):
                    return key, other.help
        return None


def is_key(name: str) -> bool:
    """Whether Textual can report this key: a character, a named key, or one with ctrl+, shift+ or alt+."""
    base = name
    for prefix in ("ctrl+", "shift+", "alt+", "super+"):
        base = base.removeprefix(prefix)
    function = base[:1] == "f" and base[1:].isdigit() and 1 <= int(base[1:]) <= 24
    return (len(base) == 1 and base.isprintable() and not base.isspace()) or function or base in _NAMED_KEYS


def _normal(name: str) -> str:
    named = {shown: long for long, shown in _NAMES.items() if len(shown) == 1 and shown.isascii()}
    return named.get(name, name)


def _binding(key: Key, name: str) -> Binding:
    action = f"{DIGITS[key.id]}({name})" if key.id in DIGITS else key.action
    # Text areas swallow F-keys and some ctrl keys; those of the whole program must work while typing.
    priority = key.row == "app" and (name.startswith("ctrl+") or (name[0] == "f" and name[1:].isdigit()))
    return Binding(
        _normal(name), action, key.word, id=key.id, show=False, priority=priority, tooltip=key.help
    )
