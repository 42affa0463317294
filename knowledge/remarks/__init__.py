"""What readers say under a note: thanks, questions and answers; and what is reported of them to the coordinators."""
