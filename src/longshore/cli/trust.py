"""`longshore trust`: how each language comes to trust a data folder's certificate authority."""

import json
from pathlib import Path
from string import Template
from typing import Annotated, Any

import typer

from longshore.cli.connection import READY_FILE
from longshore.cli.exits import Exit, fail
from longshore.server.certificates import Certificates
from longshore.server.datafolder import TLS_FOLDER
from longshore.server.http1 import WEBSOCKET_PATH
from longshore.server.run import DEFAULT_PORT, DEFAULT_TLS_PORT

Data = Annotated[Path, typer.Option(help="The data folder of a broker, running or not.")]
AsJson = Annotated[bool, typer.Option("--json", help="Paths, ports and addresses only.")]

# How each SDK takes an address of its own and a private authority: [sdk] azure-servicebus 7.15 source;
# [sdk] Azure.Messaging.ServiceBus 7.19 changelog; [docs] of Node, Go, Java and requests.
_ADVICE = Template("""\
The certificate authority of this broker, which only your clients need to trust:
  $ca_file

A connection string for TLS (the one without --tls means plain AMQP):
  longshore connection --tls

Python (azure-servicebus, also azure.servicebus.aio)
  ServiceBusClient.from_connection_string(
      connection_string,
      custom_endpoint_address="sb://$host:$tls_port",
      transport_type=TransportType.Amqp,  # or AmqpOverWebsocket: with websocket-client, in asyncio aiohttp
      connection_verify="$ca_file",
  )

Node (@azure/service-bus)
  NODE_EXTRA_CA_CERTS="$ca_file" node app.js
  new ServiceBusClient(connectionString)  // for WebSocket: { webSocketOptions: { webSocket: WebSocket } }

.NET (Azure.Messaging.ServiceBus)
  SSL_CERT_FILE="$ca_file" dotnet run
  new ServiceBusClientOptions { CustomEndpointAddress = new Uri("sb://$host:$tls_port") }
  Where SSL_CERT_FILE is not read (Windows, macOS), set CertificateValidationCallback, from 7.19.0 on.

Java (azure-messaging-servicebus)
  keytool -importcert -noprompt -alias longshore -file "$ca_file" \\
      -keystore longshore.p12 -storetype PKCS12 -storepass changeit
  java -Djavax.net.ssl.trustStore=longshore.p12 -Djavax.net.ssl.trustStorePassword=changeit ...
  It uses ports 5671 and, for WebSocket, 443, unless customEndpointAddress says otherwise.

Go (azservicebus)
  SSL_CERT_FILE="$ca_file" go run .
  Where SSL_CERT_FILE is not read (Windows, macOS), set ClientOptions.TLSConfig.

curl, az and everything built on requests
  curl --cacert "$ca_file" https://$host:$tls_port/healthz
  REQUESTS_CA_BUNDLE="$ca_file" az ...

AMQP over WebSocket is at
  $websocket_url
""")


def trust(data: Data = Path(".longshore"), as_json: AsJson = False) -> None:
    """Print how clients in each language trust a broker's certificates and reach it over TLS."""
    ca_file = Certificates(data.resolve() / TLS_FOLDER).ca
    if not ca_file.exists():
        fail(
            Exit.REFUSED,
            f"{data} has no certificate authority yet; start a broker: longshore up --data {data}",
        )
    facts = _facts(data, ca_file)
    if as_json:
        print(json.dumps(facts, indent=2))
        return
    print(_ADVICE.substitute(facts), end="")
    if not facts["running"]:
        print(f"\nNo broker runs on {data} now; these are the default ports.")


def _facts(data: Path, ca_file: Path) -> dict[str, Any]:
    """Return where the broker is, or would be if it were started without options."""
    ready_file = data / READY_FILE
    running = ready_file.exists()
    namespace = {"host": "127.0.0.1", "port": DEFAULT_PORT, "tls_port": DEFAULT_TLS_PORT}
    if running:
        namespace = json.loads(ready_file.read_text())["namespaces"][0]
    host, port, tls_port = (namespace[key] for key in ("host", "port", "tls_port"))
    return {
        "running": running,
        "ca_file": str(ca_file),
        "host": host,
        "port": port,
        "tls_port": tls_port,
        "websocket_url": f"wss://{host}:{tls_port}{WEBSOCKET_PATH}",
    }
