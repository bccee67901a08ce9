"""Owns the SIP line: calls over UDP by baresip, in a supervised process of their own.

`line.SipLine` is the only door. It starts one line process (`process`), restarts it when it dies or hangs, and turns
each call into a `leg.SipLeg`. The line process does nothing but signalling and media; baresip's errors end that
process, never the one that runs the calls.
"""

from runtime.line.sip.line import MOST_CALLS, SipLine

__all__ = ["MOST_CALLS", "SipLine"]
