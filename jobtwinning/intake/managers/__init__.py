"""The permission of the manager (REC-03, R-0.1): asked by link, told on paper, spoken, or somebody's own."""
