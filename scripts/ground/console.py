"""What a person sees: progress of every long step, and one line when it fails."""

import contextlib
import sys
import threading
import time

QUIET_SECONDS = 10
"""Without a terminal, say something at most this often within one step."""


class Failure(Exception):
    """Something a person has to know: what is wrong, and what to do about it."""

    def __init__(self, what, what_to_do=""):
        super().__init__(f"{what}: {what_to_do}" if what_to_do else what)


def fail(what, what_to_do=""):
    """Stop the command with one line on stderr."""
    raise Failure(" ".join(what.split()), " ".join(what_to_do.split()))


def say(text=""):
    """Print one line for the person who ran the command."""
    print(text, file=sys.stderr, flush=True)


class Step:
    """One long step: ``[3/7] Odoo 19 … 45 s``, with notes of how far it is."""

    def __init__(self, title, number=0, total=0):
        self.head = f"[{number}/{total}] {title}" if total else title
        self.started = self.last_note = time.monotonic()
        self.live = sys.stderr.isatty()

    def note(self, text):
        """Tell how far the step is; rewrites the line where that is possible."""
        if self.live:
            self._write(f"\r\033[K{self.head} … {text}")
        elif time.monotonic() - self.last_note > QUIET_SECONDS:
            self.last_note = time.monotonic()
            say(f"{self.head} … {text}")

    @contextlib.contextmanager
    def watching(self, folder, total):
        """Note, while the block runs, how much of a download has come into a folder."""
        done = threading.Event()

        def watch():
            while not done.wait(0.5):
                with contextlib.suppress(OSError):
                    size = sum(path.stat().st_size for path in folder.rglob("*"))
                    self.note(f"{size / 1e6:.0f} of {total:.0f} MB")

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def finish(self, text=""):
        """Close the line with the seconds it took."""
        took = f"{time.monotonic() - self.started:.0f} s"
        start = "\r\033[K" if self.live else ""
        self._write(f"{start}{self.head} … {text + ', ' if text else ''}{took}\n")

    @staticmethod
    def _write(text):
        sys.stderr.write(text)
        sys.stderr.flush()


@contextlib.contextmanager
def step(title, number=0, total=0):
    """Show a long step while its block runs."""
    shown = Step(title, number, total)
    shown.note("")
    if not shown.live:
        say(f"{shown.head} …")
    try:
        yield shown
    except BaseException:
        shown.finish("not done")
        raise
    shown.finish()
