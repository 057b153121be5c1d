"""A fresh `lyceum demo`: its data in a folder of its own, on a port of its own."""

import os
import pathlib
import random
import socket
import subprocess
import tempfile
import time
import typing

import httpx

ROOT = pathlib.Path(__file__).parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PASSWORD = "a quiet river at dawn"
READY_WITHIN = 30


def free_port() -> int:
    """Below those that the system gives to clients: of them one that is free now may be taken as the server starts."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as bound:
            if bound.connect_ex(("127.0.0.1", port)) != 0:
                return port


class Server:
    """Started on entry and killed on exit; limits are out of the way of a test that asks thousands of times."""

    def __enter__(self) -> typing.Self:
        self.folder = tempfile.TemporaryDirectory(prefix="lyceum-conformance-")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        settings = {
            "DATA": f"{self.folder.name}/data",
            "LISTEN": f"127.0.0.1:{port}",
            "PUBLIC_URL": self.url,
            "MEDIA_UDP": "127.0.0.1:0",
            "LOG_FILTER": "warn",
            **{
                f"LIMITS_{name}": "1000000"
                for name in (
                    "REQUESTS_PER_MINUTE",
                    "MENTORING_REQUESTS_PER_HOUR",
                    "SIGN_IN_PER_MINUTE",
                    "ACCOUNT_SIGN_IN_PER_MINUTE",
                    "SIGN_UP_PER_HOUR",
                )
            },
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LYCEUM_")}
        environment |= {f"LYCEUM_{name}": value for name, value in settings.items()}
        self.log = open(f"{self.folder.name}/log", "w+")
        self.process = subprocess.Popen([TARGET / "debug/lyceum", "demo"], env=environment, stdout=self.log, stderr=self.log)
        self.wait()
        return self

    def wait(self) -> None:
        """Until the demo's people are there: they are printed last."""
        until = time.monotonic() + READY_WITHIN
        while "sara@demo.example" not in self.said():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server is not ready:\n{self.said()}")
            time.sleep(0.05)

    def said(self) -> str:
        return pathlib.Path(self.log.name).read_text()

    def sign_in(self, name: str) -> dict:
        """What `sign_in` answers one of the demo's people."""
        body = {"email": f"{name}@demo.example", "password": PASSWORD, "token_delivery": "body"}
        return httpx.post(f"{self.url}/v1/organizations/demo/sign-in", json=body).raise_for_status().json()

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()
        self.log.close()
        self.folder.cleanup()
