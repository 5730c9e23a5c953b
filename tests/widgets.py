"""Find and press the parts of a widget by the CSS classes that design.md promises."""


def every(widget):
    """The widget and all that is in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from every(child)


def part(widget, css_class):
    """The one part that has the class; fails when there is none, or more than one."""
    (found,) = [w for w in every(widget) if css_class in getattr(w, "_dom_classes", ())]
    return found


def answer(widget, css_class, score):
    """Press one of the eleven buttons of a question."""
    (buttons,) = [w for w in every(part(widget, css_class)) if hasattr(w, "options")]
    buttons.value = score


def shown(widget):
    """All the HTML that the widget shows, in one string."""
    said = (str(w.value) for w in every(widget) if w.__class__.__name__ in ("HTML", "Message"))
    # Where a path may break says nothing.
    return " ".join(said).replace("<wbr>", "")
