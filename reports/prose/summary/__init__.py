"""What many rows come to, as official sentences."""
