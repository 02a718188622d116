"""From items to mentions: each distinct content is read once, into one Parquet file of the case's work folder."""
