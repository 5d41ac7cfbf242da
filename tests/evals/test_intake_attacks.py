"""The measure of what gets inside: it sees what gets through, and nothing does."""

import pytest

from evals.hostile_urls import BENIGN, LEADS_INSIDE, label_of
from evals.intake_attacks import attack

HOSTILE = {
    "other scheme": """ftp://velm.example/a file:///etc/hosts gopher://velm.example:70/ data:text/html,ferry
        http:velm.example javascript:alert(1) jar:http://velm.example!/ http:///velm""".split(),
    "credentials": [
        "http://mayor:secret@velm.example/",
        "http://velm.example@127.0.0.1/",
        "http://127.0.0.1\\@velm.example/",
        "http://velm.example:80\\@@10.1.2.3/",
    ],
    "inner address": """http://10.1.2.3/ http://127.3.2.1:8080/ https://169.254.169.254/secrets
        http://[::1]/ http://[::ffff:10.1.2.3]/ http://[fd12::7]:8080/ http://0x7f.0.0.1/ http://0177.1/
        http://2130706433/ http://127.1/ http://127.0.0.1./ http://999.1.1.1/ http://0/ http://１０.1.2.3/
        http://10。1。2。3/ http://①②⑦.⓪.⓪.①/ http://192.0.0.192/ http://[64:ff9b::a01:203]/
        http://[2002:a01:203::1]/ http://100.100.100.200/ http://0xa.0x1.0x2.0x3/""".split(),
    "inner name": """http://localhost/ http://localhost./ http://printer:9100/ http://metadata/
        http://ｖｅｌｍ.example/""".split(),
    "name that leads in": """http://metadata.cloud.internal/ http://10.1.2.3.wild.example/
        http://instance-data.velm.example/""".split(),
    "leads inside": [f"http://out.example/redirect/{number}" for number in range(len(LEADS_INSIDE))],
}
HARMLESS = """http://velm.example/ferry https://velm.example:8443/ferry?day=monday#top http://9.9.9.9/
    http://bücher.example/ http://velm.example./ http://[2620:fe::fe]/ HTTP://VELM.EXAMPLE/""".split()


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_addresses_are_refused_before_a_byte_gets_inside(label: str) -> None:
    assert {label_of(url) for url in HOSTILE[label]} == {label}
    row = attack(HOSTILE[label])[label]
    assert (row.refused, row.allowed, row.failed, row.inside) == (len(HOSTILE[label]), 0, 0, 0)
    assert row.plain or label == "other scheme"  # a plain client does get inside: the measure sees it


def test_benign_addresses_are_allowed() -> None:
    row = attack(HARMLESS)[BENIGN]
    assert (row.allowed, row.refused, row.failed, row.inside) == (len(HARMLESS), 0, 0, 0)
