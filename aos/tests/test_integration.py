"""The main function app, from request to answer."""

import pytest


def test_health_waits_for_the_settings(main_app, monkeypatch):
    for name in main_app.NEEDED_SETTINGS:
        monkeypatch.delenv(name, raising=False)
    status_code, body = main_app.health_body()
    assert (status_code, body["status"]) == (503, "initializing")
    assert body["missing_settings"] == list(main_app.NEEDED_SETTINGS)


def test_health_is_healthy_with_all_settings(main_app, monkeypatch):
    for name in main_app.NEEDED_SETTINGS:
        monkeypatch.setenv(name, "set")
    status_code, body = main_app.health_body()
    assert (status_code, body["status"]) == (200, "healthy")


def test_status_tells_version_and_environment(main_app, monkeypatch):
    monkeypatch.setenv("AOS_ENVIRONMENT", "staging")
    body = main_app.status_body()
    assert body["environment"] == "staging"
    assert body["version"] == main_app.VERSION


def test_a_request_to_an_unknown_agent_is_refused(main_app):
    with pytest.raises(ValueError, match="Unknown agent 'coo'"):
        main_app.answer({"agent_id": "coo"})


def test_a_request_is_answered_for_its_agent(main_app):
    assert main_app.answer({"agent_id": "CEO", "request_id": "1"})["agent_id"] == "ceo"
