"""What the page's script offers to finish while a person types, as JSON."""

import hashlib
import json

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from reports.pages.access import fetch_submission
from reports.queries.phrases import phrases_for

from .page import enter


@require_safe
def phrases(request, pk):
    """Field → phrases of the municipality's rows. The browser keeps them as long as they stay the same."""
    submission = enter(request, fetch_submission(request, pk)).submission
    body = json.dumps(phrases_for(request.user, submission), ensure_ascii=False)
    tag = quote_etag(hashlib.blake2s(body.encode(), digest_size=12).hexdigest())
    headers = {"Cache-Control": "private, no-cache", "ETag": tag}
    answer = HttpResponse(body, content_type="application/json", headers=headers)
    return get_conditional_response(request, etag=tag, response=answer)
