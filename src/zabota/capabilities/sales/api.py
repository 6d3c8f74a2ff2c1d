"""Orders over JSON: a whole file, a batch, the list, and how an import is doing."""

import csv
import io
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import ConfigDict, Field

from zabota.capabilities.sales import jobs, queries, services
from zabota.capabilities.sales.contracts import IMPORT_ORDERS, MANUAL_SOURCE
from zabota.capabilities.sales.intake.reading import load_problem
from zabota.capabilities.sales.messages import ORDER_PROBLEMS
from zabota.capabilities.sales.queries import OrderFilter
from zabota.capabilities.sales.web.orders import read_cursor, write_cursor
from zabota.foundation.identity.contracts import STRANGER, Actor
from zabota.foundation.importing import describe
from zabota.foundation.importing.models import ImportRun, ImportStatus

router = Router(tags=["orders"])
MOST_ORDERS = 1_000
MOST_LINES = 20_000


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")
