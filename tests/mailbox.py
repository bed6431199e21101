"""A real mail server that keeps what it receives."""

import socket
from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Mailbox(Controller):
    """`received`: the letters, parsed. `on_letter(count)` runs before the sender hears « 250 »."""

    def __init__(self):
        with socket.socket() as probe:  # aiosmtpd cannot choose a port
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        super().__init__(self, hostname="127.0.0.1", port=port)
        self.received = []
        self.envelopes = []
        self.on_letter = lambda count: None

    async def handle_DATA(self, server, session, envelope):
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.on_letter(len(self.received))
        return "250 ok"

    def copies(self):
        """How many times each letter came."""
        return Counter(letter["Message-ID"] for letter in self.received)
