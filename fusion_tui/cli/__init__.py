"""The command line: the only room that knows exit codes, stdout and stderr."""
