"""What stands in the certificates, clause by clause."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from longshore.server.certificates import Certificates
from longshore.server.issuing import _new_authority, _server_certificate


@pytest.fixture(scope="module")
def ca(certificates: Certificates) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificates.ca.read_bytes())


@pytest.fixture(scope="module")
def server(certificates: Certificates) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificates.server.read_bytes())


def life(certificate: x509.Certificate) -> timedelta:
    return certificate.not_valid_after_utc - certificate.not_valid_before_utc


def test_both_keys_are_of_curve_p_256(ca: x509.Certificate, server: x509.Certificate) -> None:
    for certificate in (ca, server):
        key = certificate.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert key.curve.name == "secp256r1"


def test_the_authority_lives_ten_years_and_the_server_no_longer_than_clients_accept(
    ca: x509.Certificate, server: x509.Certificate
) -> None:
    assert life(ca) > timedelta(days=3_651)
    assert life(server) == timedelta(days=397)


def test_the_authority_may_sign_servers_and_nothing_else(ca: x509.Certificate) -> None:
    constraints = ca.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = ca.extensions.get_extension_for_class(x509.KeyUsage)
    assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (True, True, 0)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.digital_signature) == (True, True, False)


def test_the_server_is_a_server_and_no_authority(server: x509.Certificate) -> None:
    constraints = server.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = server.extensions.get_extension_for_class(x509.KeyUsage)
    purposes = server.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert (constraints.critical, constraints.value.ca) == (True, False)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.digital_signature) == (True, False, True)
    assert list(purposes.value) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_the_server_names_the_key_that_signed_it(ca: x509.Certificate, server: x509.Certificate) -> None:
    signer = server.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    key = ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert signer.key_identifier == key.digest
    server.verify_directly_issued_by(ca)


def test_addresses_and_names_are_named_as_what_they_are(server: x509.Certificate) -> None:
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in names.get_values_for_type(x509.DNSName)
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]


def test_two_authorities_have_different_names() -> None:
    now = datetime.now(UTC)
    assert _new_authority(now).certificate.subject != _new_authority(now).certificate.subject


def test_a_server_does_not_outlive_its_authority() -> None:
    authority = _new_authority(datetime.now(UTC) - timedelta(days=3_500))
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    server = _server_certificate(authority, key, ["localhost"], datetime.now(UTC))
    assert server.not_valid_after_utc == authority.certificate.not_valid_after_utc
