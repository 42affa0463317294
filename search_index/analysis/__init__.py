"""From text in any language to index terms, the same for notes, queries and highlights. Knows nothing of any engine."""
