# python3 tests/mail/server.py INBOX RULES: an SMTP server (Debian's aiosmtpd) for tests. It takes a port, says which and is
# down, so that nobody else gets the port; a line on its input, and it is up. Each letter it takes is a line of JSON in INBOX. RULES is a JSON file, read at each step: {"refuse": [...], "later": [...], "refuse_text": [...],
# "silent": [...]} of addresses: no such user; not now; taken but for its text; the line breaks once the text is there.
import asyncio, email, email.policy, json, socket, sys
from aiosmtpd.smtp import SMTP

inbox, rules_file = sys.argv[1:]


def rules():
    with open(rules_file) as file:
        return json.load(file)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in rules().get("refuse", []):
            return "550 5.1.1 no such user"
        if address in rules().get("later", []):
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        if to in rules().get("refuse_text", []):
            return "554 5.7.1 not this text"
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with open(inbox, "a") as file:
            file.write(json.dumps({"to": to, "from": envelope.mail_from, "id": letter["Message-ID"], "subject": letter["Subject"],
                                   "text": letter.get_content(), "headers": envelope.content.split(b"\r\n\r\n")[0].decode("ascii")}) + "\n")
        if to in rules().get("silent", []):
            server.transport.abort()
        return "250 taken"


async def main(bound):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), enable_SMTPUTF8=False), sock=bound)
    print("up", flush=True)
    await server.serve_forever()


with socket.socket() as bound:
    bound.bind(("127.0.0.1", 0))
    print(bound.getsockname()[1], flush=True)
    sys.stdin.readline()
    asyncio.run(main(bound))
