"""Main function app: takes requests from the queue, answers on another one, and tells how it is."""

import json
import logging
import os
from datetime import datetime, timezone

import azure.functions as func

VERSION = "3.0.0"
REQUEST_QUEUE = "aos-requests"
RESPONSE_QUEUE = "businessinfinity-responses"
BUS_CONNECTION = "AzureServiceBusConnectionString"
NEEDED_SETTINGS = ("AZURE_SERVICEBUS_CONNECTION_STRING", "AZURE_STORAGE_CONNECTION_STRING")
AGENT_IDS = ("ceo", "cfo", "cto", "cmo")

app = func.FunctionApp()
log = logging.getLogger("aos.main")


def now() -> str:
    """Current time in UTC, ISO 8601."""
    return datetime.now(timezone.utc).isoformat()


def missing_settings() -> list[str]:
    """Names of the settings without which no request can be handled."""
    return [name for name in NEEDED_SETTINGS if not os.environ.get(name)]


def stage() -> str:
    """Stage of this environment. AOS_ENVIRONMENT wins over the name that the template sets."""
    return os.environ.get("AOS_ENVIRONMENT") or os.environ.get("APP_ENVIRONMENT") or "unknown"


def health_body() -> tuple[int, dict]:
    """HTTP status and body of the health endpoint: 503 until every needed setting is there."""
    missing = missing_settings()
    body = {
        "status": "initializing" if missing else "healthy",
        "service": "AgentOperatingSystem",
        "version": VERSION,
        "timestamp": now(),
    }
    if missing:
        body["missing_settings"] = missing
    return (503 if missing else 200), body


def status_body() -> dict:
    """Body of the status endpoint."""
    return {
        "service": "AgentOperatingSystem",
        "status": "operational",
        "version": VERSION,
        "environment": stage(),
        "timestamp": now(),
        "components": {
            "service_bus": bool(os.environ.get("AZURE_SERVICEBUS_CONNECTION_STRING")),
            "storage": bool(os.environ.get("AZURE_STORAGE_CONNECTION_STRING")),
            "monitoring": bool(os.environ.get("APPLICATIONINSIGHTS_CONNECTION_STRING")),
        },
    }


def answer(request: dict) -> dict:
    """Answers one request. Raises ValueError when it names no known agent."""
    agent_id = str(request.get("agent_id", "")).lower()
    if agent_id not in AGENT_IDS:
        raise ValueError(f"Unknown agent '{agent_id}'. Known: {', '.join(AGENT_IDS)}.")
    return {
        "request_id": request.get("request_id"),
        "agent_id": agent_id,
        "accepted": True,
        "timestamp": now(),
    }


def respond(body: dict, status_code: int = 200) -> func.HttpResponse:
    """A JSON response."""
    return func.HttpResponse(json.dumps(body), status_code=status_code, mimetype="application/json")


@app.function_name(name="health")
@app.route(route="health", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def health(req: func.HttpRequest) -> func.HttpResponse:
    """GET /api/health"""
    status_code, body = health_body()
    return respond(body, status_code)


@app.function_name(name="status")
@app.route(route="status", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def status(req: func.HttpRequest) -> func.HttpResponse:
    """GET /api/status"""
    return respond(status_body())


@app.function_name(name="agents")
@app.route(route="agents", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def agents(req: func.HttpRequest) -> func.HttpResponse:
    """GET /api/agents"""
    return respond({"agents": list(AGENT_IDS), "count": len(AGENT_IDS)})


@app.function_name(name="process_aos_request")
@app.service_bus_queue_trigger(arg_name="message", queue_name=REQUEST_QUEUE, connection=BUS_CONNECTION)
@app.service_bus_queue_output(arg_name="reply", queue_name=RESPONSE_QUEUE, connection=BUS_CONNECTION)
def process_aos_request(message: func.ServiceBusMessage, reply: func.Out[str]) -> None:
    """A request that cannot be read is raised, so that Service Bus retries it and then dead-letters it."""
    request = json.loads(message.get_body().decode("utf-8"))
    reply.set(json.dumps(answer(request)))
    log.info("Answered request %s", request.get("request_id"))


@app.function_name(name="maintenance")
@app.timer_trigger(arg_name="timer", schedule="0 0 3 * * *", run_on_startup=False)
def maintenance(timer: func.TimerRequest) -> None:
    """Once a night: says whether anything is missing."""
    missing = missing_settings()
    if missing:
        log.error("Settings are missing: %s", ", ".join(missing))
    else:
        log.info("Nothing to repair.")


@app.function_name(name="startup")
@app.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", run_on_startup=True)
def startup(timer: func.TimerRequest) -> None:
    """Tells in the log which version serves which stage."""
    log.info("AgentOperatingSystem %s serves %s", VERSION, stage())
