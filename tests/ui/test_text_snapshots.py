"""What tables, code and wide characters look like, in a narrow pane and at the full width of prose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.helpers.answers import Views
from tests.helpers.waiting import steady, until

SnapCompare = Callable[..., bool]

TABLE = """## What it costs

| store | reads | when it fails |
|:------|------:|---------------|
| PostgreSQL | 1,200 | a replica takes over, and the client waits for about ten seconds |
| SQLite | 98,000 | nobody answers until somebody starts it again |

*Read twice*, measured once.
"""
CODE = '''Take the lock first:

```python
def save(rows: list[Row], *, retries: int = 3) -> None:
    """Everything or nothing."""
    with database.transaction(isolation="serializable", timeout=30) as tx:  # one writer at a time
        tx.execute("INSERT INTO picks VALUES (?, ?, ?)", [row.values for row in rows])
```

Then `commit` it.
'''
CJK = """## 缓存保存最近读取的数据

内存不足时丢弃最旧的页面，因此第二个读者只需等待一次。**写入者**追加到同一个日志，顺序刷新。

- ページごとに一度だけ読み込む。
- 디스크에 순서대로 기록한다
- emoji 👩‍👩‍👧 👍🏽 🇺🇳 and `コード` in a line

| 名前 | 意味 |
|---|---|
| 缓存 | 最近读取的数据 |
"""


@pytest.mark.parametrize("width", [38, 90])
@pytest.mark.parametrize("text", [TABLE, CODE, CJK], ids=["table", "code", "cjk"])
def test_reading(snap_compare: SnapCompare, text: str, width: int) -> None:
    app = Views()

    async def shown(pilot: Pilot[Any]) -> None:
        app.view.set_text(text)
        await until(pilot, lambda: app.view._flow.complete)
        await steady(pilot)

    assert snap_compare(app, terminal_size=(width, 24), run_before=shown)
