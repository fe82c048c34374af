"""Refusals of cases."""

from yitang.kernel.errors import Refusal


class NobodyServed(Refusal):
    """A case is accepted for the person who is being served at this window."""

    code = "nobody_served"
    zh = "窗口现在没有正在办理的人，先叫号并开始办理。"
    en = "Nobody is being served at this window; call and start first."
    status = 409


class PapersMissing(Refusal):
    """Something is missing or stands against it: one list of everything. Its facts hold ``matter`` and ``findings`` for the page."""

    code = "papers_missing"
    zh = "还不能受理：{list_zh}"
    en = "Cannot be accepted yet: {list_en}"
    status = 422
    cure_zh = "已一次性告知全部要补的内容，可打印给群众。"
    cure_en = "One notice lists everything to add; it can be printed."


class NothingMissing(Refusal):
    """No notice is given of nothing."""

    code = "nothing_missing"
    zh = "材料齐全，也没有不予办理的情形，不用出一次性告知。"
    en = "Nothing is missing and nothing stands against it; no notice is needed."
    status = 409
    cure_zh = "可以直接受理。"
    cure_en = "Accept the case."


class CaseMovedOn(Refusal):
    """The state of the case does not allow this act."""

    code = "case_moved_on"
    zh = "这件业务已经走到“{state_zh}”，不能再做这一步。"
    en = "The case is already “{state}”; this step does not fit."
    status = 409


class DeferralBarred(Refusal):
    """Who did not keep an undertaking is not accepted on another for a time."""

    code = "deferral_barred"
    zh = "申请人以前容缺受理逾期没补，{until} 前不能再容缺。"
    en = "The applicant let an earlier undertaking lapse; none is accepted before {until}."
    status = 409
    cure_zh = "备齐全部材料再受理。"
    cure_en = "Accept the case when all papers are there."


class PapersDeferred(Refusal):
    """Nothing is decided before the deferred papers are there (R162 Art.63, R164 Art.3: the papers are reviewed)."""

    code = "papers_deferred"
    zh = "这件业务容缺受理，还有材料没补，不能审核，也不能出证。"
    en = "Papers of this case are still to come; it is neither reviewed nor issued before."
    status = 409
    cure_zh = "材料来了先按“补齐”。"
    cure_en = "Take the papers in first."


class NothingDeferred(Refusal):
    """The paper is not among those that are still to come."""

    code = "nothing_deferred"
    zh = "这份材料不在待补的里面，可能同事已经收了。"
    en = "This paper is not among those still to come; a colleague may have taken it."
    status = 409


class PaperDateNeeded(Refusal):
    """The day on the paper counts."""

    code = "paper_date_needed"
    zh = "要填材料上的日期。"
    en = "Type the day that stands on the paper."
    status = 422


class CaseSuspended(Refusal):
    """The case is being looked into: nothing moves it until the investigation ends (R164 Art.74, R162 Art.83)."""

    code = "case_suspended"
    zh = "这件业务正在停办核查，现在什么都不能办，没有改动。"
    en = "This case is suspended while it is looked into; nothing can be done with it now, and nothing was changed."
    status = 409
    cure_zh = "等核查结论：由另一位同事或所长“恢复办理”或者“不予办理”。"
    cure_en = "Wait for the outcome: another colleague or the head of the office releases or refuses it."


class SuspicionNeeded(Refusal):
    """A case is stopped for a reason of the list, and says what was seen."""

    code = "suspicion_needed"
    zh = "停办核查要选一个情形，并写明看到了什么。"
    en = "Choose the reason of the suspension and write what was seen."
    status = 422


class EvidenceNeeded(Refusal):
    """A record of an investigation says how it was found and what it is."""

    code = "case_evidence_needed"
    zh = "调查记录要选方式，并写明内容。"
    en = "Choose how it was found and write what it says."
    status = 422


class OutcomeNeeded(Refusal):
    """The end of an investigation says why."""

    code = "outcome_needed"
    zh = "结论要写明理由。"
    en = "State the reason of the outcome."
    status = 422


class NothingFound(Refusal):
    """An investigation ends on its record, not without one (R164 Art.75: what is found is written down)."""

    code = "nothing_found_out"
    zh = "还没有一条调查记录，不能作结论。"
    en = "Nothing of the investigation is on record yet; it cannot be ended."
    status = 409
    cure_zh = "先把询问、核查的内容写成调查记录。"
    cure_en = "Write down first what was asked and checked."


class StoppedByYou(Refusal):
    """Who stopped a case does not decide what becomes of it."""

    code = "stopped_by_you"
    zh = "这件是您停办的，由另一位同事或所长作结论。"
    en = "You stopped this case: a colleague or the head of the office decides."
    status = 403


class CorrectionNeeded(Refusal):
    """A correction names what is wrong, the right value and why."""

    code = "correction_needed"
    zh = "更正要选哪一项、填写正确的内容，并写明为什么。"
    en = "Choose what is wrong, type the right value and write why."
    status = 422


class RegisteredElsewhere(Refusal):
    """A correction is made where the vehicle is registered (R164 Art.53)."""

    code = "registered_elsewhere"
    zh = "这辆车不在本所登记，这里不能更正。"
    en = "This vehicle is registered elsewhere; it cannot be corrected here."
    status = 409
    cure_zh = "请到登记地车管所。"
    cure_en = "Go to the office where it is registered."


class NothingToCorrect(Refusal):
    """The register says so already, or has no such entry."""

    code = "nothing_to_correct"
    zh = "登记里就是这样写的，或者没有这一项，不用更正。"
    en = "The register says so already, or has no such entry."
    status = 409
    cure_zh = "核对要改的内容。"
    cure_en = "Check what is to be corrected."


class CorrectionOpen(Refusal):
    """The same entry waits for a decision already."""

    code = "correction_open"
    zh = "这一项已经有人申请更正，还没确认。"
    en = "A correction of this entry is asked for already and not decided."
    status = 409
    cure_zh = "到“更正”页看那一件。"
    cure_en = "See it on the page of corrections."


class CorrectionDecided(Refusal):
    """Somebody decided it first."""

    code = "correction_decided"
    zh = "这件更正已经有结论，没有再改。"
    en = "This correction is decided already; nothing was changed again."
    status = 409


class EntryChanged(Refusal):
    """The entry is not the one of which the correction was asked."""

    code = "entry_changed"
    zh = "申请更正以后这一项登记又变过，不能照原来的改。"
    en = "The entry has changed since the correction was asked; it cannot be corrected as asked."
    status = 409
    cure_zh = "先不予更正，再按现在的登记重新申请。"
    cure_en = "Refuse this one and ask anew for the entry as it is now."


class OwnEntry(Refusal):
    """Neither who made an entry nor who asked decides whether it was wrong."""

    code = "own_entry"
    zh = "这一项是您登记的或者您申请的，要由另一个人确认。"
    en = "You made this entry or asked for the correction: another person decides."
    status = 403
    cure_zh = "请同事或所长确认。"
    cure_en = "Ask a colleague or the head of the office."


class OpenCaseExists(Refusal):
    """The same business is under way for the same thing."""

    code = "open_case_exists"
    zh = "这本证或这辆车的同一项业务正在办，先把那一件办完。"
    en = "The same business is under way for this licence or vehicle; finish that case first."
    status = 409
    cure_zh = "办不下去的，在那一件里“撤回业务”，再重新受理。"
    cure_en = "If it cannot go on, withdraw that case and accept anew."


class LenderUnknown(Refusal):
    """The register does not hold the lender yet."""

    code = "lender_unknown"
    zh = "登记里还没有这个抵押权人，请照证件输入名称。"
    en = "The register does not hold this lender yet; type the name as on its document."
    status = 422


class GroundNeeded(Refusal):
    """A refusal names its ground (R164 Art.3: reasons are told in writing)."""

    code = "ground_needed"
    zh = "不予办理要写明理由。"
    en = "State the ground of the refusal."
    status = 422


class ReasonNeeded(Refusal):
    """A case is withdrawn for a reason of the list."""

    code = "reason_needed"
    zh = "撤回业务要选一个原因。"
    en = "Choose the reason of the withdrawal."
    status = 422


class OwnMatter(Refusal):
    """Whoever is a party of a case does not work on it (R164 Art.83 punishes what comes of it)."""

    code = "own_matter"
    zh = "您是这件业务的当事人，不能经办，也不能审核。"
    en = "You are a party of this case; you neither accept nor review it."
    status = 403
    cure_zh = "请同事办理。"
    cure_en = "Ask a colleague."


class PaperNotListed(Refusal):
    """The business does not ask for this paper."""

    code = "paper_not_listed"
    zh = "这项业务不要这种材料。"
    en = "This business does not ask for that paper."
    cure_zh = "请在清单里选一种材料。"
    cure_en = "Choose one of the papers of the list."


class SamePerson(Refusal):
    """Reviewer and acceptor must be two people."""

    code = "same_person"
    zh = "这项业务受理和审核要两个人，您受理的请别人审核。"
    en = "This business needs two people: another person reviews what you accepted."
    status = 403


class NotPaid(Refusal):
    """Nothing is issued before the bill is settled."""

    code = "not_paid"
    zh = "还没缴费，不能出证。"
    en = "Not paid yet; nothing can be issued."
    status = 409


class NotReviewed(Refusal):
    """Nothing is issued before the review granted it."""

    code = "not_reviewed"
    zh = "还没审核通过，不能出证。"
    en = "Not reviewed yet; nothing can be issued."
    status = 409


class FactsChanged(Refusal):
    """Between acceptance and issue something changed in the register."""

    code = "facts_changed"
    zh = "受理以后登记情况有变化：{list_zh}"
    en = "The register changed since acceptance: {list_en}"
    status = 409
    cure_zh = "这一件不能出证了：收了费的先申请退全部，再“撤回业务”，情况处理好重新受理。"
    cure_en = "This case cannot be issued: have what was paid returned, withdraw it, and accept anew when the matter is settled."


class DocumentIssued(Refusal):
    """The fee was for the document, and the document is out."""

    code = "document_issued"
    zh = "证已经出了，工本费不能退。"
    en = "The document was issued; its fee does not go back."
    status = 409
    cure_zh = "只退多收的，理由选“多收”；证做错了，免费重做走减免。"
    cure_en = "For what was taken too much choose that reason; if the office made the document wrongly, the fee of the new one is waived."
