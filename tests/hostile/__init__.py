"""Documents that the security rules accept and that nobody expected, fed to the functions."""
