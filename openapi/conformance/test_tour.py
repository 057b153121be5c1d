"""The README's tour, taken by a client that was generated from the document: nothing in it is ours but the steps."""

import contextlib
import datetime
import json
import time
import uuid

import pytest
from websockets.sync.client import connect

from server import PASSWORD, Server

SOON = 10


def done(answer):
    """What was answered, if it is no refusal."""
    assert answer is not None and type(answer).__name__ != "Problem", answer
    return answer


def until(look, so):
    """What is seen once it is so: what another entity is told comes a moment later."""
    end = time.monotonic() + SOON
    while not so(seen := done(look())):
        assert time.monotonic() < end, f"it stays {seen}"
        time.sleep(0.02)
    return seen


class Person:
    def __init__(self, server: Server, name: str) -> None:
        from lyceum_client import AuthenticatedClient, Client
        from lyceum_client.api.accounts import sign_in
        from lyceum_client.models import SignInBody, TokenDelivery

        base = f"{server.url}/v1"
        body = SignInBody(email=f"{name}@demo.example", password=PASSWORD, token_delivery=TokenDelivery.BODY)
        self.signed_in = done(sign_in.sync("demo", client=Client(base), body=body))
        self.id = self.signed_in.user.id
        self.client = AuthenticatedClient(base, self.signed_in.access_token, raise_on_unexpected_status=True)
        self.realtime = f"{base.replace('http', 'ws', 1)}/realtime"

    def __call__(self, operation, *path, **said):
        return done(operation.sync(*path, client=self.client, **said))

    def makes(self, operation, *path, body):
        return self(operation, *path, body=body, idempotency_key=str(uuid.uuid4()))

    @contextlib.contextmanager
    def socket(self):
        """The realtime socket, after the welcome."""
        with connect(self.realtime) as connection:
            socket = Socket(connection)
            socket.say(type="hello", token=self.signed_in.access_token)
            socket.find("welcome")
            yield socket


class Socket:
    def __init__(self, connection) -> None:
        self.connection = connection

    def say(self, **frame) -> None:
        self.connection.send(json.dumps(frame))

    def find(self, kind: str) -> dict:
        """Skips frames until one is of this type."""
        while (frame := json.loads(self.connection.recv(timeout=SOON)))["type"] != kind:
            pass
        return frame


@pytest.mark.usefixtures("client")
def test_the_tour_by_a_generated_python_client() -> None:
    with Server() as server:
        mentor = becomes_mentor(server)
        student = Person(server, "nimal")
        session = agree(student, mentor)
        chat(student, mentor, session.channel_id)
        call(student, mentor, session.room_id)
        rate(student, mentor, session.id)


def becomes_mentor(server: Server) -> Person:
    from lyceum_client.api.mentoring import apply_as_mentor, approve_mentor_application, list_mentor_applications, show_my_mentor_application
    from lyceum_client.models import ApplyAsMentorBody, MentorApplicationState, Role

    sara, admin = Person(server, "sara"), Person(server, "admin")
    application = ApplyAsMentorBody(topics=["Knitting"], headline="Two needles, no fear", motivation="I like to explain.")
    sara.makes(apply_as_mentor, body=application)
    pending = lambda: list_mentor_applications.sync(client=admin.client, state=MentorApplicationState.PENDING)
    until(pending, lambda page: any(each.user.id == sara.id for each in page.items))
    admin(approve_mentor_application, sara.id)
    assert sara(show_my_mentor_application).state == MentorApplicationState.APPROVED
    until(lambda: Person(server, "sara").signed_in.user, lambda user: Role.MENTOR in user.roles)
    return Person(server, "sara")


def agree(student: Person, mentor: Person):
    from lyceum_client.api.mentoring import (
        accept_mentoring_request,
        ask_mentor,
        list_mentoring_requests,
        list_mentors,
        show_mentoring_request,
        show_mentoring_session,
    )
    from lyceum_client.models import AcceptMentoringRequestBody, AskMentorBody, MentoringRequestState, MentoringSide, Span

    listed = until(lambda: list_mentors.sync(client=student.client, topic="knitting"), lambda page: page.items).items
    assert [each.user.id for each in listed] == [mentor.id]
    start = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(minutes=10)
    span = Span(start=start, end=start + datetime.timedelta(minutes=30))
    asked = student.makes(ask_mentor, body=AskMentorBody(mentor_id=mentor.id, topic="Knitting", message="I drop every stitch.", times=[span]))
    waiting = lambda: list_mentoring_requests.sync(client=mentor.client, role=MentoringSide.MENTOR, state=MentoringRequestState.OPEN)
    until(waiting, lambda page: [each.id for each in page.items] == [asked.id])
    mentor(accept_mentoring_request, asked.id, body=AcceptMentoringRequestBody(time=asked.times[0]))
    accepted = until(
        lambda: show_mentoring_request.sync(asked.id, client=student.client), lambda shown: shown.state == MentoringRequestState.ACCEPTED
    )
    session = student(show_mentoring_session, accepted.session_id)
    assert session.start == start
    return session


def chat(student: Person, mentor: Person, channel: uuid.UUID) -> None:
    from lyceum_client.api.channels import list_messages, post_message, show_channel
    from lyceum_client.models import PostMessageBody

    with mentor.socket() as listening:
        listening.say(type="subscribe", id=1, topic=f"channel:{channel}")
        head = listening.find("subscribed")["head"]
        posted = student.makes(post_message, channel, body=PostMessageBody(text="Shall I bring wool?"))
        heard = listening.find("event")
        assert heard["position"] == posted.position and heard["previous"] >= head
        assert heard["event"]["kind"] == "message_posted" and heard["event"]["message"]["text"] == "Shall I bring wool?"
        assert mentor(list_messages, channel).items[0].text == posted.text
        listening.say(type="read", channel=str(channel), position=posted.position)
        until(lambda: show_channel.sync(channel, client=mentor.client), lambda shown: shown.unread == 0)


def call(student: Person, mentor: Person, room: uuid.UUID) -> None:
    from lyceum_client.api.rooms import admit, end_room, open_room, show_room
    from lyceum_client.models import AdmitBody

    mentor(open_room, room)
    with student.socket() as inside:
        inside.say(type="call_join", id=2, room=str(room))
        assert inside.find("reply")["admitted"] is False
        assert [each.id for each in mentor(show_room, room).lobby] == [student.id]
        mentor(admit, room, body=AdmitBody(user_id=student.id))
        until(lambda: show_room.sync(room, client=mentor.client), lambda shown: [each.user.id for each in shown.participants] == [student.id])
        mentor(end_room, room)
        assert inside.find("call_ended")["reason"]


def rate(student: Person, mentor: Person, session: uuid.UUID) -> None:
    from lyceum_client.api.mentoring import complete_mentoring_session, rate_mentoring_session, show_mentor, show_mentoring_session
    from lyceum_client.models import MentoringSessionState, RateMentoringSessionBody

    until(lambda: show_mentoring_session.sync(session, client=mentor.client), lambda shown: shown.state == MentoringSessionState.IN_PROGRESS)
    mentor(complete_mentoring_session, session)
    rated = student(rate_mentoring_session, session, body=RateMentoringSessionBody(stars=5, comment="Not a stitch dropped."))
    assert rated.rating.stars == 5
    until(lambda: show_mentor.sync(mentor.id, client=student.client), lambda shown: (shown.rating.average, shown.rating.count) == (5.0, 1))
