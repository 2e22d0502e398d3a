"""What whoever stands before the screen is told once a button has done its work."""

CLOSE = {"type": "ir.actions.act_window_close"}


def notification(kind, message, **params):
    """Action of the web client that shows a message in the corner.

    :param kind: ``info``, ``success`` or ``warning``
    :param params: ``next``, an action that follows, such as ``CLOSE`` for a window;
        ``sticky``: it stays until it is read
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": kind, "message": message, **params},
    }
