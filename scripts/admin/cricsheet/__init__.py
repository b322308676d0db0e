"""Reads Cricsheet's match files (https://cricsheet.org, ODC Attribution License) into our log."""
