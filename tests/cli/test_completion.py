"""Shell completion: what a shell offers for a half-typed line."""

import os
import shutil
import subprocess
import sys

import pytest
from logs import draft, put

from mdime_events.vocabulary import INSTRUMENTS, RATED


@pytest.fixture
def offered(mdime, workspace):
    """The words that a line is completed to; the last of them is half-typed, or not begun."""
    put(workspace.log, draft(), draft(stream="RUS-IRN"), draft(stream="RUS-SYR"))

    def ask(line):
        words = line.split(" ")
        told = mdime(_MDIME_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
        assert told.stderr == ""
        return [each.removeprefix("plain,") for each in told.stdout.split()]

    return ask


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("mdime wh", ["what-if"]),
        ("mdime ratings ", ["CHN-IRN", "RUS-IRN", "RUS-SYR"]),
        ("mdime ratings r", ["RUS-IRN", "RUS-SYR"]),
        ("mdime ratings RUS ", ["IRN", "SYR"]),
        ("mdime ratings RUS IRN ", []),
        ("mdime compare RUS-IRN R", ["RUS-SYR"]),
        ("mdime explain CHN-IRN ", list(RATED)),
        ("mdime explain CHN IRN m", ["M1", "M2", "M3"]),
        ("mdime assess CHN IRN ov", ["OVERALL"]),
        ("mdime log CHN IRN --kind exe", ["exercise"]),
        ("mdime log CHN IRN -i ", list(INSTRUMENTS)),
        ("mdime timeline CHN-IRN --kind port", ["port-call", "port-development"]),
        ("mdime source add key --reliability ", ["A", "B", "C", "D", "E", "F"]),
    ],
)
def test_a_half_typed_line_is_completed(offered, line, words):
    assert offered(line) == words


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_has_its_script(mdime, shell):
    assert "_MDIME_COMPLETE" in mdime(_MDIME_COMPLETE=f"{shell}_source").stdout


def test_outside_of_a_workspace_no_dyad_is_offered(mdime, tmp_path_factory):
    line = {"_MDIME_COMPLETE": "bash_complete", "COMP_WORDS": "mdime ratings C", "COMP_CWORD": "2"}
    told = mdime(cwd=tmp_path_factory.mktemp("elsewhere"), **line)
    assert (told.stdout.strip(), told.stderr) == ("", "")


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_itself_completes(workspace, tmp_path):
    """The script as the documentation has it, with an `mdime` in reach."""
    put(workspace.log, draft())
    command = tmp_path / "bin" / "mdime"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from mdime_events.cli.main import main; main()" "$@"\n')
    command.chmod(0o755)
    script = 'eval "$(_MDIME_COMPLETE=bash_source mdime)"; COMP_WORDS=(mdime explain CHN-IRN M); COMP_CWORD=3; _mdime_completion mdime;'
    settings = {**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", f'{script} echo "${{COMPREPLY[@]}}"'], cwd=workspace.root, env=settings, capture_output=True, text=True, check=True
    )
    assert done.stdout == "M1 M2 M3\n"
