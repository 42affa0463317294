"""Documents that become notes: what a Word or Markdown file says, section by section."""
