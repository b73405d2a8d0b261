"""Forked kernels for any client of Jupyter, and ordinary ones where they cannot be forked."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
import venv
from queue import Empty

import pytest
import zmq
import zmq.asyncio
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbformat import v4
from traitlets.config import Config

from publisher.engine import kernels, processes
from publisher.engine.manager import ForkedKernelManager, PromptClient

pytestmark = [
    pytest.mark.skipif(not processes.available(), reason="this system cannot fork"),
    pytest.mark.slow,
]
PATIENCE = 120  # seconds, on a busy machine


@pytest.fixture
def specification(tmp_path, monkeypatch):
    """Write a kernel specification that names the provisioner, with these settings."""
    import json

    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))

    def write(config=None, **changed):
        about = {"provisioner_name": "fork-provisioner", "config": config or {}}
        content = {
            "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": "Forked",
            "language": "python",
            "metadata": {"kernel_provisioner": about},
        }
        folder = tmp_path / "kernels" / "forked"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "kernel.json").write_text(json.dumps(content | changed))
        return "forked"

    return write


def ask(client, expression):
    """What an expression is in a kernel."""
    reply = client.execute_interactive(
        "", user_expressions={"it": expression}, silent=True, timeout=PATIENCE
    )
    return reply["content"]["user_expressions"]["it"]["data"]["text/plain"]


def forked(manager):
    """Whether the kernel of a manager was forked."""
    return isinstance(manager.provisioner.process, kernels.ForkedProcess)


@pytest.fixture
def started():
    """Start kernels with jupyter_client's blocking manager; they are ended after the test."""
    managers = []

    def start(name, **options):
        manager = KernelManager(kernel_name=name)
        manager.start_kernel(**options)
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(PATIENCE)
        managers.append((manager, client))
        return manager, client

    yield start
    for manager, client in managers:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_blocking_client_restarts_interrupts_and_ends_a_forked_kernel(specification, started):
    manager, client = started(specification())
    assert forked(manager) and ask(client, "1 + 1") == "2"
    first = int(ask(client, "__import__('os').getpid()"))
    client.execute("import time; print('begun', flush=True); time.sleep(999)")
    while client.get_iopub_msg(timeout=PATIENCE)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    while (reply := client.get_shell_msg(timeout=PATIENCE))["msg_type"] != "execute_reply":
        pass
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    manager.restart_kernel()
    client.wait_for_ready(PATIENCE)
    assert forked(manager) and int(ask(client, "__import__('os').getpid()")) != first
    assert not os.path.exists(f"/proc/{first}")
    client.shutdown(reply=True, timeout=PATIENCE)
    manager.finish_shutdown()
    assert not manager.is_alive()


def test_debugger_completion_and_comms_answer(specification, started):
    _, client = started(specification())
    assert "print" in client.complete("prin", reply=True, timeout=PATIENCE)["content"]["matches"]
    message = client.session.msg("debug_request", {"type": "request", "command": "debugInfo"})
    message["content"]["seq"] = 1
    client.control_channel.send(message)
    assert client.get_control_msg(timeout=PATIENCE)["content"]["success"]


def test_settings_come_from_the_specification(specification, started, tmp_path):
    (tmp_path / "once.py").write_text("import os\nnumber = os.getpid()\n")
    (tmp_path / "each.py").write_text("seen = []\ndef note(word):\n    seen.append(word)\n")
    config = {"preload": ["once", "colorsys"], "before_fork": ["each:note", "word"]}
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    manager, client = started(specification(config), env=env)
    assert forked(manager)
    assert ask(client, "'colorsys' in __import__('sys').modules") == "True"
    assert ask(client, "__import__('once').number == __import__('os').getppid()") == "True"
    assert ask(client, "__import__('each').seen") == "['word']"
    _, other = started(specification(config), env=env)
    assert ask(other, "__import__('each').seen") == "['word', 'word']"
    _, plain = started(specification())
    assert ask(plain, "'colorsys' in __import__('sys').modules") == "False"


def test_faults_of_what_is_preloaded_are_said_and_do_no_harm(specification, started, capfd):
    config = {"preload": ["no_such_module"], "before_fork": ["json:no_such_function"]}
    manager, client = started(specification(config))
    assert forked(manager) and ask(client, "1 + 1") == "2"
    assert "preload no_such_module: ModuleNotFoundError" in capfd.readouterr().err


def test_variables_that_python_reads_at_its_start_have_their_effect(specification, started):
    manager, client = started(specification(), env=os.environ | {"PYTHONOPTIMIZE": "2"})
    assert forked(manager) and ask(client, "__import__('sys').flags.optimize") == "2"


def test_many_kernels_of_a_server_end_together(specification):
    async def main():
        patient = Config(KernelManager={"shutdown_wait_time": 3 * PATIENCE})  # before it kills them
        manager = AsyncMultiKernelManager(config=patient)
        name = specification()
        ids = [await manager.start_kernel(kernel_name=name) for _ in range(3)]
        assert all(forked(manager.get_kernel(one)) for one in ids)
        start = time.monotonic()
        await manager.shutdown_all()
        return time.monotonic() - start

    assert asyncio.run(main()) < PATIENCE


@pytest.mark.parametrize(
    ("changed", "options"),
    [
        ({"env": {"A": "1"}}, {}),
        (
            {"argv": [sys.executable, "-O", "-m", "ipykernel_launcher", "-f", "{connection_file}"]},
            {},
        ),
        ({}, {"stdout": subprocess.DEVNULL}),
    ],
)
def test_what_a_fork_cannot_do_an_ordinary_kernel_does(changed, options, specification, started):
    manager, client = started(specification(**changed), **options)
    assert not forked(manager) and ask(client, "1 + 1") == "2"


def test_ordinary_kernel_where_there_is_no_fork(specification, started, monkeypatch):
    monkeypatch.setattr(kernels, "available", lambda: False)
    manager, client = started(specification())
    assert not forked(manager) and ask(client, "1 + 1") == "2"


def test_ordinary_kernel_where_the_warm_process_does_not_answer(specification, started):
    config = {"patience": 0.5, "preload": ["time"], "before_fork": ["time:sleep"]}
    processes.start(["time"], os.environ).process.send_signal(signal.SIGSTOP)
    manager, client = started(specification(config))
    assert not forked(manager) and ask(client, "1 + 1") == "2"
    processes.start(["time"], os.environ).process.kill()


def test_a_killed_warm_process_is_replaced(specification, started):
    warm = processes.start([], os.environ)
    manager, client = started(specification())
    assert ask(client, "__import__('os').getppid()") == str(warm.process.pid)
    warm.process.kill()
    warm.process.wait()
    deadline = time.monotonic() + PATIENCE
    while manager.is_alive():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    manager, client = started(specification())
    assert forked(manager) and ask(client, "1 + 1") == "2"


@pytest.mark.parametrize(
    ("config", "options", "lives"),
    [
        ({}, {"cwd": "/no/such/folder"}, False),
        ({"before_fork": ["sys:exit", "3"]}, {}, True),
        ({"before_fork": ["no_such_module:function"]}, {}, True),
    ],
)
def test_a_kernel_that_cannot_start_leaves_the_others_alone(
    config, options, lives, specification, started
):
    _, first = started(specification())
    first.execute("x = 42", silent=True)
    if lives:
        _, second = started(specification(config), **options)
        assert ask(second, "1 + 1") == "2"
    else:
        with pytest.raises(FileNotFoundError, match=options["cwd"]):
            started(specification(config), **options)
    assert ask(first, "x") == "42"


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["python", "-m", "ipykernel_launcher", "-f", "x"], True),
        ([sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "x"], True),
        (["/usr/bin/python9", "-m", "ipykernel_launcher", "-f", "x"], False),
        (["python", "-m", "xeus", "-f", "x"], False),
        (["R", "-e", "IRkernel::main()"], False),
        ([], False),
    ],
)
def test_only_ipython_kernels_of_this_python_are_forked(argv, expected):
    assert kernels.forkable(KernelSpec(argv=argv)) is expected


def test_kernels_of_another_environment_with_the_same_python_are_not_forked(tmp_path):
    venv.create(tmp_path / "other", with_pip=False, symlinks=True)
    program = str(tmp_path / "other/bin/python")
    argv = [program, "-m", "ipykernel_launcher", "-f", "x"]
    assert not kernels.forkable(KernelSpec(argv=argv))


def test_nbclient_runs_a_notebook_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    nb = v4.new_notebook(cells=[v4.new_code_cell("1 + 1")])
    NotebookClient(nb, kernel_manager_class=ForkedKernelManager).execute()
    assert nb.cells[0].outputs[0].data["text/plain"] == "2"
    assert not list(tmp_path.iterdir())


def test_paths_too_long_for_sockets(tmp_path, monkeypatch):
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    nb = v4.new_notebook(cells=[v4.new_code_cell("1 + 1")])
    NotebookClient(nb, kernel_manager_class=ForkedKernelManager).execute()
    assert nb.cells[0].outputs[0].data["text/plain"] == "2"


def test_managers_wait_for_no_dead_kernel():
    async def main():
        manager = ForkedKernelManager(kernel_name="python3")
        await manager.start_kernel(extra_arguments=["--IPKernelApp.no_such=[", "--log-level=x"])
        client = manager.client()
        client.start_channels()
        with pytest.raises(RuntimeError, match="died before replying"):
            await client.wait_for_ready(PATIENCE)
        client.stop_channels()
        await manager.shutdown_kernel()
        await manager.cleanup_resources()

    asyncio.run(main())


def test_a_reply_is_heard_that_comes_while_a_widget_sends():
    """ZeroMQ says once that something has come: to the sender, if that one looks first."""
    context = zmq.Context()
    kernel, session = context.socket(zmq.DEALER), Session()
    port = kernel.bind_to_random_port("tcp://127.0.0.1")

    async def main():
        waiting = zmq.asyncio.Context(context).socket(zmq.DEALER)
        waiting.connect(f"tcp://127.0.0.1:{port}")
        channel = PromptClient().shell_channel_class(waiting, session)
        channel.send(session.msg("execute_request"))
        assert kernel.poll(PATIENCE * 1000)
        reply = asyncio.ensure_future(channel.get_msg())
        await asyncio.sleep(0.1)  # it waits by now
        session.send(kernel, "execute_reply")
        assert select.select([waiting.FD], [], [], PATIENCE)[0]
        channel.send(session.msg("comm_msg"))
        return (await asyncio.wait_for(reply, PATIENCE))["msg_type"]

    try:
        assert asyncio.run(main()) == "execute_reply"
    finally:
        context.destroy(linger=0)


class Late:
    """A kernel whose answer to each request comes while the next one is on its way."""

    def __init__(self):
        self.asked = []

    def kernel_info(self):
        self.asked.append(f"request {len(self.asked)}")
        return self.asked[-1]

    async def get_shell_msg(self, timeout):
        if len(self.asked) < 2:
            raise Empty

    async def get_iopub_msg(self, timeout):
        if len(self.asked) > PATIENCE:
            raise AssertionError("it is never heard")
        if self.asked[-1] == "told":
            raise Empty
        header = {"msg_id": self.asked[-2]}
        self.asked.append("told")
        return {"content": {"execution_state": "idle"}, "parent_header": header}

    async def is_alive(self):
        return True


def test_a_slow_kernel_is_heard_by_its_answer_to_an_earlier_request():
    late = Late()
    client = PromptClient()
    for name in ("kernel_info", "get_shell_msg", "get_iopub_msg", "is_alive"):
        setattr(client, name, getattr(late, name))
    asyncio.run(client.wait_for_ready(PATIENCE))
    assert late.asked == ["request 0", "request 1", "told"]


def test_no_collection_interrupts_what_is_loaded_once():
    program = """if True:
        import gc
        from publisher.engine import warm
        seen = []
        gc.callbacks.append(lambda *_: seen.append(_))
        warm.warm_up(["xml.dom.minidom"])
        print(len(seen), gc.isenabled(), gc.get_freeze_count() > 10_000)"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["0", "True", "True"], done.stderr
