"""Acts of the log, posts and people of the office, in the words of the desk."""

from collections.abc import Iterable
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.masking import staff_name
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import last_act
from yitang.platform.identity.public import account_names
from yitang.processes.cases.public import WITHDRAWALS
from yitang.registers.offices.public import halls, windows

ACTS = {
    "queue.call_next": "叫号", "queue.recall": "重呼", "queue.start": "开始办理", "queue.no_show": "过号", "queue.leave": "人走了", "queue.transfer": "转窗",
    "queue.finish": "结束", "cases.finish_visit": "办结", "queue.window_idle": "开窗", "queue.window_paused": "暂停", "queue.window_closed": "关窗",
    "queue.hand_over": "交班",
    "queue.come_back": "过号回来", "queue.issue_ticket": "取号", "queue.issue_green_ticket": "取优先号", "cases.check": "核对", "cases.accept": "受理",
    "cases.review": "审核", "cases.issue": "出证", "cases.withdraw": "撤回业务",
    "cases.bring_paper": "补齐材料", "cases.ask_correction": "申请更正",
    "cases.decide_correction": "更正确认", "cases.suspend": "停办核查", "cases.add_evidence": "调查记录", "cases.end_suspension": "核查结论",
    "cases.add_upload": "传材料照片", "cases.remove_upload": "删材料照片",
    "cases.give_notice": "一次性告知", "payments.take_cash": "收现金", "payments.ask_code": "要付款码",
    "payments.cancel_code": "收回付款码", "cases.ask_waiver": "申请减免", "cases.decide_waiver": "批减免", "cases.drop_waiver": "撤销减免申请",
    "cases.ask_refund": "申请退费", "cases.ask_overpaid": "申请退多付", "cases.decide_refund": "批退费", "cases.drop_refund": "撤销退费申请",
    "payments.pay_out": "退现金", "payments.turn_into_cash": "改退现金", "payments.chase_refund": "催退费", "payments.print_receipt": "打印收据",
    "payments.set_float": "录备用金", "payments.count_drawer": "日结清点", "payments.explain_difference": "说明差额", "payments.recount_drawer": "重新清点",
    "payments.give_drawer": "交出钱箱", "payments.take_drawer": "接过钱箱", "payments.accept_till": "接受日结", "payments.send_till_back": "退回重点",
    "payments.correct_till": "更正日账", "payments.compare_statement": "对账", "payments.explain_line": "说明差错",
    "guidance.precheck": "查材料", "guidance.mark_papers": "标材料", "guidance.give_slip": "给告知单",
    "guidance.add_photo": "拍材料", "guidance.remove_photo": "删材料照片", "guidance.take_number": "取号",
    "guidance.ask_first": "记首问", "guidance.answer_inquiry": "答复",
    "guidance.hand_on_inquiry": "转办", "guidance.accept_inquiry": "接办", "identity.sign_in": "登录",
    "identity.step_up": "再验动态码", "identity.lock": "锁屏", "identity.unlock": "解锁", "identity.approve_pairing": "让设备进来",
    "identity.revoke_device": "停用设备", "identity.end_session": "结束登录", "identity.enrol_key": "登记安全钥匙",
    "identity.remove_key": "移除安全钥匙", "identity.make_recovery_codes": "生成恢复码", "identity.prepare_one_time_codes": "动态码换手机",
    "identity.confirm_one_time_codes": "动态码换好手机", "identity.change_password": "改密码",
    "identity.make_account": "建账号", "people.open_staff_account": "建账号", "identity.start_reset": "重新启用账号",
    "identity.ask_reset": "申请当面重置", "identity.confirm_reset": "确认当面重置",
    "identity.suspend_account": "停用账号", "identity.end_post": "结束岗位", "identity.ask_grant": "申请授权", "identity.confirm_grant": "确认授权",
    "erasure.ask": "申请抹除", "erasure.confirm": "确认抹除", "erasure.refuse": "退回抹除", "audit.destroy_key": "销毁个人密钥", "look": "查看",
    "outages.start_paper_mode": "改为纸质办理", "outages.end_paper_mode": "恢复系统办理", "outages.print_forms": "印应急单",
    "outages.enter_form": "录应急单", "outages.decide_form": "定应急单", "outages.record_form": "应急单入库", "outages.block_form": "应急单待处理",
    "outages.void_form": "作废应急单", "outages.miss_form": "应急单找不到", "outages.settle_form": "应急单处理完毕", "outages.close_batch": "关闭一批应急单",
    "papers.print": "打印文书", "papers.print_copy": "重印副本", "papers.revoke": "作废文书",
    "changes.ask_policy": "申请改参数", "changes.confirm_policy": "确认改参数", "changes.refuse_policy": "退回改参数", "changes.withdraw": "撤回改动",
    "changes.lapse": "改动过期", "offices.ask_change": "申请改机构", "offices.confirm_change": "确认改机构", "offices.refuse_change": "退回改机构",
    "identity.refuse_grant": "退回授权",
    "disclosure.raise_budget": "加看人上限",
    "exports.ask": "提出导出", "exports.approve": "同意导出", "exports.refuse": "不同意导出", "exports.make": "生成导出文件", "exports.take": "下载导出文件",
    "requests.ask_at_desk": "替群众提个人信息请求", "requests.answer": "答复个人信息请求", "requests.correct": "更正登记",
    "requests.refuse": "不同意个人信息请求", "identity.lapse_grant": "授权过期", "identity.enrol": "本人设密码和动态码",
}  # fmt: skip
CASE_ACTS = {
    "accept": "受理", "grant": "审核通过", "refuse": "不予办理", "issue": "出证", "file": "归档",
    "ask_waiver": "申请减免", "waive": "批准减免", "refuse_waiver": "没有批减免", "drop_waiver": "撤销减免申请",
    "ask_refund": "申请退费", "refund": "批准退费", "refuse_refund": "没有批退费", "drop_refund": "撤销退费申请",
    "bring": "补齐材料", "lapse": "容缺逾期终止",
    "suspend": "停办核查", "evidence": "调查记录",
    "release": "恢复办理", "reject": "核查后不予办理",
    **{f"withdraw_{reason}": f"撤回业务：{zh}" for reason, (zh, _) in WITHDRAWALS.items()},
}  # fmt: skip
POSTS = {"clerk": "窗口", "guide": "导办", "reviewer": "审核", "chief": "所长", "admin": "系统管理员", "security": "安全管理员", "audit": "审计管理员",
         "archivist": "档案"}  # fmt: skip


def staff_names(accounts: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Names of members of staff by account, as lists show them: 张*三."""
    wanted = [account for account in dict.fromkeys(accounts) if account is not None]
    return {account: staff_name(name) for account, name in account_names(wanted).items()} if wanted else {}


def window_numbers(office_id: UUID) -> dict[UUID, int]:
    """The numbers of an office's windows by their ids."""
    return {window.id: window.number for hall in halls(office_id) for window in windows(hall.id, clock.today())}


def own_last(viewer: Viewer) -> dict[str, object]:
    """What the proof line of a desk says: who sits here, what he did last, and whether that is sealed."""
    last = last_act(viewer)
    return {"last": last, "last_zh": ACTS.get(last.act, last.act) if last else "", "me": staff_names([viewer.account_id]).get(viewer.account_id, "")}
