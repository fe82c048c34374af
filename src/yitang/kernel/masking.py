"""What of a personal value may be shown (PIPL art. 6, 28; GB/T 35273 §7.2): done before a value leaves the queries."""

COMPOUND = frozenset(
    ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "夏侯", "轩辕", "端木", "独孤", "南宫"]
)


def name(full: str) -> str:
    """A person's name: 张三 → 张*, 欧阳修 → 欧阳*, 阿凡提·买买提 → 阿*·*, María González → M*; those of organisations are not hidden, by the caller."""
    if "·" in full:
        first, *rest = full.split("·")
        return "·".join([f"{first[:1]}*", *("*" for _ in rest)])
    kept = 2 if full[:2] in COMPOUND and len(full) > 2 else 1
    return f"{full[:kept]}*"


def staff_name(full: str) -> str:
    """For lists that staff see: 张小三 → 张*三, 欧阳小三 → 欧阳*三; what is short or dotted as everywhere."""
    hidden = name(full)
    return f"{hidden}{full[-1]}" if hidden.endswith("*") and "·" not in full and len(full) > len(hidden) else hidden


def id_number(number: str) -> str:
    """510***********1234."""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def phone(number: str) -> str:
    """138****1234."""
    return f"{number[:3]}****{number[-4:]}"


def vin(number: str) -> str:
    """The last six signs."""
    return number[-6:]
