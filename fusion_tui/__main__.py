"""`python -m fusion_tui` is `fusion`."""

from fusion_tui.cli.main import run

if __name__ == "__main__":
    run()
