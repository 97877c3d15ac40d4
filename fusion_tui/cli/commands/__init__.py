"""The commands as the shell sees them: names, options, help. Each loads what it needs when it runs."""
