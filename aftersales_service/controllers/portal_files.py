from odoo.http import request

from ..rules import portal as rules


def read_files():
    """The files that a form of the portal sends in its field ``files``.

    :return: list of (name, content), and what is wrong with them in words, or None
    """
    uploads = request.httprequest.files.getlist("files")
    uploads = [upload for upload in uploads if upload.filename]
    if len(uploads) > rules.MAX_FILES:
        return [], request.env._(
            "Please send at most %(count)s files.", count=rules.MAX_FILES
        )
    files, total = [], 0
    for upload in uploads:
        content = upload.read()
        total += len(content)
        reason = rules.refusal(content)
        if not reason and total > rules.MAX_TOTAL:
            reason = "size"
        if reason:
            name = upload.filename[:100]
            text = {
                "empty": request.env._("%(name)s is empty.", name=name),
                "type": request.env._(
                    "%(name)s is no picture, PDF or video.", name=name
                ),
                "size": request.env._("%(name)s is too large.", name=name),
            }[reason]
            again = request.env._("Nothing was sent yet: choose your files again.")
            return [], f"{text} {again}"
        files.append((upload.filename[:200], content))
    return files, None
