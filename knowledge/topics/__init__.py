"""Topics: SKOS concepts with labels in many languages, their hierarchy, and who curates them."""
