"""The table of a programme: one engine, and a description of columns per kind of row (people, pairs)."""
