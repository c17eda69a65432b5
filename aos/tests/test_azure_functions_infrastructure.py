"""Host files, and the functions that each app declares."""

import json
import re

import pytest

EXPECTED = {
    ".": ["health", "status", "agents", "process_aos_request", "maintenance", "startup"],
    "azure_functions/MCPServers": [
        "StartupTrigger", "MCPRequestHandler", "MCPServerCommandHandler", "HealthCheck", "GetServerStatus", "ListServers",
    ],
    "azure_functions/RealmOfAgents": [
        "StartupTrigger", "AgentEventHandler", "AgentCommandHandler", "HealthCheck", "GetAgentStatus",
    ],
}


@pytest.mark.parametrize("folder", EXPECTED)
def test_declares_its_functions(root, folder):
    text = (root / folder / "function_app.py").read_text(encoding="utf-8")
    assert re.findall(r'function_name\(name="([^"]+)"\)', text) == EXPECTED[folder]


@pytest.mark.parametrize("folder", EXPECTED)
def test_runs_on_functions_v4(root, folder):
    host = json.loads((root / folder / "host.json").read_text(encoding="utf-8"))
    assert host["version"] == "2.0"
    assert host["extensionBundle"]["version"].startswith("[4.")
