"""One file that holds the whole platform at one moment, and the way back (docs/backup.md)."""
