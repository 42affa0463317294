"""The index: language analysis, one interface, the engine behind it, draining and rebuilding. It is disposable."""
