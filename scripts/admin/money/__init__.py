"""What matches cost: measured counts, list prices, bills, and how near documents are to limits."""
