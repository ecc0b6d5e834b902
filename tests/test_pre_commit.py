"""The hooks of .pre-commit-config.yaml, each run as pre-commit runs it: split into words, without a shell, at the workspace's root."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from logs import ACCORD, DRILL, DYAD, commit, draft, git, lines, put, write

CONFIG = yaml.safe_load((Path(__file__).parent.parent / ".pre-commit-config.yaml").read_text())
HOOKS = {hook["id"]: hook for repository in CONFIG["repos"] for hook in repository["hooks"]}


@pytest.fixture(params=HOOKS)
def hook(request, workspace, tmp_path_factory):
    """Runs one hook; the exit code and what it printed."""
    command = tmp_path_factory.mktemp("bin") / "mdime"
    command.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m mdime_events.cli.main \"$@\"\n")
    command.chmod(0o755)
    path = os.pathsep.join([str(command.parent), os.environ["PATH"]])

    def run():
        words = shlex.split(HOOKS[request.param]["entry"])
        done = subprocess.run(words, cwd=workspace.root, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    git(workspace.root, "init", "--quiet")
    put(workspace.log, draft(), draft(DRILL))
    return run


@pytest.fixture
def committed(hook, workspace):
    commit(workspace.root)
    return hook


def test_hooks_need_no_download_and_see_deleted_files_too():
    assert HOOKS
    assert all(repository["repo"] == "local" for repository in CONFIG["repos"])
    for hook in HOOKS.values():
        assert (hook["language"], hook["pass_filenames"], hook["always_run"]) == ("system", False, True)


def test_the_very_first_commit_passes(hook):
    assert hook() == (0, "2 records in 1 stream: clean\n")


def test_a_tampered_log_fails_before_the_very_first_commit(hook, log):
    write(log, *(line.replace(b"Naval", b"Novel") for line in lines(log)))
    code, said = hook()
    assert code == 1 and "[SUM]" in said


def test_a_clean_log_passes(committed, log):
    put(log, draft(ACCORD))
    assert committed() == (0, "3 records in 1 stream: clean\n")


def test_a_tampered_record_fails(committed, log):
    write(log, *(line.replace(b"Naval", b"Novel") for line in lines(log)))
    code, said = committed()
    assert code == 1 and f"events/{DYAD}.jsonl:2: the line does not match its own digest" in said


def test_a_lost_record_fails(committed, log):
    write(log, lines(log)[0])
    code, said = committed()
    assert code == 1 and f"events/{DYAD}.jsonl:2: stood here in HEAD and is gone [LOST]" in said


def test_a_deleted_stream_fails(committed, workspace):
    put(workspace.log, draft(stream="USA-POL"))
    commit(workspace.root)
    git(workspace.root, "rm", "--quiet", "events/USA-POL.jsonl")
    code, said = committed()
    assert code == 1 and "events/USA-POL.jsonl:1: stood here in HEAD and is gone [LOST]" in said


def test_a_torn_write_fails(committed, log):
    write(log, *lines(log), b'{"v":1,')
    code, said = committed()
    assert code == 3 and "[TORN]" in said
