"""Find the browsers that the tests drive, or bring them; print where they are and what lacks."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
)
"""Where macOS and Windows have one, off the PATH."""
FIREFOX = ("firefox-esr", "firefox")
WEBKIT = ("WebKitWebDriver", "Xvfb")
MINI_BROWSER = "usr/lib/*/webkit2gtk-4.1/MiniBrowser"
"""The plain browser around Debian's WebKit; it comes with the library, off the PATH."""
PACKAGES = {"firefox": ["firefox-esr"], "webkit": ["webkit2gtk-driver", "xvfb"]}
"""What brings the other two engines on a system with apt."""


def find_browser() -> str:
    """
    Path of a Chromium or Chrome that starts, installing one only if there is none.

    In this order: the one that `STRETCHLIB_BROWSER` names, one on the PATH, Playwright's own
    (downloaded if need be), the system's package where root may install it.
    """
    chosen = os.environ.get("STRETCHLIB_BROWSER")
    if chosen:
        if starts(chosen):
            return chosen
        msg = f"STRETCHLIB_BROWSER={chosen!r} does not start. Give the path of Chromium or Chrome."
        raise SystemExit(msg)
    for candidate in candidates():
        if starts(candidate):
            return candidate
    msg = (
        "No browser for the tests. Install Chromium or Chrome, or give the path of one: "
        "STRETCHLIB_BROWSER=... make test"
    )
    raise SystemExit(msg)


def candidates() -> Iterator[str]:
    """Yield where a browser may be, from the cheapest to the dearest to have."""
    yield from on_path()
    yield from filter(os.path.isfile, map(os.path.expandvars, ELSEWHERE))
    yield playwrights_own()
    run(sys.executable, "-m", "playwright", "install", *with_libraries(), "chromium")
    yield playwrights_own()
    if may_install():
        run("apt-get", "update")
        run("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
        yield from on_path()


def on_path() -> list[str]:
    """Browsers on the PATH, by their usual names."""
    return [path for name in NAMES if (path := shutil.which(name))]


def playwrights_own() -> str:
    """Where this version of Playwright keeps its Chromium, whether or not it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def find_firefox() -> str:
    """Path of a Firefox that starts; empty where there is none."""
    found = (path for name in FIREFOX if (path := shutil.which(name)))
    return next(filter(starts, found), "")


def find_webkit() -> str:
    """Path of WebKit's MiniBrowser where all that drives it is there too; else empty."""
    if not all(map(shutil.which, WEBKIT)):
        return ""
    return next(map(str, Path("/").glob(MINI_BROWSER)), "")


def lacks(engine: str) -> str:
    """
    Say what this machine lacks to drive an engine, and the cure; empty where it lacks nothing.

    Parameters
    ----------
    engine : str
        `firefox` or `webkit`. A Chromium is always there: `find_browser` sees to it.
    """
    finds = {"firefox": find_firefox, "webkit": find_webkit}
    if engine not in finds or finds[engine]():
        return ""
    return (
        f"This machine has no {engine} that can be driven, so nothing was tried in it. "
        f"Install: {', '.join(PACKAGES[engine])}"
    )


def bring(engine: str) -> str:
    """Install an engine where that is allowed; what is lacking after it, as `lacks` says it."""
    if lacks(engine) and may_install():
        run("apt-get", "update")
        run("apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES[engine])
    return lacks(engine)


def starts(path: str) -> bool:
    """
    Whether a program is there and runs.

    Being there is not enough: Ubuntu's `chromium-browser` may be a script that only asks for
    a snap, and a downloaded browser may lack the libraries it needs.
    """
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def may_install() -> bool:
    """Whether this is root on a system with apt."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def with_libraries() -> list[str]:
    """Ask Playwright for the system libraries too, where that is allowed."""
    return ["--with-deps"] if may_install() else []


def run(*command: str) -> None:
    """Run one attempt, its words on stderr; what comes of it is judged by `starts`."""
    print("$", *command, file=sys.stderr)
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)


if __name__ == "__main__":
    print(find_browser())
    missing = filter(None, map(bring, PACKAGES))
    print(*filter(None, (*missing, find_firefox(), find_webkit())), sep="\n")
