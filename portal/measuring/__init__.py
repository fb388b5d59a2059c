"""The large world in which performance is measured: `manage.py bench_world`."""
