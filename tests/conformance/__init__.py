"""Runs published test suites that nobody here wrote: BPMN's interchange models and DMN's compatibility cases."""
