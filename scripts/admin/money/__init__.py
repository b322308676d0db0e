"""Estimates the cost of matches: measured counts, list prices, costs, and document limits."""
