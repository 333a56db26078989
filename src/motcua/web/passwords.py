"""What a password lacks, in the words of the pages where somebody chooses one (identity.rules.password_faults)."""

from __future__ import annotations

HINT = "Ít nhất 8 ký tự, có chữ thường, chữ hoa, chữ số và một ký tự khác."
FAULTS = {
    "too_short": "Mật khẩu cần ít nhất 8 ký tự.",
    "no_lower": "Thêm ít nhất một chữ thường.",
    "no_upper": "Thêm ít nhất một chữ hoa.",
    "no_digit": "Thêm ít nhất một chữ số.",
    "no_special": "Thêm ít nhất một ký tự như @ # % - _",
    "has_username": "Mật khẩu không được chứa tên đăng nhập.",
    "differs": "Hai lần gõ mật khẩu chưa giống nhau.",
}
