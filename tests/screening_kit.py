"""Tick, send and read the warning signs."""

from tests.widgets import part


def tick(screen, group, *names):
    part(screen, f"stretch-screen-{group}").value = list(names)


def go(screen):
    part(screen, "stretch-screen-go").click()


def label(screen):
    return part(screen, "stretch-screen-go").description


def kept(log):
    screenings = log.screenings()
    return list(zip(screenings["outcome"], screenings["answers"], strict=True))
