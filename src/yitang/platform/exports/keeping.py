"""How long a file waits to be downloaded, and how long it is known who took what out."""

from yitang.platform.database.public import Kept

KEPT = (
    Kept("exports.files", "没下载的导出文件", "exports that nobody downloaded", "exports_export", "r.asked_at", "retention.exports_days", blank=("cipher",),
         only="r.state IN ('ready', 'over')", sets=(("state", "over"),)),
)  # fmt: skip
