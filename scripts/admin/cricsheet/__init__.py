"""Converts Cricsheet's match files (https://cricsheet.org, ODC Attribution License) to our log."""
