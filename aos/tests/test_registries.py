"""The registries load, and agree with the single files."""

import json

import pytest


def names(folder):
    return sorted(path.stem for path in folder.glob("*.json"))


def test_realm_loads_the_agent_registry(root, realm_app):
    realm = realm_app.Realm()
    realm.load((root / "agent_registry.json").read_text(encoding="utf-8"))
    assert realm.active_ids() == names(root / "agents")
    assert realm.dispatch({"agent_ids": ["ceo", "nobody"]}) == ["ceo"]


def test_realm_keeps_its_agents_when_the_new_registry_is_unsound(root, realm_app):
    realm = realm_app.Realm()
    realm.load((root / "agent_registry.json").read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="unknown type LeadershipAgent"):
        realm.load(json.dumps({"agents": [{"agent_id": "x", "purpose": "p", "domain_knowledge": {"domain": "d"}, "agent_type": "LeadershipAgent"}]}))
    assert realm.active_ids() == names(root / "agents")


def test_mcp_app_loads_the_server_registry(root, mcp_app):
    registry = mcp_app.Registry()
    registry.load((root / "mcp_server_registry.json").read_text(encoding="utf-8"))
    assert registry.active_ids() == names(root / "mcp-servers")


def test_mcp_app_fills_in_secrets(mcp_app):
    resolved = mcp_app.resolve_env({"TOKEN": "Bearer ${GitHubPAT}"}, lookup=lambda name: f"<{name}>")
    assert resolved == {"TOKEN": "Bearer <GitHubPAT>"}
