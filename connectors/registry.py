"""Every operation by name, checked when the process starts: a duplicate or half-made operation stops it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from connectors.protocol import Connector, Operation


class BadRegistry(Exception):
    """The connectors contradict one another; the message says which."""


def operations_of(connectors: Iterable[Connector]) -> Mapping[str, Operation]:
    """Return the operations of all connectors by name.

    Raises: BadRegistry when a name is given twice, does not begin with its connector's, or has not exactly one way to run.
    """
    found: dict[str, Operation] = {}
    for connector in connectors:
        for operation in connector.operations():
            if operation.name in found:
                raise BadRegistry(f"Two connectors offer {operation.name}")
            if not operation.name.startswith(f"{connector.name}."):
                raise BadRegistry(
                    f"{operation.name} is offered by the connector {connector.name}, whose name it does not begin with"
                )
            if (operation.run is None) == (operation.run_in_case is None):
                raise BadRegistry(f"{operation.name} must run either outside or inside the transaction of the case")
            found[operation.name] = operation
    return found
