"""Where SQL runs: the Backend seam, its DuckDB implementation, and pipelines of named stages."""
