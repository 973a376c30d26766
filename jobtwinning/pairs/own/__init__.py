"""Two people who found each other begin by themselves, and a coordinator may adopt them (REC-09)."""
