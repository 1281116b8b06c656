"""The tables' history, packaged with the product: ``Database.migrate`` needs no file outside it."""
