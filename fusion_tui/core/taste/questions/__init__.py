"""The questions the dashboard answers, one module each, as pure functions over records."""
