"""The design drawings' own people in our pages, so that the two can be laid side by side."""
