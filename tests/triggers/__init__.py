"""Tests of the deployed functions, called with the CloudEvents that Firebase sends."""
