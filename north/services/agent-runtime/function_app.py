"""Realm of Agents function app: holds the agents that the registry declares and hands them events."""

import json
import logging
import os
from datetime import datetime, timezone

import azure.functions as func
from azure.storage.blob import BlobServiceClient

REGISTRY_BLOB = "agent_registry.json"
BUS_CONNECTION = "AZURE_SERVICE_BUS_CONNECTION_STRING"
AGENT_TYPES = ("purpose_driven", "perpetual", "leadership")

app = func.FunctionApp()
log = logging.getLogger("aos.realm")


class Realm:
    """The agents, and how many events each of them has seen."""

    def __init__(self) -> None:
        self.agents: dict[str, dict] = {}
        self.events: dict[str, int] = {}
        self.loaded_at: str | None = None

    def load(self, text: str) -> None:
        """Takes the agents of a registry document. Raises ValueError, and keeps the old ones, when one is unsound."""
        agents = {}
        for agent in json.loads(text).get("agents", []):
            check_agent(agent)
            agents[agent["agent_id"]] = agent
        self.agents = agents
        self.loaded_at = datetime.now(timezone.utc).isoformat()

    def active_ids(self) -> list[str]:
        """IDs of the agents that are switched on, sorted."""
        return sorted(key for key, agent in self.agents.items() if agent.get("enabled", True))

    def dispatch(self, event: dict) -> list[str]:
        """Gives an event to the agents it names, or to all. Returns their IDs."""
        wanted = event.get("agent_ids") or self.active_ids()
        reached = [agent_id for agent_id in wanted if agent_id in self.active_ids()]
        for agent_id in reached:
            self.events[agent_id] = self.events.get(agent_id, 0) + 1
        return reached


def check_agent(agent: dict) -> None:
    """Raises ValueError when an agent lacks a field or has an unknown type."""
    for field in ("agent_id", "purpose", "domain_knowledge"):
        if not agent.get(field):
            raise ValueError(f"Agent {agent.get('agent_id', '?')} has no {field}.")
    if agent.get("agent_type", AGENT_TYPES[0]) not in AGENT_TYPES:
        raise ValueError(f"Agent {agent['agent_id']} has the unknown type {agent['agent_type']}.")


realm = Realm()


def read_registry() -> str:
    """Text of the registry blob."""
    client = BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    container = os.environ.get("AGENT_CONFIG_BLOB_CONTAINER", "agent-configs")
    return client.get_blob_client(container, REGISTRY_BLOB).download_blob().readall().decode("utf-8")


def reload_registry() -> None:
    """Reads the registry again; a bad one is logged and changes nothing."""
    try:
        realm.load(read_registry())
    except ValueError as error:
        log.error("The registry is unsound: %s", error)


def runtime() -> str:
    """Where agents think: in Azure AI Foundry unless USE_FOUNDRY_RUNTIME says otherwise."""
    return "foundry" if os.environ.get("USE_FOUNDRY_RUNTIME", "true").lower() == "true" else "local"


def health_body() -> dict:
    """Body of the health endpoint."""
    ids = realm.active_ids()
    return {"status": "healthy", "runtime": runtime(), "active_agents": len(ids), "agent_ids": ids}


def respond(body: dict, status_code: int = 200) -> func.HttpResponse:
    """A JSON response."""
    return func.HttpResponse(json.dumps(body), status_code=status_code, mimetype="application/json")


@app.function_name(name="StartupTrigger")
@app.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", run_on_startup=True)
def startup_trigger(timer: func.TimerRequest) -> None:
    """Loads the registry when it has not been loaded yet."""
    if realm.loaded_at is None:
        reload_registry()


@app.function_name(name="AgentEventHandler")
@app.service_bus_topic_trigger(
    arg_name="message", topic_name="agent-events", subscription_name="genesis-agents", connection=BUS_CONNECTION
)
def agent_event_handler(message: func.ServiceBusMessage) -> None:
    """Hands an event to the agents."""
    reached = realm.dispatch(json.loads(message.get_body().decode("utf-8")))
    log.info("Event reached %s", ", ".join(reached) or "nobody")


@app.function_name(name="AgentCommandHandler")
@app.service_bus_queue_trigger(arg_name="message", queue_name="agent-commands", connection=BUS_CONNECTION)
def agent_command_handler(message: func.ServiceBusMessage) -> None:
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


@app.function_name(name="GetAgentStatus")
@app.route(route="agents/{agent_id}", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def get_agent_status(req: func.HttpRequest) -> func.HttpResponse:
    """GET /api/agents/{agent_id}"""
    agent = realm.agents.get(req.route_params.get("agent_id", ""))
    if agent is None:
        return respond({"error": "unknown_agent"}, 404)
    return respond({"agent_id": agent["agent_id"], "events": realm.events.get(agent["agent_id"], 0)})
