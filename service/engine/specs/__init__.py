"""Flow nodes by kind: what a token does at each."""
