"""Who may do what: permissions as a table of one-line predicates, separation of duties, need to know. What it judges is handed to it."""
