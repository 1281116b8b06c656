"""Policy as invariants: written in ``invariants.toml``, proved on the diagram, held while cases run."""
