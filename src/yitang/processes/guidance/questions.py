"""What a pre-check of each business asks, in the words of somebody who stands at the door."""

from dataclasses import dataclass

from yitang.registers.catalogue.public import BusinessRow


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a pre-check; ``only_if``: asked only when that other one was answered yes, ``unless``: only when it was not."""

    key: str
    zh: str
    en: str
    hint_zh: str = ""
    only_if: str = ""
    unless: str = ""


AGENT = (
    Question("agent", "是替别人办吗？", "Are you here for somebody else?"),
    Question("agent_identity", "替人办：您自己的身份证带了吗？", "For somebody else: do you have your own identity card?", only_if="agent"),
    Question("agent_letter", "替人办：有驾驶人签名的委托书吗？", "For somebody else: do you have a letter signed by the driver?", only_if="agent"),
)
CARD = Question("identity", "身份证带了吗？", "Do you have the identity card with you?", "临时身份证也行；电子身份证以窗口能核验为准")
AWAY = (
    Question("away", "驾驶证是外地核发的吗？", "Was the licence issued in another city?", "外地的要同时转到本地，还要申报身体条件"),
    Question("violations", "有没处理的违法吗？", "Are there violations not yet settled?", only_if="away"),
)
OWNER_COMES = (
    Question("owner_comes", "车主本人来吗？", "Does the owner come in person?", "不来的写委托书"),
    Question("owner_agent_id", "替车主来的人带了自己的身份证吗？", "Does the one who comes for the owner have an identity card?", unless="owner_comes"),
    Question("owner_letter", "有车主签名的委托书吗？", "Is there a letter signed by the owner?", unless="owner_comes"),
)
QUESTIONS = {
    "DRV-RENEW": (
        CARD,
        Question("medical", "有 6 个月以内的体检证明吗？", "Do you have a medical certificate not older than 6 months?", "医院已联网上传的也算有"),
        *AGENT,
        Question("violations", "有没处理的违法吗？", "Are there violations not yet settled?"),
        Question("suspended", "驾驶证现在被暂扣吗？", "Is the licence suspended now?"),
    ),
    "DRV-INFO": (
        CARD,
        Question("name", "姓名改了吗？", "Has your name changed?", "改了以后 30 天内来办"),
        Question("number", "身份证号改了吗？", "Has your ID number changed?", "比如第一代和第二代身份证的号不一样"),
        Question("proof", "有派出所的号码变更证明吗？", "Do you have the police proof of the new number?", only_if="number"),
        Question("damaged", "驾驶证坏了，认不清了？", "Is the licence damaged?"),
        Question("licence", "原驾驶证带了吗？", "Do you have the old licence with you?", "信息变化的要交回；只是损毁的不要求"),
        Question("held", "驾驶证现在被扣押、扣留或者暂扣吗？", "Is the licence seized, held or suspended now?"),
        *AGENT,
        *AWAY,
    ),
    "DRV-LOST": (
        CARD,
        Question("found", "驾驶证其实还在，只是坏了或者信息变了吗？", "Is the licence still there, only damaged or out of date?", "那不用补领，办换证"),
        Question("held", "驾驶证现在被扣押、扣留或者暂扣吗？", "Is the licence seized, held or suspended now?"),
        *AGENT,
        *AWAY,
    ),
    "VEH-LIC-DUP": (
        Question("damaged", "行驶证还在，只是坏了？", "Is the vehicle licence still there, only damaged?"),
        Question("old", "坏的行驶证带了吗？", "Do you have the damaged one with you?", "要交回", only_if="damaged"),
        Question("owner_id", "车主的身份证（单位的营业执照）带了吗？", "Do you have the owner's identity document?"),
        *OWNER_COMES,
        Question("elsewhere", "车是在外地登记的吗？", "Is the vehicle registered in another city?"),
    ),
    "VEH-MORTGAGE": (
        Question("owner_id", "车主的身份证（单位的营业执照）带了吗？", "Do you have the identity document of the owner?", "车是几个人共有的，每个人的都要"),
        Question("owner_comes", "车主本人来吗？", "Does the owner come in person?", "共有的车，不来的人写委托书"),
        Question("owner_agent_id", "替车主来的人带了自己的身份证吗？", "Does the one who comes for the owner have an identity card?", unless="owner_comes"),
        Question("owner_letter", "有车主签名的委托书吗？", "Is there a letter signed by the owner?", unless="owner_comes"),
        Question("certificate", "机动车登记证书（绿本）带了吗？", "Do you have the registration certificate?"),
        Question("contract", "有双方签章的抵押合同吗？", "Do you have the mortgage contract signed by both?", "已联网的银行免交，窗口能查到"),
        Question("licence", "银行的营业执照（复印件盖章也行）带了吗？", "Do you have the lender's business licence or a stamped copy?"),
        Question("letter", "有银行盖章的委托书吗？", "Is there a stamped letter of the lender?"),
        Question("agent_id", "银行经办人带了身份证吗？", "Does the lender's agent have an identity card?"),
        Question("sealed", "这辆车被法院等机关查封了吗？", "Is the vehicle sealed by a court or another authority?"),
    ),
    "VEH-MORTGAGE-REL": (
        Question("certificate", "机动车登记证书（绿本）带了吗？", "Do you have the registration certificate?", "一般在银行，还清以后向银行要"),
        Question("court", "是法院判决、裁定或者调解解除的吗？", "Was it a court that ended the mortgage?", "是的，所有人或者抵押权人来一方就可以"),
        Question("court_paper", "有已经生效的法院文书吗？", "Do you have the court's document in force?", only_if="court"),
        Question("court_notice", "有法院的协助执行通知书吗？", "Do you have the court's notice of assistance?", only_if="court"),
        Question(
            "owner_id",
            "车主的身份证（单位的营业执照）带了吗？",
            "Do you have the identity document of the owner?",
            "车是几个人共有的，每个人的都要",
            unless="court",
        ),
        *OWNER_COMES,
        Question("licence", "银行的营业执照（复印件盖章也行）带了吗？", "Do you have the lender's business licence or a stamped copy?", unless="court"),
        Question("letter", "有银行盖章的委托书吗？", "Is there a stamped letter of the lender?", unless="court"),
        Question("agent_id", "银行经办人带了身份证吗？", "Does the lender's agent have an identity card?", unless="court"),
        Question("sealed", "这辆车被法院等机关查封了吗？", "Is the vehicle sealed by a court or another authority?"),
    ),
    "VEH-REC-TEL": (
        Question("owner_id", "车主的身份证（单位的营业执照）带了吗？", "Do you have the owner's identity document?", "只要这一样，不收费，当场办好"),
        *OWNER_COMES,
        Question("elsewhere", "车是在外地登记的吗？", "Is the vehicle registered in another city?"),
    ),
}


def questions(business: BusinessRow) -> tuple[Question, ...]:
    """What a pre-check of a business asks."""
    return QUESTIONS[business.code]
