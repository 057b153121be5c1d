"""The Python client, made anew from the committed document by a public generator: nothing of it is committed."""

import os
import pathlib
import subprocess
import sys

import pytest

from server import ROOT, TARGET


@pytest.fixture(scope="session")
def client() -> None:
    """Makes `lyceum_client` importable. A warning fails: it means that something of the document was left out."""
    folder, tools = TARGET / "conformance", pathlib.Path(sys.executable).parent
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            tools / "openapi-python-client",
            "generate",
            "--path",
            ROOT / "openapi/openapi.json",
            "--config",
            pathlib.Path(__file__).with_name("generator.yaml"),
            "--output-path",
            folder / "lyceum_client",
            "--meta",
            "none",
            "--overwrite",
            "--fail-on-warning",
        ],
        env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"},
        check=True,
    )
    sys.path.insert(0, str(folder))
