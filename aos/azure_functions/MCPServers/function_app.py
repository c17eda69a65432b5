"""MCP servers function app: knows the registry of MCP servers and answers requests for them."""

import json
import logging
import os
import re
from datetime import datetime, timezone

import azure.functions as func
from azure.storage.blob import BlobServiceClient

REGISTRY_BLOB = "mcp_server_registry.json"
BUS_CONNECTION = "AZURE_SERVICE_BUS_CONNECTION_STRING"
PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9_-]+)\}")

app = func.FunctionApp()
log = logging.getLogger("aos.mcp")


class Registry:
    """MCP servers as the registry blob declares them, read once and again on command."""

    def __init__(self) -> None:
        self.servers: dict[str, dict] = {}
        self.loaded_at: str | None = None

    def load(self, text: str) -> None:
        """Takes the servers of a registry document. Raises ValueError, and keeps the old ones, when it is unsound."""
        servers = {}
        for server in json.loads(text).get("servers", []):
            for field in ("server_id", "server_name"):
                if not server.get(field):
                    raise ValueError(f"A server of {REGISTRY_BLOB} has no {field}.")
            servers[server["server_id"]] = server
        self.servers = servers
        self.loaded_at = datetime.now(timezone.utc).isoformat()

    def active_ids(self) -> list[str]:
        """IDs of the servers that are switched on, sorted."""
        return sorted(key for key, server in self.servers.items() if server.get("enabled", True))


registry = Registry()


def read_registry() -> str:
    """Text of the registry blob."""
    client = BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    container = os.environ.get("MCP_REGISTRY_BLOB_CONTAINER", "mcp-registry")
    return client.get_blob_client(container, REGISTRY_BLOB).download_blob().readall().decode("utf-8")


def secret(name: str) -> str:
    """A secret of the vault; without a vault, or without such a secret, the environment variable of that name."""
    vault_url = os.environ.get("AZURE_KEY_VAULT_URL")
    if vault_url and "_" not in name:
        from azure.core.exceptions import ResourceNotFoundError
        from azure.identity import DefaultAzureCredential
        from azure.keyvault.secrets import SecretClient

        try:
            return SecretClient(vault_url, DefaultAzureCredential()).get_secret(name).value or ""
        except ResourceNotFoundError:
            log.warning("Secret %s is not in the vault.", name)
    return os.environ.get(name, "")


def resolve_env(env: dict[str, str], lookup=secret) -> dict[str, str]:
    """Replaces each ${NAME} in the values by what `lookup` gives for NAME."""
    return {key: PLACEHOLDER.sub(lambda match: lookup(match.group(1)), value) for key, value in env.items()}


def reload_registry() -> None:
    """Reads the registry again; a bad one is logged and changes nothing."""
    try:
        registry.load(read_registry())
    except ValueError as error:
        log.error("The registry is unsound: %s", error)


def health_body() -> dict:
    """Body of the health endpoint."""
    ids = registry.active_ids()
    return {"status": "healthy", "active_servers": len(ids), "server_ids": ids}


def handle(request: dict) -> dict:
    """Tells what a request would run: a server, one of its tools, and the names of its environment variables."""
    server = registry.servers.get(request.get("server_id", ""))
    if server is None:
        return {"request_id": request.get("request_id"), "error": "unknown_server"}
    return {
        "request_id": request.get("request_id"),
        "server_id": server["server_id"],
        "tool": request.get("tool"),
        "environment_names": sorted(resolve_env(server.get("env", {}))),
    }


def respond(body: dict, status_code: int = 200) -> func.HttpResponse:
    """A JSON response."""
    return func.HttpResponse(json.dumps(body), status_code=status_code, mimetype="application/json")


@app.function_name(name="StartupTrigger")
@app.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", run_on_startup=True)
def startup_trigger(timer: func.TimerRequest) -> None:
    """Loads the registry when it has not been loaded yet."""
    if registry.loaded_at is None:
        reload_registry()


@app.function_name(name="MCPRequestHandler")
@app.service_bus_topic_trigger(
    arg_name="message", topic_name="mcp-requests", subscription_name="mcp-servers", connection=BUS_CONNECTION
)
@app.service_bus_topic_output(arg_name="reply", topic_name="mcp-responses", connection=BUS_CONNECTION)
def mcp_request_handler(message: func.ServiceBusMessage, reply: func.Out[str]) -> None:
    """Answers a request for a tool."""
    reply.set(json.dumps(handle(json.loads(message.get_body().decode("utf-8")))))


@app.function_name(name="MCPServerCommandHandler")
@app.service_bus_queue_trigger(arg_name="message", queue_name="mcp-server-commands", connection=BUS_CONNECTION)
def mcp_server_command_handler(message: func.ServiceBusMessage) -> None:
    """Knows one command: reload_registry."""
    command = json.loads(message.get_body().decode("utf-8")).get("command")
    if command == "reload_registry":
        reload_registry()
    else:
        log.warning("Unknown command %s", command)


@app.function_name(name="HealthCheck")
@app.route(route="health", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def health_check(req: func.HttpRequest) -> func.HttpResponse:
    """GET /api/health"""
    return respond(health_body())


@app.function_name(name="GetServerStatus")
@app.route(route="servers/{server_id}", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def get_server_status(req: func.HttpRequest) -> func.HttpResponse:
    """GET /api/servers/{server_id}"""
    server = registry.servers.get(req.route_params.get("server_id", ""))
    if server is None:
        return respond({"error": "unknown_server"}, 404)
    return respond({"server_id": server["server_id"], "enabled": server.get("enabled", True)})


@app.function_name(name="ListServers")
@app.route(route="servers", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def list_servers(req: func.HttpRequest) -> func.HttpResponse:
    """GET /api/servers"""
    return respond({"servers": registry.active_ids(), "loaded_at": registry.loaded_at})
