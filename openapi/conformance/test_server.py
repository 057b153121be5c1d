"""A fresh server answers as its document says, whoever asks: Schemathesis makes the requests and checks the answers."""

import json
import os
import pathlib
import random
import subprocess
import sys
import tomllib

import httpx
import pytest

from server import ROOT, TARGET, Server

HERE = pathlib.Path(__file__).parent
#: Of generated requests for an operation, in each way of making them.
EXAMPLES = os.environ.get("EXAMPLES", "4")
SEED = os.environ.get("SEED") or str(random.randrange(1 << 32))
#: The demo's people by their role: the student does everything, the others what is theirs to do.
PEOPLE = {"student": ("nimal", []), "mentor": ("maya", ["Mentoring", "Rooms"]), "admin": ("admin", ["Mentoring", "Channels"])}


def ids(server: Server) -> dict[str, list[str]]:
    """Of what Nimal and Maya have together, and of themselves."""
    signed_in = server.sign_in(PEOPLE["student"][0])
    with httpx.Client(base_url=f"{server.url}/v1", headers={"authorization": f"Bearer {signed_in['access_token']}"}) as client:
        items = lambda path: client.get(path).raise_for_status().json()["items"]
        sessions, mentors = items("/mentoring-sessions?when=upcoming"), items("/mentors")
        return {
            "channels": [session["channel_id"] for session in sessions],
            "requests": [request["id"] for request in items("/mentoring-requests?role=student")],
            "sessions": [session["id"] for session in sessions],
            "rooms": [session["room_id"] for session in sessions],
            "mentors": [mentor["user"]["id"] for mentor in mentors],
            "users": [signed_in["user"]["id"], *(mentor["user"]["id"] for mentor in mentors)],
            "sign_ins": [sign_in["id"] for sign_in in items("/sign-ins")],
        }


@pytest.mark.parametrize("role", PEOPLE)
def test_the_server_answers_as_the_document_says(role: str, tmp_path: pathlib.Path) -> None:
    name, tags = PEOPLE[role]
    with Server() as server:
        found = "".join(f"[dictionaries.{name}]\nvalues = {json.dumps(values)}\n" for name, values in ids(server).items())
        config = tmp_path / "schemathesis.toml"
        config.write_text(f"{(HERE / 'schemathesis.toml').read_text()}\n{found}")
        print(f"as a {role}: SEED={SEED} EXAMPLES={EXAMPLES}", flush=True)
        run = subprocess.run(
            [
                pathlib.Path(sys.executable).with_name("schemathesis"),
                "--config-file",
                config,
                "run",
                f"{server.url}/openapi.json",
                "--seed",
                SEED,
                "--max-examples",
                EXAMPLES,
                "--no-color",
                *(f"--include-tag={tag}" for tag in tags),
            ],
            cwd=HERE,
            env=os.environ | {"CONFORMANCE_URL": server.url, "CONFORMANCE_PERSON": name},
            check=False,
        )
        log = TARGET / "test-output" / f"server-{role}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(server.said())
        assert server.process.poll() is None, f"the server ended with {server.process.returncode}; its log is in {log}"
    assert run.returncode == 0, f"see above; once more: SEED={SEED} EXAMPLES={EXAMPLES}; the server's log is in {log}"


def test_every_operation_lists_its_statuses() -> None:
    document = json.loads((ROOT / "openapi/openapi.json").read_text())
    known = {operation["operationId"] for methods in document["paths"].values() for operation in methods.values()}
    config = tomllib.loads((HERE / "schemathesis.toml").read_text())
    listed = {operation["include-operation-id"] for operation in config["operations"] if "include-operation-id" in operation}
    assert listed == known
