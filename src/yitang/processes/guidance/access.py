"""Who may ask: everybody; who may see what was asked: only he who asked."""

from yitang.platform.identity.public import Rule

ASK = "guidance.ask"
SEE = "guidance.see"
ACCESS = (
    Rule(ASK, ("citizen",), "any", "anonymous", "anybody with a phone"),
    Rule(ASK, ("kiosk",), "any", "none", "anybody at a kiosk"),
    Rule(ASK, ("guide", "clerk"), "any", "two_factor", "for somebody in the hall"),
    Rule(SEE, ("citizen",), "self", "anonymous", "one's own pre-check"),
    Rule(SEE, ("kiosk", "guide", "clerk"), "hall", "none", "a pre-check made in the own hall"),
)
