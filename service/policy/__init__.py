"""Policy as data: packs, bundles, checks and scenarios. Reads files and judges them; changes no case and knows no page."""
