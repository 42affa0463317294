"""Peer groups: five or six people of different countries and organizations who learn from each other."""
