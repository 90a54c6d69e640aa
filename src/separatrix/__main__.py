"""Run the command line with `python -m separatrix`."""

from separatrix.cli.main import run

if __name__ == "__main__":
    run()
