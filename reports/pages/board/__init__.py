"""The coordinator's quarter: who has reported, periods, the consolidated table."""
