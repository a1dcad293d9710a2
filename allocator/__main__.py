"""`python -m allocator` is `allocate`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it with one line, even while its parts are being imported."""
    said = "已停止 stopped; 未写出文件 nothing was written"
    try:
        from allocator.cli import main as command_line

        said = "已停止 stopped"  # the command itself tells what was written; this is Ctrl-C pressed again
        command_line()
    except KeyboardInterrupt:
        sys.stderr.write(f"{said}\n")
        sys.exit(130)
    finally:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left is Python's own clearing up


if __name__ == "__main__":
    main()
