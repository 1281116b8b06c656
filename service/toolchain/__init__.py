"""The bpmn.io JavaScript tools in an embedded V8. Knows nothing of procedures; the only room that knows mini-racer."""
