"""The answer page: figures, the matrix of reports, the letter to a silent head."""
