"""The template of a list for one procedure, as it is downloaded."""

from __future__ import annotations

from datetime import date
from typing import IO

from motcua.counter.batch.columns import PAPER
from motcua.counter.batch.lists import Offer, numbers
from motcua.documents.list_templates import write_list_template
from motcua.platform.text import date_vi


def write(out: IO[bytes], chosen: Offer, *, on: date) -> None:
    """Write the template: the form's questions as columns, its choices as drop-downs, one example, the help."""
    must = [column.label for column in chosen.columns if column.must]
    has_papers = any(column.key.startswith(PAPER) for column in chosen.columns)
    told = [
        f"{chosen.title} (mã {chosen.procedure})",
        f"Mẫu tải ngày {date_vi(on)}. Thủ tục đổi biểu mẫu thì phải tải mẫu mới.",
        "",
        "Mỗi người một dòng, từ dòng 4 của trang Danh sách. Dòng 3 là ví dụ, để nguyên cũng được.",
        f"Nhiều nhất {numbers()['most_rows']} người một tệp.",
        "Cột có dấu * là bắt buộc: " + ("; ".join(must) + "." if must else "không có."),
        "Cột khác chỉ điền khi đúng trường hợp của người đó; hệ thống sẽ nói rõ dòng nào, cột nào còn thiếu.",
        "Ô có mũi tên thì chọn trong danh sách. Ngày ghi 14/02/1950; chỉ biết năm thì ghi 1950 nếu cột cho phép.",
        "Số định danh, số điện thoại giữ đủ số 0 ở đầu. Không dùng công thức; chép từ bảng khác thì dán giá trị.",
        "Không thêm, không đổi cột. Xóa cả dòng khi bỏ một người.",
    ]
    if has_papers:
        told.append("Cột Giấy nhận: ghi số bản giấy đã nhận của người đó; tờ khai có chữ ký giữ lại ở quầy.")
    write_list_template(out, chosen.columns, marks=chosen.marks, help_lines=told, lines=numbers()["most_rows"])
