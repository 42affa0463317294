"""Being told: notices in the app, and the mail that goes out after the commit."""
