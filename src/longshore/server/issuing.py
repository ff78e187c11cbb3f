"""Makes the certificate authority and the server's certificate: EC P-256, as every TLS library accepts it.

The extensions are those that [RFC 5280 4.2] asks for and strict verifiers check: OpenSSL 3 with
X509_V_FLAG_X509_STRICT, which is Python's default from 3.13 on, Java and Node.
"""

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from longshore.server.certificates import RENEW_BEFORE, Certificates
from longshore.server.datafolder import write_whole

CA_LIFE: Final = timedelta(days=3_652)
SERVER_LIFE: Final = timedelta(days=397)
"""The longest that browsers and Apple's platforms accept: CA/Browser Forum baseline requirements."""

SLACK: Final = timedelta(hours=1)
"""How far back validity begins, for clocks that differ."""


class Authority(NamedTuple):
    """A certificate authority."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def issue(files: Certificates, names: list[str]) -> None:
    """Write a server's certificate for these names, and an authority before it if there is no good one."""
    files.folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    authority = _stored_authority(files, now)
    if authority is None:
        authority = _new_authority(now)
        _write_key(files.ca_key, authority.key)
        _write_certificate(files.ca, authority.certificate)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _server_certificate(authority, key.public_key(), names, now)
    _write_key(files.server_key, key)
    _write_certificate(files.server, certificate)


def _stored_authority(files: Certificates, now: datetime) -> Authority | None:
    """Return the authority on file, None if there is none that can still sign."""
    try:
        certificate = x509.load_pem_x509_certificate(files.ca.read_bytes())
        key = serialization.load_pem_private_key(files.ca_key.read_bytes(), password=None)
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        return None
    if certificate.not_valid_after_utc - now < 2 * RENEW_BEFORE:  # what it signs must outlive a renewal
        return None
    return Authority(certificate, key)


def _new_authority(now: datetime) -> Authority:
    """Make an authority. Its name is its own: a machine may come to trust several of ours."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Longshore local CA {os.urandom(4).hex()}")
    certificate = (
        _builder(name, name, key.public_key(), now, now + CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(_key_identifier(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def _server_certificate(
    authority: Authority, key: ec.EllipticCurvePublicKey, names: list[str], now: datetime
) -> x509.Certificate:
    until = min(now - SLACK + SERVER_LIFE, authority.certificate.not_valid_after_utc)
    signer = _key_identifier(authority.key.public_key())
    return (
        _builder(_name("Longshore"), authority.certificate.subject, key, now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(_key_identifier(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(signer), critical=False)
        .sign(authority.key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLACK)
        .not_valid_after(until)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_identifier(key: ec.EllipticCurvePublicKey) -> x509.SubjectKeyIdentifier:
    return x509.SubjectKeyIdentifier.from_public_key(key)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """An authority signs certificates; a server signs handshakes."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_whole(path, text.decode(), mode=0o600)


def _write_certificate(path: Path, certificate: x509.Certificate) -> None:
    write_whole(path, certificate.public_bytes(serialization.Encoding.PEM).decode(), mode=0o644)
