"""An invented network to try Causeway with: its texts as data, and what loads them."""
