"""Words of the desk: states, acts, reasons, channels. The page says what an officer would say."""

from __future__ import annotations

from motcua.dossiers.asking import HandBack
from motcua.dossiers.habits import habits
from motcua.dossiers.queries import Paper
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.states import Status
from motcua.platform.text import instant_vi, number

STATUS = {
    Status.SUBMITTED: "Mới nộp",
    Status.ACCEPTED: "Đã tiếp nhận",
    Status.DECLINED: "Không tiếp nhận",
    Status.IN_PROCESS: "Đang xử lý",
    Status.AWAITING_SUPPLEMENT: "Chờ bổ sung",
    Status.AWAITING_PAYMENT: "Chờ nộp phí",
    Status.WITHDRAWAL_REQUESTED: "Xin rút hồ sơ",
    Status.STOPPED: "Đã dừng",
    Status.COMPLETED: "Có kết quả",
    Status.RETURNED: "Đã trả kết quả",
}
CHANNEL = {1: ("Tại quầy", "counter"), 2: ("Trực tuyến", "mobile"), 3: ("Bưu chính", "mail")}
ACT = {
    Act.ACCEPT: ("Tiếp nhận", "A", "In mẫu 01, hẹn ngày trả, chuyển bước sau"),
    Act.ASK_SUPPLEMENT: ("Yêu cầu bổ sung", "B", ""),
    Act.DECLINE: ("Từ chối tiếp nhận", "T", ""),
    Act.ALLOW_SECOND: ("Cho gửi yêu cầu bổ sung", "", "Cán bộ xin ý kiến lãnh đạo: mở để xem xin gì, vì sao"),
    Act.REFUSE_SECOND: ("Không cho gửi yêu cầu bổ sung", "", ""),
    Act.CONFIRM_SUPPLEMENT: ("Bổ sung đã đủ", "A", ""),
    Act.TAKE_SUPPLEMENT: ("Nhận bổ sung tại quầy", "", "Người nộp mang giấy đến thay cho gửi trong tài khoản"),
    Act.GRANT_MORE_DAYS: ("Cho thêm ngày bổ sung", "", "Người nộp xin thêm ngày: mở để xem lý do và ngày xin"),
    Act.REFUSE_MORE_DAYS: ("Không cho thêm ngày", "", ""),
    Act.LAPSE: ("Dừng vì quá hạn bổ sung", "", ""),
    Act.ASK_PAYMENT: ("Yêu cầu nộp phí", "", ""),
    Act.TAKE_PAYMENT: ("Thu phí tại quầy", "P", ""),
    Act.PAY_REFUND: ("Trả lại tiền", "", "Phí, lệ phí phải trả lại người nộp"),
    Act.TAKE_UP: ("Nhận xử lý", "A", ""),
    Act.FORWARD: ("Chuyển bước sau", "C", ""),
    Act.SEND_BACK: ("Trả lại bước trước", "", ""),
    Act.RECALL: ("Thu hồi", "", "Người nhận chưa mở việc"),
    Act.CHANGE_CASE: ("Đổi trường hợp", "", "Quy trình và ngày hẹn tính theo trường hợp mới"),
    Act.VERIFY_OUTSIDE: ("Đi xác minh", "", ""),
    Act.END_VERIFICATION: ("Ghi kết quả xác minh", "", ""),
    Act.PROPOSE: ("Soạn kết quả", "S", ""),
    Act.APPROVE: ("Ký duyệt", "A", ""),
    Act.REFUSE: ("Không giải quyết", "", ""),
    Act.NUMBER: ("Vào sổ, đóng dấu", "A", ""),
    Act.RETURN_RESULT: ("Trả kết quả", "A", ""),
    Act.GRANT_WITHDRAWAL: ("Cho rút hồ sơ", "", ""),
    Act.REFUSE_WITHDRAWAL: ("Không cho rút", "", ""),
    Act.SIGN_APOLOGY: ("Ký thư xin lỗi", "", "Mẫu 04: đọc lý do và ngày hẹn mới trước khi ký"),
    Act.RETURN_APOLOGY: ("Trả lại thư xin lỗi", "", ""),
    Act.DRAFT_APOLOGY: ("Soạn thư xin lỗi, hẹn lại", "", "Mẫu 04: chỉ hẹn lại được một lần"),
    Act.ANSWER_OPINION: ("Trả lời ý kiến", "A", ""),
    Act.APPROVE_CORRECTION: ("Ký văn bản đính chính", "A", "Xem văn bản mới trong phần Giấy tờ trước khi ký"),
    Act.REFUSE_CORRECTION: ("Không ký đính chính", "", ""),
    Act.SEAL_CORRECTION: ("Vào sổ văn bản đính chính", "A", "Văn bản cũ được đánh dấu đã thay, người nộp được báo"),
    Act.ASK_OPINION: ("Xin ý kiến đơn vị khác", "", "Đồng hồ vẫn chạy trong lúc chờ"),
    Act.EXTEND_OPINION: ("Lùi hạn trả lời ý kiến", "", ""),
    Act.SKIP_OPINION: ("Làm tiếp, không chờ ý kiến", "", ""),
    Act.REASSIGN: ("Giao cho người khác", "", ""),
    Act.WRITE_NOTE: ("Ghi chú, hỏi nội bộ", "", "Người dân không thấy"),
    Act.ANSWER_NOTE: ("Trả lời câu hỏi nội bộ", "", ""),
    Act.CHANGE_PROCEDURE: ("Chuyển đúng thủ tục", "", ""),
    Act.MERGE_DUPLICATE: ("So với hồ sơ giống", "", ""),
    Act.MARK_DIFFERENT: ("Đánh dấu không trùng", "", ""),
    Act.PROPOSE_CORRECTION: ("Đính chính kết quả đã trả", "", ""),
    Act.ATTACH_SCAN: ("Đính bản chụp giấy đã ký", "", "Người nộp xem được bên cạnh bản PDF"),
}
# Acts that need no words: one press on the dossier's page does them.
DIRECT = frozenset(
    {
        Act.ACCEPT,
        Act.CONFIRM_SUPPLEMENT,
        Act.TAKE_UP,
        Act.FORWARD,
        Act.RECALL,
        Act.APPROVE,
        Act.NUMBER,
        Act.LAPSE,
        Act.ASK_PAYMENT,
        Act.APPROVE_CORRECTION,
        Act.SEAL_CORRECTION,
    }
)
WHY_NOT = {
    "deadline_not_over": "chưa hết hạn bổ sung",
    "fee_unknown": "chưa ai xác định mức thu",
    "extension_waits": "còn đề nghị xin thêm ngày chưa trả lời",
    "unpaid": "chưa thu phí",
    "nothing_proposed": "chưa soạn kết quả",
    "nothing_approved": "chưa ký",
    "verifying": "đang chờ xác minh",
    "waits_for_leader": "chờ lãnh đạo cho ý kiến",
    "apology_wanted": "soạn thư xin lỗi, hoặc có kết quả, rồi mới chuyển",
    "opinion_open": "đang chờ ý kiến đơn vị khác",
    "paper_changed": "tệp kết quả không còn đúng bản đã ký; trả lại để ký lại",
    "result_approved": "kết quả đã ký; trả lại bước ký trước",
    "waits_outside": "đang chờ người nộp",
    "correction_open": "đang có một lần đính chính chưa xong",
    "no_pause_reason": "thủ tục này không có lý do tạm dừng nào cho việc ấy",
}
# How many characters of each text of an act's form the tables keep.
MOST = {
    "reason": 2000,
    "legal_basis": 500,
    "note": 500,
    "answer": 500,
    "what": 500,
    "where": 200,
    "finding": 1000,
    "receipt": 40,
    "question": 2000,
    "text": 2000,
}
# Which act asks for what before it is done: fields of its small form.
FAULT = {
    "reason": "Ghi lý do.",
    "legal_basis": "Ghi căn cứ pháp lý: văn bản, điều, khoản.",
    "also": "Có kết quả chọn kèm chưa trả được cùng lúc. Chưa trả gì cả: bỏ chọn hồ sơ đó, hoặc mở ra xem.",
    "result_words": "Kết quả của thủ tục này cần cán bộ ghi thêm. Mở hồ sơ, bấm Soạn kết quả.",
    "late_ground": "Ghi luật chuyên ngành cho phép: tên luật, điều, khoản.",
    "case": "Chọn trường hợp.",
    "note": "Ghi lý do trả lại để người nhận biết phải làm gì.",
    "answer": "Ghi câu trả lời cho người nộp đọc.",
    "until": "Chọn một ngày sau hạn hiện nay và trong mức cho phép, ghi ở dưới câu hỏi.",
    "what": "Ghi nội dung cần xác minh.",
    "expected_on": "Ngày hẹn xác minh không thể trước hôm nay.",
    "finding": "Ghi kết quả xác minh.",
    "receiver": "Ghi họ tên người đến quầy. Người không có tên trong hồ sơ thì chọn «Người khác» và ghi giấy ủy quyền.",
    "way": "Chọn cách trả kết quả.",
    "receipt_missing": "Ghi số biên lai.",
    "amount_differs": "Số tiền khác mức phải thu.",
    "already_settled": "Hồ sơ này đã thu đủ.",
    "amount_needs_ground": "Ghi mức thu và căn cứ.",
    "new_due_on": "Ngày hẹn mới phải là ngày làm việc, sau hôm nay và sau ngày hẹn cũ.",
    "new_due_past": "Ngày hẹn mới trong thư đã qua, hoặc không sau ngày hẹn hiện nay. Trả lại để soạn lại.",
    "given_back": "Ghi ngắn lại.",
    "refund": "Số hoàn trả không thể quá số đã thu.",
    "refund_note": "Ghi hoàn bằng cách nào, trong 300 ký tự.",
    "receiver_post": "Ghi gửi cho ai.",
    "read_back": "Đọc lại cho người mang đến nghe các mục đã sửa, rồi đánh dấu.",
    "paper": "Còn thiếu giấy này. Mọi mục đủ mới nhận bổ sung được; giấy đã mang đến thì trả lại để mang đủ một lần.",
    "proof": "Chọn đã đối chiếu bằng gì.",
    "proof_text": "Ghi giấy tờ đã xem. Nếu đối chiếu bằng số định danh thì phải là số của người trong hồ sơ.",
    "mandate_kind": "Ghi loại giấy ủy quyền đã xem.",
    "signed_by": "Chọn cách ký nhận.",
    "witness": "Ghi họ tên người làm chứng việc điểm chỉ.",
    "signature": "Chọn ảnh chữ ký, hoặc chọn cách ký khác.",
    "unit": "Chọn đơn vị cần hỏi.",
    "unit_asked": "Đơn vị này đang được hỏi và chưa trả lời.",
    "question": "Ghi câu hỏi.",
    "days": "Ghi số ngày làm việc, từ 1 đến {most}.",
    "papers": "Chọn lại giấy cần xem.",
    "verdict": "Chọn đồng ý, không đồng ý hoặc có ý kiến thêm.",
    "text": "Ghi nội dung.",
    "to": "Chọn người nhận trong danh sách.",
    "to_barred": "Người này có quan hệ với người trong hồ sơ, không giao được. Chọn người khác.",
    "opinion": "Lần hỏi này đã có trả lời hoặc đã kết thúc.",
    "procedure": "Không có thủ tục này đang áp dụng ở đây. Xem lại mã.",
    "procedure_only_explained": "Thủ tục này chỉ được hướng dẫn ở đây, không nhận hồ sơ.",
    "procedure_same": "Hồ sơ đang ở đúng thủ tục và trường hợp này.",
    "procedure_secrecy": "Thủ tục hoặc trường hợp này có mức bảo mật khác, không chuyển thẳng được.",
    "closed_sections": "Hồ sơ có phần bạn không được xem. Nhờ người được giao phần ấy chuyển.",
    "other": "Hai hồ sơ này không còn được coi là giống nhau. Tải lại trang.",
    "scan": "Chọn tệp bản chụp.",
    "correction_file": "Chọn tệp văn bản mới đã ký.",
    "dossiers": "Chọn ít nhất một hồ sơ, nhiều nhất {bulk} hồ sơ một lần.",
    "act": "Việc này không làm hàng loạt được.",
    "key": "Trang này đã cũ. Tải lại rồi chọn lại.",
}
FAULT |= {
    "days": FAULT["days"].format(most=habits()["opinion"]["most_days"]),
    "dossiers": FAULT["dossiers"].format(bulk=habits()["bulk"]["most"]),
}


def too_long(most: int) -> str:
    """Return the sentence at a field in which more was written than can be kept.

    >>> too_long(1000)
    'Lời ghi này dài quá 1.000 ký tự. Ghi ngắn lại.'
    """
    return f"Lời ghi này dài quá {number(most)} ký tự. Ghi ngắn lại."


def hand_back_words(told: HandBack) -> str:
    """Return until when a received dossier may be handed back, "" where nothing bounds it (R2.24).

    >>> hand_back_words(HandBack(None, False, None, ""))
    ''
    """
    if told.until is None:
        return ""
    if told.is_over:
        return (
            f"Đã quá {told.days} ngày làm việc kể từ khi tiếp nhận (đến {instant_vi(told.until)}; {told.legal}). "
            "Muốn gửi, lãnh đạo phải xác nhận và nêu luật chuyên ngành cho phép."
        )
    return f"Trả hồ sơ để bổ sung được đến {instant_vi(told.until)} ({told.days} ngày làm việc kể từ khi tiếp nhận)."


_HELD = {"kept": "lưu hồ sơ", "lent": "giữ tạm, trả lại cùng kết quả"}


def paper_words(paper: Paper) -> str:
    """Return what was handed over at the counter, "" for a paper that was not.

    >>> from motcua.dossiers.queries import Paper
    >>> paper_words(Paper("k", "Giấy chứng sinh", "paper", True, "", originals=1, copies=2, held="lent"))
    'Bản giấy: 1 bản chính (giữ tạm, trả lại cùng kết quả), 2 bản sao'
    """
    if paper.filled_by != "paper":
        return ""
    held = f" ({_HELD[paper.held]})" if paper.held in _HELD else ""
    told = [
        f"{paper.originals} bản chính{held}" if paper.originals else "",
        f"{paper.copies} bản sao" if paper.copies else "",
    ]
    return f"Bản giấy: {', '.join(t for t in told if t)}"
