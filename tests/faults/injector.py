"""Running a piece of work in a child process in which one call that changes a file fails, stops half way, or kills it."""

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from attrs import frozen

HERE = Path(__file__).parent
SAID = "said "
FAIL, FAIL_FOR_GOOD, KILL_BEFORE, KILL_AFTER, SHORT, SHORT_THEN_FAIL, SHORT_THEN_KILL = range(1, 8)


@frozen(kw_only=True)
class Fault:
    """What happens at the `nth` call that changes a file: an error `number`, or a write of only `part` bytes, or a kill."""

    nth: int = 0
    action: int = 0
    number: int = 0
    part: int = 0


@frozen(kw_only=True)
class Outcome:
    """What the child said before it ended (None where it was killed), and its calls as (call, result, size of the file, path)."""

    said: object
    calls: tuple[tuple[str, int, int, str], ...]


def library():
    """The preloaded library, compiled once a version; None where there is no C compiler."""
    source = HERE / "preload.c"
    made = Path(tempfile.gettempdir()) / f"mdime-faults-{os.getuid()}-{sha256(source.read_bytes()).hexdigest()[:12]}.so"
    if not made.exists():
        if not shutil.which("cc"):
            return None
        beside = made.with_suffix(f".{os.getpid()}")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", beside, source, "-ldl"], check=True)
        beside.replace(made)
    return made


def campaign(script, *arguments):
    """Starts a script of this folder with the library loaded; `finish` gives its answer."""
    paths = os.pathsep.join([str(HERE), str(HERE.parent), *sys.path])
    settings = {**os.environ, "LD_PRELOAD": str(library()), "PYTHONPATH": paths}
    return subprocess.Popen([sys.executable, HERE / script, *map(str, arguments)], env=settings, stdout=subprocess.PIPE)


def finish(running):
    """The JSON that a campaign printed."""
    answer = running.communicate()[0]
    assert running.returncode == 0, "the campaign itself failed"
    return json.loads(answer)


def in_child(work, watched, fault=None):
    """The outcome of `work()` in a forked child whose changes to files under `watched` meet `fault`."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        _child(work, watched, fault or Fault(), write_end)
    os.close(write_end)
    with open(read_end, encoding="utf-8") as pipe:
        told = pipe.read().splitlines()
    os.waitpid(child, 0)
    said = json.loads(told.pop()[len(SAID) :]) if told and told[-1].startswith(SAID) else None
    return Outcome(said=said, calls=tuple(_call(line) for line in told))


def _child(work, watched, fault, tell_to):
    try:
        ctypes.CDLL(None).fault_arm(os.fsencode(watched), fault.nth, fault.action, fault.number, fault.part, tell_to)
        said = work()
    except BaseException as error:
        said = {"crashed": f"{type(error).__name__}: {error}"}
    ctypes.CDLL(None).fault_arm(b"", 0, 0, 0, 0, -1)
    os.write(tell_to, (SAID + json.dumps(said)).encode())
    os._exit(0)


def _call(line):
    call, result, size, path = line.split(" ", 3)
    return call, int(result), int(size), path
