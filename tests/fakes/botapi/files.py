"""The methods that send files, sendDocument and sendPhoto, and editMessageCaption, which changes what stands below."""

import io
from dataclasses import replace

from PIL import Image, UnidentifiedImageError

from .account import Account
from .formatting import format_caption
from .keyboards import markup_of
from .membership import check_may_write, check_slow_mode
from .params import Params, Upload
from .records import Answer, SentFile, SentMessage, bad_request, not_implemented, not_modified
from .replies import reply_of
from .texts import content_of, explicit_entities, own_message

_ATTACHED = "attach://"
_LARGEST_PHOTO = 10 * 2**20
_LONGEST_EDGES = 10_000
_WIDEST_RATIO = 20


def send_document(account: Account, params: Params) -> Answer:
    """Send a file as it is."""
    upload = _uploaded(params, "document")
    return _send(account, params, SentFile("document", upload.filename, upload.content))


def send_photo(account: Account, params: Params) -> Answer:
    """Send a picture, if it is one."""
    upload = _uploaded(params, "photo")
    if upload.size > _LARGEST_PHOTO:
        raise bad_request("file is too big", f"photo has {upload.size} bytes, at most {_LARGEST_PHOTO}")
    try:
        with Image.open(io.BytesIO(upload.content)) as picture:
            width, height = picture.size
    except UnidentifiedImageError as error:
        raise bad_request("IMAGE_PROCESS_FAILED", "photo is no picture") from error
    if width + height > _LONGEST_EDGES or max(width, height) > _WIDEST_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS", f"photo has {width} × {height} pixels")
    return _send(account, params, SentFile("photo", upload.filename, upload.content, (width, height)))


def edit_message_caption(account: Account, params: Params) -> Answer:
    """Change the caption of a file that the bot sent."""
    formatted = format_caption(params.text("caption"), params.text("parse_mode"), explicit_entities(params, "caption_"))
    chat, sent = own_message(account, params)
    if sent.file is None:
        raise bad_request("there is no caption in the message to edit")
    changed = replace(
        sent,
        text=formatted.text,
        html=params.text("caption"),
        entities=formatted.entities,
        reply_markup=markup_of(params, has_inline_mode=account.inline.is_on),
    )
    if content_of(changed) == content_of(sent):
        raise not_modified()
    return Answer(chat.edit(sent.message_id, changed), formatted.violations)


def _send(account: Account, params: Params, file: SentFile) -> Answer:
    formatted = format_caption(params.text("caption"), params.text("parse_mode"), explicit_entities(params, "caption_"))
    chat = account.chat_of(params)
    thread_id = params.integer("message_thread_id")
    check_may_write(chat, thread_id)
    check_slow_mode(chat)
    reply = reply_of(chat, params)
    sent = SentMessage(
        message_id=0,
        chat_id=int(str(chat.about["id"])),
        text=formatted.text,
        html=params.text("caption"),
        entities=formatted.entities,
        reply_to=reply.message_id,
        quote=reply.quote,
        thread_id=thread_id,
        reply_markup=markup_of(params, has_inline_mode=account.inline.is_on),
        file=file,
    )
    sent = replace(sent, message_id=chat.new_id())
    return Answer(chat.send(sent, account.me), formatted.violations)


def _uploaded(params: Params, name: str) -> Upload:
    """Return the file of a request, which comes under its own name or under another that this one tells."""
    given = params.wire.get(name)
    if isinstance(given, str) and given.startswith(_ATTACHED):
        given = params.wire.get(given.removeprefix(_ATTACHED))
    if given in (None, ""):
        raise bad_request(f"there is no {name} in the request")
    if not isinstance(given, Upload):
        raise not_implemented(f"{name} by its id or address")
    if not given.size:
        raise bad_request("file must be non-empty", f"{name} is empty")
    return given
