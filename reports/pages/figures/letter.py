"""A ready letter to the head of a municipality whose report has not come."""

from functools import partial
from urllib.parse import quote

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.files.write import letter as letters
from reports.files.write import word
from reports.models import State
from reports.pages.access import fetch_submission, require
from reports.pages.addresses import at_board, at_periods, at_review, crumbs
from reports.pages.downloads import file_to_save, safe_name
from reports.pages.look import write_address
from reports.prose.summary.letter import SUBJECT, Silence, letter_of, text_of
from reports.prose.words import write_date
from reports.rules.permissions import can_write_to_heads


@require_safe
def silence_letter(request, pk):
    """The text, to be copied, sent or printed; nothing is kept of it."""
    submission = _fetched(request, pk)
    text = text_of(_silence(submission, request.user))
    card = submission.municipality
    subject = f"{SUBJECT}, {submission.period}"
    return render(
        request,
        "reports/figures/letter.html",
        {
            "title": f"Письмо главе: {submission.label}, {submission.period}",
            "section": "figures",
            "crumbs": crumbs(at_periods(), at_board(submission.period), at_review(submission), here="Письмо главе"),
            "submission": submission,
            "is_silent": submission.state == State.DRAFT,
            "is_due": bool(submission.days_late),
            "text": text,
            "rows": text.count("\n") + 6,
            "has_signer": bool(card.signer_name and card.signer_post),
            "mail": f"{write_address(card.email)}?subject={quote(subject)}&body={quote(text)}" if card.email else "",
        },
    )


@require_safe
def silence_letter_docx(request, pk):
    """The same letter for the letterhead: a Word document, with a place for its number."""
    submission, by = _fetched(request, pk), request.user
    addressee, _, *text, signature = letter_of(_silence(submission, by))
    draw = partial(
        letters.write,
        letters.Letter(
            number="",
            day=write_date(timezone.localdate()),
            addressee="\n".join(addressee),
            heading=SUBJECT,
            text="\n".join(line for lines in text for line in lines),
            attachments=(),
            signer_post=signature[0] if by.post else "",
            signer_name=_as_signed(by.full_name),
            performer="\n".join(line for line in (by.full_name, by.phone, by.email) if line),
            author=settings.REGION_NAME,
            created=timezone.now(),
        ),
    )
    name = safe_name(f"Письмо главе, {submission.label}, {submission.period}")
    return file_to_save(draw, f"{name}.docx", word.CONTENT_TYPE)


def _as_signed(full_name):
    """«Е.В. Орлова» of «Орлова Елена Викторовна»; another name as it is."""
    words = full_name.split()
    return f"{words[1][0]}.{words[2][0]}. {words[0]}" if len(words) == 3 else full_name


def _fetched(request, pk):
    submission = fetch_submission(request, pk)
    require(can_write_to_heads(request.user))
    return submission


def _silence(submission, by):
    """What the letter says of the report; the coordinator signs it."""
    period, card = submission.period, submission.municipality
    return Silence(
        quarter=(period.year, period.quarter),
        municipality=submission.label[:1].upper() + submission.label[1:],
        post=card.signer_post,
        name=card.signer_name,
        deadline=max(period.deadline, submission.own_deadline or period.deadline),
        today=timezone.localdate(),
        last_day=max(period.hard_deadline, submission.extended_to or period.hard_deadline),
        takes_reports=submission.is_open_for_officers,
        officers=[link.user.full_name for link in card.current_officers()],
        signature=[line for line in (by.post, by.full_name, by.phone, by.email) if line],
    )
