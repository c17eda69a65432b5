"""Makes the function apps importable: each has its own function_app.py, so they are loaded by path."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def load_app(folder: str):
    """The function_app module of a folder, under a name of its own."""
    path = ROOT / folder / "function_app.py"
    spec = importlib.util.spec_from_file_location(f"function_app_{folder.replace('/', '_')}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def main_app():
    return load_app(".")


@pytest.fixture
def mcp_app():
    pytest.importorskip("azure.storage.blob")
    return load_app("azure_functions/MCPServers")


@pytest.fixture
def realm_app():
    pytest.importorskip("azure.storage.blob")
    return load_app("azure_functions/RealmOfAgents")
