"""The command starts, says where it is, stops when told, and explains why it cannot start."""

import os
import signal
import subprocess
import sys

import pytest
import requests

from .support import REDIRECT_URI

COMMAND = [sys.executable, "-m", "motcua.integrations.vneid.simulator"]
REGISTERED = ["--client-id", "motcua", "--client-secret", "s", "--redirect-uri", REDIRECT_URI]


def test_it_serves_on_a_free_port_until_terminated(tmp_path):
    arguments = [
        "--port",
        "0",
        "--data",
        str(tmp_path),
        *REGISTERED,
        "--faults",
        "--fault",
        "drift",
        "--fault",
        "slow=0",
    ]
    with subprocess.Popen(
        COMMAND + arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment()
    ) as process:
        try:
            issuer = process.stdout.readline().strip().rpartition(" ")[2]
            said = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
            faults = requests.get(f"{issuer}/_faults", timeout=10).json()
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0

    assert said["issuer"] == issuer
    assert faults["drift"] is True


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*REGISTERED, "--people", "/nowhere.yaml"], "/nowhere.yaml"),
        ([*REGISTERED, "--fault", "drift"], "--faults"),
        ([*REGISTERED, "--faults", "--fault", "no-such"], "no-such"),
        (["--client-id", "a", "--redirect-uri", REDIRECT_URI], "secret"),
        (["--client-id", "a", "--client-secret", "s"], "--redirect-uri"),
        ([*REGISTERED, "--issuer", "vneid.example"], "issuer"),
    ],
)
def test_it_explains_in_one_line_why_it_cannot_start(tmp_path, arguments, said):
    ran = subprocess.run(
        [*COMMAND, "--port", "0", "--data", str(tmp_path), *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        env=environment(),
        check=False,
    )

    assert ran.returncode != 0
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "MOTCUA_VNEID_CLIENT_SECRET"}
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path)}
