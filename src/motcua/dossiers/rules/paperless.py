"""Why a counter takes paper though none is needed that day (plan row C15): a list of the house, mark P."""

from __future__ import annotations

REASONS = {
    "no_device": "Không có điện thoại thông minh hoặc không có mạng",
    "no_account": "Chưa có tài khoản định danh điện tử",
    "cannot": "Người già, người khuyết tật, không tự làm được",
    "system": "Hệ thống hoặc VNeID đang lỗi",
    "other": "Lý do khác",  # said in the officer's own words
}
