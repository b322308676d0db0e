"""Prints the AsyncAPI document."""

import sys

from scrbrd_gateway.sockets.asyncapi import document_text

sys.stdout.write(document_text())
