"""Who the requests come from, and what Schemathesis does not look at by itself: headers that no document names."""

import itertools
import os

import httpx
import schemathesis

URL = os.environ["CONFORMANCE_URL"]
PASSWORD = "a quiet river at dawn"
#: They end sign-ins, or change what one signs in with: asked by somebody who came for it, so that the run goes on.
ENDING = ["sign_out_everywhere", "revoke_sign_in", "change_password", "delete_account"]
#: Of every answer, or of HTTP itself.
STANDING = {
    "allow",
    "cache-control",
    "content-length",
    "content-type",
    "content-security-policy",
    "date",
    "referrer-policy",
    "transfer-encoding",
    "vary",
    "x-content-type-options",
    "x-frame-options",
}
#: They say how a request is written, and a generated value makes it none: it is refused before anybody reads its address.
FRAMING = {"connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
newcomers = itertools.count()


def ask(operation: str, body: dict) -> httpx.Response:
    headers = {"idempotency-key": os.urandom(16).hex()}
    return httpx.post(f"{URL}/v1/organizations/demo/{operation}", json=body, headers=headers).raise_for_status()


def token(email: str) -> str:
    return ask("sign-in", {"email": email, "password": PASSWORD, "token_delivery": "body"}).json()["access_token"]


class Bearer:
    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.auth(refresh_interval=240).skip_for(operation_id=ENDING)
class Person(Bearer):
    """The one whom the run is about."""

    def get(self, case, context):
        return token(f"{os.environ['CONFORMANCE_PERSON']}@demo.example")


@schemathesis.auth(refresh_interval=None).apply_to(operation_id=ENDING)
class Newcomer(Bearer):
    """Somebody new for each request."""

    def get(self, case, context):
        email = f"newcomer{next(newcomers)}@demo.example"
        ask("sign-up", {"email": email, "password": PASSWORD, "display_name": "Newcomer"})
        return token(email)


@schemathesis.check
def declared_headers(ctx, response, case):
    """Every header is on the list above or in the document of its status."""
    answer = case.operation.definition.raw["responses"].get(str(response.status_code), {})
    known = STANDING | {name.lower() for name in answer.get("headers", {})}
    unknown = sorted(set(response.headers) - known)
    assert not unknown, f"the document does not name these headers of {response.status_code}: {', '.join(unknown)}"


@schemathesis.hook
def filter_headers(context, headers):
    return not any(name.lower() in FRAMING for name in headers or ())


@schemathesis.hook
def filter_body(context, body):
    """Whole numbers are written without a fraction, which a document cannot say: `5.0` is refused."""
    return not any(isinstance(number, float) and number.is_integer() for number in leaves(body))


def leaves(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return itertools.chain([value], *(leaves(each) for each in inner))
