"""Front door of the queue."""

from yitang.processes.queue.display_acts import acknowledge_call
from yitang.processes.queue.domain import AtWindow, Board, CallRow, Came, Desk, TicketRow
from yitang.processes.queue.errors import (
    AlreadyHasTicket,
    EvidenceNeeded,
    HallClosed,
    NobodyWaits,
    ReturnedAlready,
    ReturnTooLate,
    TicketMovedOn,
    TooManyRecalls,
    WindowBusy,
    WindowHandedOver,
    WindowIdle,
    WindowNotOpen,
    WindowPaused,
)
from yitang.processes.queue.floor import (
    Advice,
    FigureRow,
    Figures,
    WaitSlot,
    WindowNow,
    figures,
    one_more_window,
    rows_behind,
    wait_limit_s,
    waits_of_day,
    windows_now,
)
from yitang.processes.queue.green import Ground, HeadStart, OfficerRate, Share, green_rates, green_share, grounds, head_start
from yitang.processes.queue.handing_over import hand_over
from yitang.processes.queue.night_acts import close_yesterday
from yitang.processes.queue.operations import give_up, issue_ticket
from yitang.processes.queue.queries import (
    at_window,
    current_at,
    ended_among,
    hall_board,
    last_call_at,
    live_topics,
    own_tickets,
    public_board,
    session_of,
    ticket,
    ticket_by_label,
    ticket_by_reference,
    window_works,
)
from yitang.processes.queue.replaying import DoubtRow, calls_in_doubt
from yitang.processes.queue.return_acts import come_back
from yitang.processes.queue.visit_acts import hold_people
from yitang.processes.queue.window_acts import (
    REASONS,
    call_next,
    close_window,
    finish,
    leave,
    no_show,
    open_window,
    pause_window,
    recall,
    start_serving,
    transfer,
)

__all__ = [
    "REASONS", "Advice", "AlreadyHasTicket", "AtWindow", "Board", "CallRow", "Came", "Desk", "DoubtRow", "EvidenceNeeded", "FigureRow", "Figures",
    "Ground", "HallClosed", "HeadStart", "NobodyWaits", "OfficerRate", "ReturnTooLate", "ReturnedAlready", "Share", "TicketMovedOn", "TicketRow",
    "TooManyRecalls", "WaitSlot", "WindowBusy", "WindowHandedOver", "WindowIdle", "WindowNotOpen", "WindowNow", "WindowPaused", "acknowledge_call",
    "at_window", "call_next", "calls_in_doubt", "close_window", "close_yesterday", "come_back", "current_at", "ended_among", "figures", "finish",
    "give_up", "green_rates", "green_share", "grounds", "hall_board", "hand_over", "head_start", "hold_people", "issue_ticket", "last_call_at",
    "leave", "live_topics", "no_show", "one_more_window", "open_window", "own_tickets", "pause_window", "public_board", "recall", "rows_behind",
    "session_of", "start_serving", "ticket", "ticket_by_label", "ticket_by_reference", "transfer", "wait_limit_s", "waits_of_day", "window_works",
    "windows_now",
]  # fmt: skip
