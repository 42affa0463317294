"""The domain: models and plain functions. Knows neither Flask nor the index."""
