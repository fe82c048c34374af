"""Refusals of uploads: each says what is wrong with the file and what to send instead. Nothing that was kept before is touched by one."""

from yitang.kernel.errors import Refusal


class UploadEmpty(Refusal):
    """No file, or one of no bytes."""

    code = "upload_empty"
    zh = "没有收到文件，或者文件是空的。"
    en = "No file arrived, or it is empty."
    cure_zh = "请重新选择或拍照。"
    cure_en = "Choose the file again, or take the photo again."


class UploadTooLarge(Refusal):
    """More bytes than the slot takes."""

    code = "upload_too_large"
    zh = "文件太大：最大 {most} MB。"
    en = "The file is too large: {most} MB at most."
    status = 413
    cure_zh = "请用手机直接拍照，或把扫描分辨率调到 200 dpi 再传。"
    cure_en = "Take a photo with the phone, or scan at 200 dpi, and send that."


class UploadTypeRefused(Refusal):
    """Neither JPEG, PNG nor PDF by content, or none that the slot takes."""

    code = "upload_type_refused"
    zh = "这种文件不收，只收 {types}。看的是内容，改文件名没有用。"
    en = "This kind of file is not taken, only {types}; the content counts, not the name."
    status = 415
    cure_zh = "请拍照，或另存为上面的格式。苹果手机请在相机设置里选“兼容性最佳”。"
    cure_en = "Take a photo, or save it as one of these. On an iPhone choose “Most Compatible” in the camera's settings."


class UploadUnreadable(Refusal):
    """Damaged, cut off, or not what its first bytes say."""

    code = "upload_unreadable"
    zh = "文件打不开：可能没传完，或已损坏。"
    en = "The file cannot be read: it is cut off or damaged."
    cure_zh = "请在手机上打开看一眼，能看到再传；不行就重新拍。"
    cure_en = "Open it on the phone; if it shows, send it again, else take it again."


class UploadTooManyPixels(Refusal):
    """A picture, or one in a PDF, with more pixels than the slot takes; read from the header, before it was decoded."""

    code = "upload_too_many_pixels"
    zh = "图片尺寸太大：最多 {most} 万像素。"
    en = "The picture is too large: {mega} megapixels at most."
    cure_zh = "请用普通拍照模式重拍，不要用全景或高像素模式。"
    cure_en = "Take it in the ordinary mode, not as a panorama or in high resolution."


class UploadTooManyPages(Refusal):
    """A PDF with more pages than the slot takes."""

    code = "upload_too_many_pages"
    zh = "页数太多：最多 {most} 页。"
    en = "Too many pages: {most} at most."
    cure_zh = "请分成几个文件传。"
    cure_en = "Send it as several files."


class UploadMoves(Refusal):
    """Several pictures in one file."""

    code = "upload_moves"
    zh = "动图或多张合一的图片不收。"
    en = "Moving pictures, and several in one file, are not taken."
    cure_zh = "请传一张普通照片。"
    cure_en = "Send one ordinary photo."


class UploadLocked(Refusal):
    """An encrypted PDF: what is in it cannot be looked at."""

    code = "upload_locked"
    zh = "PDF 有密码或加密，看不了里面的内容。"
    en = "The PDF is locked or encrypted and cannot be looked at."
    cure_zh = "请去掉密码再传，或打印后拍照。"
    cure_en = "Remove the password, or print it and take a photo."


class UploadActs(Refusal):
    """A PDF that does something: a script, or an action that starts or sends something."""

    code = "upload_acts"
    zh = "PDF 里有脚本或会自动执行的动作，不收。"
    en = "The PDF holds scripts or actions and is not taken."
    cure_zh = "请用“打印”另存为一份新的 PDF 再传，或拍照。"
    cure_en = "Print it to a new PDF and send that, or take a photo."


class UploadHoldsFiles(Refusal):
    """A PDF with other files in it."""

    code = "upload_holds_files"
    zh = "PDF 里夹带了别的文件（附件、音视频），不收。"
    en = "The PDF holds other files (attachments, sound, video) and is not taken."
    cure_zh = "请用“打印”另存为一份新的 PDF 再传，或拍照。"
    cure_en = "Print it to a new PDF and send that, or take a photo."


class UploadIsForm(Refusal):
    """A PDF that is a program of forms (XFA)."""

    code = "upload_is_form"
    zh = "这是动态表单（XFA），不收。"
    en = "The PDF is a dynamic form (XFA) and is not taken."
    cure_zh = "请填好后用“打印”另存为普通 PDF 再传。"
    cure_en = "Fill it in, print it to an ordinary PDF, and send that."


class UploadTooComplex(Refusal):
    """A PDF of more objects than a paper has, or too deeply nested."""

    code = "upload_too_complex"
    zh = "PDF 结构太复杂，不收。"
    en = "The PDF is too complex and is not taken."
    cure_zh = "请用“打印”另存为一份新的 PDF 再传，或拍照。"
    cure_en = "Print it to a new PDF and send that, or take a photo."


class UploadTooHard(Refusal):
    """Decoding took more time or memory than a file may take, or the decoder fell over it."""

    code = "upload_too_hard"
    zh = "这个文件处理不了：太费时间或内存。"
    en = "This file cannot be handled: it takes too much time or memory."
    cure_zh = "请拍一张普通照片再传。"
    cure_en = "Take an ordinary photo and send that."


class DecoderBusy(Refusal):
    """As many files as this machine looks at together are being looked at."""

    code = "decoder_busy"
    zh = "现在传文件的人太多，没有收下。"
    en = "Too many files are being sent just now; this one was not taken."
    status = 503
    cure_zh = "请过一会儿再传一次。"
    cure_en = "Send it again in a moment."


class DecoderUnavailable(Refusal):
    """The decoder cannot be closed off on this machine, or cannot be started: nothing is taken rather than looked at unprotected."""

    code = "decoder_unavailable"
    zh = "现在不能收文件，请到窗口出示原件。"
    en = "Files cannot be taken now; show the paper at the window."
    status = 503
    cure_zh = "管理员：运行 ./yitang check 看原因。"
    cure_en = "Administrator: ./yitang check says why."


class ScannerFound(Refusal):
    """The office's scanner says that the file is malware."""

    code = "scanner_found"
    zh = "杀毒程序不让这个文件通过，没有收下。"
    en = "The virus scanner does not let this file pass; it was not taken."
    cure_zh = "请拍照再传，并检查您的手机或电脑。"
    cure_en = "Take a photo and send that; have your phone or computer checked."


class ScannerSilent(Refusal):
    """The office wants every file scanned, and its scanner does not answer."""

    code = "scanner_silent"
    zh = "杀毒程序没有回答，文件没有收下。"
    en = "The virus scanner does not answer; the file was not taken."
    status = 503
    cure_zh = "请过一会儿再传，或到窗口出示原件。"
    cure_en = "Send it again later, or show the paper at the window."


class UploadQuotaSpent(Refusal):
    """As much as one person, one thing or one office may send in a day."""

    code = "upload_quota_spent"
    zh = "今天传的文件已经够多了（{whose_zh}）。"
    en = "No more files today ({whose_en})."
    status = 429
    cure_zh = "请明天再传，或到窗口出示原件。"
    cure_en = "Send it tomorrow, or show the paper at the window."


class SlotFull(Refusal):
    """As many files as one thing may hold in this slot."""

    code = "slot_full"
    zh = "这里最多放 {most} 个文件。"
    en = "At most {most} files here."
    status = 409
    cure_zh = "请先删掉不要的。"
    cure_en = "Remove one that is not needed."


class SlotUnknown(Refusal):
    """No slot of this name is in the office's policy."""

    code = "slot_unknown"
    zh = "这里不收文件。"
    en = "No files are taken here."
    status = 404


class UploadGone(Refusal):
    """The file was removed, or never was."""

    code = "upload_gone"
    zh = "这个文件已经不在这里。"
    en = "This file is not here any more."
    status = 404


class LinkOver(Refusal):
    """A link to an original that was used, ran out, belongs to a session that ended, or never was."""

    code = "link_over"
    zh = "这个下载链接已经失效：只能用一次，一分钟内有效。"
    en = "This link is over: it works once, within a minute."
    status = 404
    cure_zh = "请回到业务页面再点一次“下载原件”。"
    cure_en = "Go back to the case and ask for the original again."
