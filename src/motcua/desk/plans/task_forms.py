"""What is asked of who reports on a task: one small form for each thing he may say or show."""

from __future__ import annotations

from typing import Any

from motcua.desk.plans import forms
from motcua.plans import live
from motcua.plans.services import working
from motcua.web.fields import FieldView, Option

_FORMS = {
    "report": ("Báo tiến độ", "Ghi tiến độ"),
    "count": ("Ghi số lượng đã làm", "Ghi số lượng"),
    "file": ("Đưa tệp minh chứng", "Đưa tệp"),
    "link": ("Đưa liên kết minh chứng", "Đưa liên kết"),
    "figure": ("Chốt số liệu làm minh chứng", "Chốt số liệu"),
    "difficulty": ("Nêu khó khăn, vướng mắc", "Gửi"),
    "proposal": ("Đề xuất sửa kế hoạch", "Gửi đề xuất"),
    "close": ("Kết thúc", "Kết thúc"),
    "reopen": ("Mở lại", "Mở lại"),
}
_ENDS = (Option("done", "Đã hoàn thành"), Option("not_done", "Không hoàn thành"))


def shown_forms(
    found: Any, chosen: Any, typed: dict[str, str], errors: dict[str, str], *, manages: bool
) -> list[dict[str, Any]]:
    """Return the forms of one time of a task, as far as it is open; the one that was refused is open and marked."""
    if chosen.closed_at is not None:
        keys = ["reopen"] if manages else []
    else:
        keys = [
            "report",
            *(["count"] if found.counts else []),
            "file",
            "link",
            "figure",
            "difficulty",
            "proposal",
            "close",
        ]
    now_ = typed.get("do", "")
    return [
        {
            "do": key,
            "title": _FORMS[key][0],
            "button": _FORMS[key][1],
            "fields": forms.marked(_views(key, typed if key == now_ else {}, chosen), errors if key == now_ else {}),
            "open": bool(errors) and key == now_,
            "takes_file": key == "file",
        }
        for key in keys
    ]


def _views(key: str, typed: dict[str, str], chosen: Any) -> list[FieldView]:
    def note(label: str = "Ghi chú", *, required: bool = False) -> FieldView:
        return FieldView(
            "textarea",
            "text",
            label,
            typed.get("text", ""),
            lines=2,
            required=required,
            max_length=working.MOST_TEXT,
            id=f"o-{key}-text",
        )

    percent = typed.get("percent", str(chosen.percent))
    match key:
        case "report":
            box = FieldView("number", "percent", "Đã làm được", percent, suffix="%", width=4, id="o-report-percent")
            return [note("Đã làm gì, còn gì", required=True), box]
        case "count":
            done, total = chosen.done_count, chosen.total_count
            return [
                FieldView(
                    "number",
                    "done_count",
                    "Đã làm",
                    typed.get("done_count", "" if done is None else str(done)),
                    width=6,
                ),
                FieldView("number", "total_count", "Trên tổng số", typed.get("total_count", str(total or "")), width=6),
                note("Ghi chú, không ghi họ tên"),
            ]
        case "file":
            accept = ".pdf,.jpg,.jpeg,.png"
            hint = "Tệp .pdf hoặc ảnh, nhiều nhất 10 MB. Che số định danh, số điện thoại của người dân."
            return [FieldView("file", "file", "Tệp", hint=hint, accept=accept, id="o-file-file"), note()]
        case "link":
            return [FieldView("text", "url", "Địa chỉ", typed.get("url", ""), hint="https://…"), note()]
        case "figure":
            figures = tuple(Option(key, name) for key, name in live.known().items())
            periods = tuple(Option(value, label) for value, label in forms.period_options())
            hint = "Giá trị lúc này được giữ lại, về sau số liệu đổi cũng không đổi theo."
            return [
                FieldView("select", "indicator", "Số liệu", typed.get("indicator", ""), options=figures, hint=hint),
                FieldView("select", "period", "Của kỳ", typed.get("period", ""), options=periods),
            ]
        case "difficulty":
            return [note("Khó khăn gì, cần ai giúp gì", required=True)]
        case "proposal":
            return [note("Đề nghị sửa gì, vì sao", required=True)]
        case "close":
            hint = "Có minh chứng thì không cần ghi. Không hoàn thành thì phải ghi."
            return [
                FieldView("radios", "state", "Kết quả", typed.get("state", "done"), options=_ENDS, inline=True),
                FieldView("textarea", "reason", "Lý do", typed.get("reason", ""), lines=2, required=False, hint=hint),
            ]
        case _:
            return [FieldView("text", "reason", "Lý do mở lại", typed.get("reason", ""))]
