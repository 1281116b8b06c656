"""The dialect: BPMN 2.0 with the Camunda 8 extension elements. Reads diagrams; refuses what the engine does not execute."""
