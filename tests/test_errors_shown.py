"""An error that we raise on purpose shows its sentence in a notebook, and `%debug` still works."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

import stretchlib as st
from stretchlib.ui.kit import Message, shown_when_it_fails

SOURCE = """\
import stretchlib as st

st.stretch(
    "double_knee_hugs"
)"""
SENTENCE = "UnknownName: No stretch named 'double_knee_hugs'. Did you mean 'double_knee_hug'?"
COLOURS = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture(scope="module")
def kernel() -> Iterator[BlockingKernelClient]:
    """A Python kernel, as a notebook has one."""
    manager = KernelManager()
    manager.start_kernel()
    client: BlockingKernelClient = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, code: str, *answers: str) -> list[dict[str, Any]]:
    """What a cell shows; where it asks for something, it is answered so, one after the other."""
    shown: list[dict[str, Any]] = []
    left = list(answers)
    client.execute_interactive(
        code,
        timeout=60,
        allow_stdin=True,
        stdin_hook=lambda _: client.input(left.pop(0)),
        output_hook=lambda message: shown.append(
            {"kind": message["header"]["msg_type"], **message["content"]}
        ),
    )
    return shown


def test_a_notebook_shows_the_sentence_the_cure_and_the_line_and_no_more(
    kernel: BlockingKernelClient,
) -> None:
    (error,) = [one for one in run(kernel, SOURCE) if one["kind"] == "error"]
    assert error["traceback"][0] == SENTENCE
    assert len(error["traceback"]) == 2
    assert re.match(r"It was asked for in line \d: ", error["traceback"][1])
    assert (error["ename"], error["evalue"]) == tuple(SENTENCE.split(": ", 1))


def test_an_error_that_a_server_or_a_file_led_to_shows_nothing_of_its_driver(
    kernel: BlockingKernelClient, tmp_path: Any
) -> None:
    source = f"import stretchlib as st; st.open_log({str(tmp_path)!r})"
    (error,) = [one for one in run(kernel, source) if one["kind"] == "error"]
    assert "sqlalchemy" not in "".join(error["traceback"])
    assert error["traceback"][0].startswith(f"LogError: {tmp_path} is a folder.")


def test_a_debugger_leads_to_where_it_was_raised(kernel: BlockingKernelClient) -> None:
    run(kernel, SOURCE)
    shown = run(kernel, "%debug", "where", "up", "quit")
    output = COLOURS.sub("", "".join(one.get("text", "") for one in shown))
    assert "check_one_of" in output
    assert "raise UnknownName(msg)" in output


def test_an_error_that_nobody_meant_shows_where_it_came_from(kernel: BlockingKernelClient) -> None:
    (error,) = [one for one in run(kernel, "1 / 0") if one["kind"] == "error"]
    assert "1 / 0" in COLOURS.sub("", "\n".join(error["traceback"]))


def test_a_form_shows_the_same_sentence() -> None:
    message = Message()

    @shown_when_it_fails(message)
    def handler() -> None:
        st.stretch("double_knee_hugs")

    handler()
    message_text = message.value.replace("<wbr>", "").replace("&#x27;", "'")
    assert SENTENCE.partition(": ")[2] in message_text
    assert "Traceback" not in message.value


def test_outside_a_notebook_the_line_is_left_out() -> None:
    with pytest.raises(st.StretchError) as raised:
        st.stretch("double_knee_hugs")
    assert raised.value._render_traceback_() == [SENTENCE]
