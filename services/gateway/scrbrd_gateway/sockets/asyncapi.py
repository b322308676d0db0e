"""Builds the AsyncAPI 3 document of both sockets from the models of their messages.

`python -m scrbrd_gateway.sockets > docs/asyncapi.json` writes the committed copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from scrbrd_gateway.sockets.closes import CLOSES
from scrbrd_gateway.sockets.live_messages import LIVE_MESSAGES
from scrbrd_gateway.sockets.messages import ManyMessage
from scrbrd_gateway.sockets.requests import Auth, CloseRequest, Ping, Subscribe, Unsubscribe

LIVE_ADDRESS = "/api/v1/cricket/ws/matches/{matchId}/live"
MANY_ADDRESS = "/v1/ws"
LIVE_REQUESTS: tuple[type[BaseModel], ...] = (Auth, Ping, CloseRequest)
MANY_REQUESTS: tuple[type[BaseModel], ...] = (Auth, Subscribe, Unsubscribe, Ping, CloseRequest)
MANY_MESSAGES: tuple[type[BaseModel], ...] = get_args(ManyMessage)
ALL = tuple(dict.fromkeys((*LIVE_REQUESTS, *LIVE_MESSAGES, *MANY_REQUESTS, *MANY_MESSAGES)))
SCHEMAS = "#/components/schemas/{model}"


def asyncapi_document() -> dict[str, Any]:
    """Return the document as a dictionary."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "SCRBRD gateway: live matches over WebSockets",
            "version": "1.0.0",
            "description": "How to use it: docs/gateway-sockets.md. Close codes: `x-close-codes`.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "live": _channel(LIVE_ADDRESS, "One match.", (*LIVE_REQUESTS, *LIVE_MESSAGES))
            | {"parameters": {"matchId": {"description": "The match's id."}}},
            "many": _channel(MANY_ADDRESS, "Many matches.", (*MANY_REQUESTS, *MANY_MESSAGES)),
        },
        "operations": {
            "receiveOnLive": _operation("receive", "live", LIVE_REQUESTS),
            "sendOnLive": _operation("send", "live", LIVE_MESSAGES),
            "receiveOnMany": _operation("receive", "many", MANY_REQUESTS),
            "sendOnMany": _operation("send", "many", MANY_MESSAGES),
        },
        "components": _components(),
        "x-close-codes": [
            {
                "code": each.code,
                "reason": each.reason,
                "when": each.when,
                "reconnect": each.reconnect,
            }
            for each in CLOSES
        ],
    }


def _channel(address: str, title: str, models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    names = dict.fromkeys(each.__name__ for each in models)
    query = {"token": "the caller's ID token; preferably sent as sub-protocol or first message"}
    if address == LIVE_ADDRESS:
        query["after"] = "the cursor to resume after, or `start`"
    fields = {name: {"type": "string", "description": text} for name, text in query.items()}
    return {
        "address": address,
        "title": title,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "ws": {
                "bindingVersion": "0.1.0",
                "method": "GET",
                "query": {"type": "object", "properties": fields},
                "headers": {
                    "type": "object",
                    "properties": {
                        "Sec-WebSocket-Protocol": {
                            "type": "string",
                            "description": "scrbrd.v1, bearer.{token}",
                        }
                    },
                },
            }
        },
    }


def _operation(action: str, channel: str, models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    pointer = f"#/channels/{channel}"
    names = [each.__name__ for each in models]
    return {
        "action": action,
        "channel": {"$ref": pointer},
        "messages": [{"$ref": f"{pointer}/messages/{name}"} for name in names],
    }


def _components() -> dict[str, Any]:
    modes, schemas = models_json_schema(
        [(each, "validation") for each in ALL], ref_template=SCHEMAS
    )
    messages = {
        each.__name__: {
            "name": each.__name__,
            "summary": " ".join((each.__doc__ or "").split()),
            "payload": modes[each, "validation"],
        }
        for each in ALL
    }
    return {"messages": messages, "schemas": schemas["$defs"]}


@cache
def document_text() -> str:
    """Return the document as it is committed and served."""
    return json.dumps(asyncapi_document(), indent=2, ensure_ascii=False) + "\n"
