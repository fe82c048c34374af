"""Acts of the log, posts and people of the office, in the words of the desk."""

from collections.abc import Iterable
from uuid import UUID

from yitang.kernel.masking import staff_name
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import last_act
from yitang.platform.identity.public import account_names
from yitang.processes.cases.public import WITHDRAWALS

ACTS = {
    "queue.call_next": "叫号", "queue.recall": "重呼", "queue.start": "开始办理", "queue.no_show": "过号", "queue.leave": "人走了", "queue.transfer": "转窗",
    "queue.finish": "结束", "cases.finish_visit": "办结", "queue.window_idle": "开窗", "queue.window_paused": "暂停", "queue.window_closed": "关窗",
    "queue.hand_over": "交班",
    "queue.come_back": "过号回来", "queue.issue_ticket": "取号", "queue.issue_green_ticket": "取优先号", "cases.check": "核对", "cases.accept": "受理",
    "cases.review": "审核", "cases.issue": "出证", "cases.withdraw": "撤回业务",
    "cases.add_upload": "传材料照片", "cases.remove_upload": "删材料照片",
    "cases.give_notice": "一次性告知", "payments.take_cash": "收现金", "payments.ask_code": "要付款码",
    "payments.cancel_code": "收回付款码", "guidance.precheck": "查材料", "guidance.mark_papers": "标材料", "guidance.give_slip": "给告知单",
    "guidance.add_photo": "拍材料", "guidance.remove_photo": "删材料照片", "guidance.take_number": "取号",
    "guidance.ask_first": "记首问", "guidance.answer_inquiry": "答复",
    "guidance.hand_on_inquiry": "转办", "guidance.accept_inquiry": "接办", "identity.sign_in": "登录",
    "identity.step_up": "再验动态码", "identity.lock": "锁屏", "identity.unlock": "解锁", "identity.approve_pairing": "让设备进来",
    "identity.revoke_device": "停用设备", "identity.end_session": "结束登录", "identity.enrol_key": "登记安全钥匙",
    "identity.remove_key": "移除安全钥匙", "identity.make_recovery_codes": "生成恢复码", "identity.prepare_one_time_codes": "动态码换手机",
    "identity.confirm_one_time_codes": "动态码换好手机", "identity.change_password": "改密码",
    "identity.make_account": "建账号", "people.open_staff_account": "建账号", "identity.start_reset": "重新启用账号",
    "identity.suspend_account": "停用账号", "identity.end_post": "结束岗位", "identity.ask_grant": "申请授权", "identity.confirm_grant": "确认授权",
    "identity.refuse_grant": "退回授权", "identity.lapse_grant": "授权过期", "identity.enrol": "本人设密码和动态码",
}  # fmt: skip
CASE_ACTS = {
    "accept": "受理", "grant": "审核通过", "refuse": "不予办理", "issue": "出证", "file": "归档",
    **{f"withdraw_{reason}": f"撤回业务：{zh}" for reason, (zh, _) in WITHDRAWALS.items()},
}  # fmt: skip
POSTS = {"clerk": "窗口", "guide": "导办", "reviewer": "审核", "chief": "所长", "admin": "系统管理员", "security": "安全管理员", "audit": "审计管理员",
         "archivist": "档案"}  # fmt: skip


def staff_names(accounts: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Names of members of staff by account, as lists show them: 张*三."""
    wanted = [account for account in dict.fromkeys(accounts) if account is not None]
    return {account: staff_name(name) for account, name in account_names(wanted).items()} if wanted else {}


def own_last(viewer: Viewer) -> dict[str, object]:
    """What the proof line of a desk says: who sits here, what he did last, and whether that is sealed."""
    last = last_act(viewer)
    return {"last": last, "last_zh": ACTS.get(last.act, last.act) if last else "", "me": staff_names([viewer.account_id]).get(viewer.account_id, "")}
