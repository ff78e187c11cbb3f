import ssl

import pytest

from longshore.server.certificates import Certificates, ensure
from longshore.server.tls import server_context


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Files as a first start makes them; tests leave them alone."""
    folder = tmp_path_factory.mktemp("tls")
    ensure(folder, [])
    return Certificates(folder)


@pytest.fixture
def serving(certificates: Certificates) -> ssl.SSLContext:
    return server_context(certificates.server, certificates.server_key)


@pytest.fixture
def trusting(certificates: Certificates) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificates.ca)
