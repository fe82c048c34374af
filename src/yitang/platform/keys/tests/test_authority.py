"""Certificates of a local authority, held against a real TLS client (OpenSSL by ``ssl``) that trusts that authority and nothing else."""

import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from yitang.platform.keys.authority import certificate, certified_by, issue, new_authority
from yitang.platform.keys.errors import CertificateWrong

NOW = datetime.now(UTC).replace(microsecond=0)
OFFICE = ("hall.lan", "10.20.0.0/16", "127.0.0.0/8")


def shaken(folder: Path, key: bytes, chain: bytes, authority: bytes, name: str, most: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> str:
    """Shake hands with a server that has this certificate, called by this name. Returns: nothing, or why the client would not."""
    for file, content in (("key", key), ("chain", chain), ("authority", authority)):
        (folder / file).write_bytes(content)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "chain", folder / "key")
    asking = ssl.create_default_context(cafile=str(folder / "authority"))
    asking.maximum_version = most
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            serving.wrap_socket(ours, server_side=True).close()
        except (ssl.SSLError, OSError):
            ours.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        with asking.wrap_socket(theirs, server_hostname=name) as connection:
            connection.version()
        return ""
    except ssl.SSLCertVerificationError as fault:
        return fault.verify_message
    finally:
        theirs.close()
        server.join()


def test_a_client_that_trusts_the_authority_knows_each_named_server_and_no_other(tmp_path: Path) -> None:
    key, authority = new_authority("测试车管所", OFFICE, 3650, NOW)
    server_key, chain = issue(key, authority, ["hall.lan", "yitang.hall.lan", "10.20.0.9", "127.0.0.1"], 365, NOW)
    for name in ("hall.lan", "yitang.hall.lan", "10.20.0.9", "127.0.0.1"):
        assert shaken(tmp_path, server_key, chain, authority, name) == ""
    assert shaken(tmp_path, server_key, chain, authority, "hall.lan", ssl.TLSVersion.TLSv1_2) == ""
    assert "not valid for 'bank.example'" in shaken(tmp_path, server_key, chain, authority, "bank.example")
    _, stranger = new_authority("测试车管所", OFFICE, 3650, NOW)
    assert "self-signed certificate" in shaken(tmp_path, server_key, chain, stranger, "hall.lan")
    assert certified_by(chain, authority)
    assert not certified_by(chain, stranger)


@pytest.mark.parametrize("guard", [False, True])
def test_with_a_stolen_key_of_the_authority_no_other_site_can_be_played(tmp_path: Path, guard: bool) -> None:
    """The guard is the constraint within the authority's own certificate: without it a client believes whatever its key signs."""
    key, authority = new_authority("测试车管所", OFFICE, 3650, NOW)
    signer = serialization.load_pem_private_key(key, None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    above = x509.load_pem_x509_certificate(authority)
    if not guard:
        plain = x509.CertificateBuilder().subject_name(above.subject).issuer_name(above.subject).public_key(signer.public_key())
        plain = plain.serial_number(5).not_valid_before(NOW - timedelta(hours=1)).not_valid_after(NOW + timedelta(days=9))
        made = plain.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(signer, hashes.SHA256())
        authority = made.public_bytes(serialization.Encoding.PEM)
    for name in (x509.DNSName("bank.example"), x509.IPAddress(ipaddress.ip_address("192.0.2.1"))):
        own = ec.generate_private_key(ec.SECP256R1())
        forged = x509.CertificateBuilder().subject_name(x509.Name([])).issuer_name(above.subject).public_key(own.public_key()).serial_number(7)
        forged = forged.not_valid_before(NOW - timedelta(hours=1)).not_valid_after(NOW + timedelta(days=9))
        signed = forged.add_extension(x509.SubjectAlternativeName([name]), critical=True).sign(signer, hashes.SHA256())
        pems = own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        said = shaken(tmp_path, pems, signed.public_bytes(serialization.Encoding.PEM) + authority, authority, str(name.value))
        assert said == ("permitted subtree violation" if guard else "")


def test_without_networks_no_address_and_without_hosts_no_name_is_certified() -> None:
    for permitted, wanted in ((("hall.lan",), "10.20.0.9"), (("10.20.0.0/16",), "hall.lan"), (("10.20.0.0/16",), "10.21.0.1"), (("hall.lan",), "lan")):
        key, authority = new_authority("测试", permitted, 30, NOW)
        with pytest.raises(CertificateWrong, match="may not certify"):
            issue(key, authority, [wanted], 30, NOW)
    constraints = x509.load_pem_x509_certificate(new_authority("测试", ["hall.lan"], 30, NOW)[1]).extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert [str(one.value) for one in constraints.value.excluded_subtrees or []] == ["0.0.0.0/0", "::/0"]


def test_what_cannot_be_made_is_refused_by_name() -> None:
    key, authority = new_authority("测试", OFFICE, 30, NOW, "a passphrase")
    other = new_authority("测试", OFFICE, 30, NOW)
    assert issue(key, authority, ["hall.lan"], 365, NOW, "a passphrase")
    for words, do in (
        ("does not open", lambda: issue(key, authority, ["hall.lan"], 30, NOW)),
        ("does not open", lambda: issue(key, authority, ["hall.lan"], 30, NOW, "wrong")),
        ("do not belong together", lambda: issue(other[0], authority, ["hall.lan"], 30, NOW)),
        ("the authority ended", lambda: issue(*other, ["hall.lan"], 30, NOW + timedelta(days=31))),
        ("no host or address", lambda: issue(*other, [], 30, NOW)),
        ("neither a host", lambda: issue(*other, ["*.hall.lan"], 30, NOW)),
        ("neither a host", lambda: new_authority("测试", ["not a host"], 30, NOW)),
        ("no host or network", lambda: new_authority("测试", [], 30, NOW)),
        ("no certificate", lambda: certificate(b"nothing")),
    ):
        with pytest.raises(CertificateWrong, match=words):
            do()


def test_what_a_certificate_says_and_no_server_outlives_its_authority() -> None:
    key, authority = new_authority("测试车管所", OFFICE, 100, NOW)
    _, chain = issue(key, authority, ["hall.lan", "10.20.0.9"], 365, NOW)
    said, above = certificate(chain), certificate(authority)
    assert (said.names, said.issuer, said.from_at) == (("hall.lan", "10.20.0.9"), "测试车管所", NOW - timedelta(hours=1))
    assert said.until == above.until == NOW + timedelta(days=100)
    assert above.names == OFFICE
    assert len(above.fingerprint.split(":")) == 32
