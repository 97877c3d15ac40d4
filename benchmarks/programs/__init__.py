"""Programs that are measured: each runs in a process of its own and tells what it cost."""
