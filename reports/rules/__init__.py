"""Answers: who may, what is doubtful, what became of a remark. Nothing here writes."""
