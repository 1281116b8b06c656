"""Machine-made faults in the shipped procedures, and who finds them: random walks on the engine with monitors written by hand, and
the policy checker. Nothing here uses the checker's own reading of a procedure but the comparison itself."""
