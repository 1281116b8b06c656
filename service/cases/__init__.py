"""What commands and queries share about cases: the version a case runs on, the facts its expressions see, the people its forms name."""
