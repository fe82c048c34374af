"""A local certificate authority for the LAN of a hall, and certificates of servers by it (X.509, RFC 5280; ECDSA on P-256).

Whoever trusts an authority trusts it for every name, unless it says itself for which: the authority's certificate names the hosts and networks of
the office as its name constraints (RFC 5280 §4.2.1.10, critical), so that its key, if stolen, is good for no other site. It makes no further
authorities and certifies TLS servers alone.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yitang.platform.keys.errors import CertificateWrong

# Clocks of kiosks and phones are a little behind: a certificate made just now counts for them too.
BEFORE = timedelta(hours=1)
EVERYTHING = ("0.0.0.0/0", "::/0")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says: for which names, from when to when (UTC), by whom; its SHA-256 fingerprint as people compare it."""

    names: tuple[str, ...]
    from_at: datetime
    until: datetime
    issuer: str
    fingerprint: str


def new_authority(name: str, permitted: Sequence[str], days: int, now: datetime, passphrase: str = "") -> tuple[bytes, bytes]:
    """Make an authority for these hosts and networks alone, for so many days. ``passphrase``: closes its key; nothing for none.

    Returns: its private key and its certificate, both PEM. Raises: CertificateWrong without a host or network, or for what is neither.
    """
    if not permitted or not name.strip():
        raise CertificateWrong("没有主机名或网段 / no host or network is named")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name.strip()[:64])])
    constraints = _constraints([_network_or_host(one) for one in permitted])
    made = (
        _begun(subject, subject, key.public_key(), now, days)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(constraints, critical=True)
        .sign(key, hashes.SHA256())
    )
    return _key_pem(key, passphrase), made.public_bytes(serialization.Encoding.PEM)


def issue(authority_key: bytes, authority: bytes, names: Sequence[str], days: int, now: datetime, passphrase: str = "") -> tuple[bytes, bytes]:
    """Make a server's certificate for these hosts and addresses, never longer than its authority lasts.

    Returns: the server's private key (PKCS#8) and its certificate followed by the authority's, both PEM.

    Raises: CertificateWrong: a name that the authority may not certify, a wrong passphrase, a key that is another's, an authority that is over.
    """
    above = _load(authority)
    signer = _private(authority_key, passphrase)
    if signer.public_key() != above.public_key():
        raise CertificateWrong("密钥和证书不是一对 / key and certificate of the authority do not belong together")
    ends = above.not_valid_after_utc
    if ends <= now:
        raise CertificateWrong(f"证书机构 {ends:%Y-%m-%d} 已到期 / the authority ended on that day")
    found = [_address_or_host(one) for one in names]
    if not found:
        raise CertificateWrong("没有主机名或地址 / no host or address is named")
    for one in found:
        if not _within(one, above):
            raise CertificateWrong(f"证书机构不许给 {one} 发证 / the authority may not certify {one}")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(found[0])[:64])])
    made = (
        _begun(subject, above.subject, key.public_key(), now, min(days, max(1, (ends - now).days)))
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in found]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    return _key_pem(key, ""), made.public_bytes(serialization.Encoding.PEM) + above.public_bytes(serialization.Encoding.PEM)


def certificate(pem: bytes) -> Certificate:
    """What the first certificate of a file says; of an authority the names that it may certify.

    Raises: CertificateWrong.
    """
    found = _load(pem)
    try:
        names = tuple(str(one.value) for one in found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        names = tuple(str(one) for one in _permitted(found))
    raw = found.fingerprint(hashes.SHA256()).hex().upper()
    issuer = ", ".join(str(one.value) for one in found.issuer)
    return Certificate(names, found.not_valid_before_utc, found.not_valid_after_utc, issuer, ":".join(raw[n : n + 2] for n in range(0, len(raw), 2)))


def certified_by(pem: bytes, authority: bytes) -> bool:
    """Whether the first certificate of a file was signed by this authority."""
    try:
        _load(pem).verify_directly_issued_by(_load(authority))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _begun(subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        key_cert_sign=signs, crl_sign=signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _constraints(permitted: Sequence[Network | str]) -> x509.NameConstraints:
    """A kind of name that is not mentioned is not limited (RFC 5280), so what has no entry is excluded whole."""
    hosts = [one for one in permitted if isinstance(one, str)]
    networks = [one for one in permitted if not isinstance(one, str)]
    excluded: list[x509.GeneralName] = []
    if not hosts:
        excluded.append(x509.DNSName(""))
    if not networks:
        excluded += [x509.IPAddress(ipaddress.ip_network(one)) for one in EVERYTHING]
    allowed = [*(x509.DNSName(one) for one in hosts), *(x509.IPAddress(one) for one in networks)]
    return x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=excluded or None)


def _permitted(found: x509.Certificate) -> list[Network | str]:
    try:
        constraints = found.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return []
    names: list[Network | str] = []
    for one in constraints.permitted_subtrees or []:
        if isinstance(one, x509.DNSName) or (isinstance(one, x509.IPAddress) and isinstance(one.value, Network)):
            names.append(one.value)  # type: ignore[arg-type]
    return names


def _within(name: Address | str, authority: x509.Certificate) -> bool:
    for one in _permitted(authority):
        if isinstance(name, str) and isinstance(one, str) and (name == one or name.endswith(f".{one}")):
            return True
        if not isinstance(name, str) and not isinstance(one, str) and name in one:
            return True
    return False


def _network_or_host(text: str) -> Network | str:
    try:
        return ipaddress.ip_network(text.strip())
    except ValueError:
        return _host(text)


def _address_or_host(text: str) -> Address | str:
    try:
        return ipaddress.ip_address(text.strip())
    except ValueError:
        return _host(text)


def _host(text: str) -> str:
    """A name of a host in its one form; a name for many (``*``) is none."""
    host = text.strip().lower().rstrip(".")
    parts = host.split(".")
    fits = all(part and len(part) <= 63 and part.isascii() and part.replace("-", "a").isalnum() and part[0] != "-" != part[-1] for part in parts)
    if not fits or len(host) > 253 or all(part.isdecimal() for part in parts):
        raise CertificateWrong(f"{text} 不是主机名、地址或网段 / is neither a host, an address nor a network")
    return host


def _general(name: Address | str) -> x509.GeneralName:
    return x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(name)


def _key_pem(key: ec.EllipticCurvePrivateKey, passphrase: str) -> bytes:
    closed = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, closed)


def _private(pem: bytes, passphrase: str) -> ec.EllipticCurvePrivateKey:
    try:
        found = serialization.load_pem_private_key(pem, passphrase.encode() or None)
    except (ValueError, TypeError) as fault:
        raise CertificateWrong("密钥打不开，口令不对或不是密钥 / the key does not open: wrong passphrase, or no key") from fault
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise CertificateWrong("密钥不是本程序做的 / the key is not one of ours")
    return found


def _load(pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError as fault:
        raise CertificateWrong("不是证书 / no certificate") from fault
