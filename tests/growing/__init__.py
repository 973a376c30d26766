"""An app that exists in one test only: it shows what a migration that is killed half-way does to its rows."""
