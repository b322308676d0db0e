"""What stands beside the deployed function in the bench; never deployed."""
