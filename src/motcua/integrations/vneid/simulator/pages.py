"""The pages a person sees. Plain HTML that needs no script; every value from outside passes `escape`."""

from collections.abc import Iterable, Sequence
from html import escape
from http import HTTPStatus
from itertools import groupby
from urllib.parse import urlencode, urlsplit

from .authorization import SignInRequest
from .people import Account, Person
from .wire import HTML, NEVER_KEPT, Response

LABEL = "VNeID mô phỏng, chỉ có người bịa"


def choice(request: SignInRequest, found: Sequence[Account], *, total: int, sought: str, problem: str = "") -> Response:
    """Ask who signs in: a search that is a GET form, then one form in which every person is a button."""
    client = escape(request.client.name)
    carried = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in request.carried
    )
    body = f"""
<h1>Bạn đăng nhập là ai?</h1>
{f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""}
<p>{client} sẽ nhận số định danh, họ tên, ngày sinh, loại và mức tài khoản của người bạn chọn. Không cần mật khẩu.</p>
<form class="refuse" method="post" action="/authorize">{carried}
<button class="second" name="refuse" value="1">Từ chối và quay lại</button>
</form>
<form class="search" method="get" action="/authorize" role="search">{carried}
<label for="q">Tìm theo tên, nơi ở hoặc số định danh</label>
<span class="hint" id="q-hint">Gõ không dấu cũng được.</span>
<span class="line"><input id="q" name="q" type="search" value="{escape(sought)}" aria-describedby="q-hint"
 autocomplete="off" maxlength="100"><button class="second">Tìm</button></span>
</form>
<form method="post" action="/authorize">{carried}
{_count(request, found, total, sought)}
{"".join(_group(place, list(rows)) for place, rows in groupby(found, key=lambda account: account.person.place))}
</form>"""
    return _page("Chọn người đăng nhập", body, HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK, request)


def refusal(sentence: str, detail: str) -> Response:
    """Say why nobody is sent anywhere, and what to pass on to whoever runs the application."""
    body = f"""
<h1>Chưa đăng nhập được</h1>
<p>{escape(sentence)}</p>
<p>Quay lại trang trước và thử lần nữa. Nếu vẫn gặp, gửi dòng dưới đây cho người quản trị ứng dụng:</p>
<p class="detail"><code>{escape(detail)}</code></p>"""
    return _page("Chưa đăng nhập được", body, HTTPStatus.BAD_REQUEST)


def signed_out() -> Response:
    body = "\n<h1>Bạn đã đăng xuất</h1>\n<p>Bạn có thể đóng trang này.</p>"
    return _page("Đã đăng xuất", body, HTTPStatus.OK)


def front(client_names: Iterable[str]) -> Response:
    """What stands at the bare address, for somebody who got here by typing it."""
    names = " hoặc ".join(escape(name) for name in client_names)
    body = f"""
<h1>Đây là VNeID mô phỏng</h1>
<p>Trang này thay VNeID khi chạy thử. Bắt đầu đăng nhập từ {names}, ứng dụng sẽ đưa bạn đến đây.</p>"""
    return _page("VNeID mô phỏng", body, HTTPStatus.OK)


def missing() -> Response:
    body = "\n<h1>Không có trang này</h1>\n<p>Bắt đầu đăng nhập từ ứng dụng của bạn, ứng dụng sẽ đưa bạn đến đây.</p>"
    return _page("Không có trang này", body, HTTPStatus.NOT_FOUND)


def _count(request: SignInRequest, found: Sequence[Account], total: int, sought: str) -> str:
    if not sought:
        return f'<p class="count">{total} tài khoản. Bấm vào một tài khoản để đăng nhập.</p>'
    everybody = f'<a href="{escape(_everybody(request))}">Xem tất cả {total} tài khoản</a>'
    said = f"Có {len(found)} tài khoản với" if found else "Chưa tìm thấy ai với"
    advice = "" if found else "Thử gõ ít chữ hơn."
    return f'<p class="count" role="status">{said} “{escape(sought)}”. {advice} {everybody}</p>'


def _everybody(request: SignInRequest) -> str:
    return f"/authorize?{urlencode(request.carried)}"


def _group(place: str, accounts: Sequence[Account]) -> str:
    rows = "".join(f"<li>{_row(account)}</li>" for account in accounts)
    return f'\n<h2>{escape(place)}</h2>\n<ul class="people">{rows}</ul>'


def _row(account: Account) -> str:
    person, organisation = account.person, account.organisation
    if organisation:
        name, tag = organisation.name, '<span class="tag">Tổ chức</span>'
        acting = "Người được giao tài khoản" if account.is_further else "Đại diện theo pháp luật"
        lines = [f"Mã số thuế {organisation.tax_code}", f"{acting}: {escape(person.name)}"]
    else:
        name, tag = person.name, '<span class="tag low">Mức 1</span>' if person.level == 1 else ""
        lines = [f"{_digits(person.number)}, {_born(person)}", escape(person.note)]
    text = "".join(f'<span class="about">{line}</span>' for line in lines if line)
    return (
        f'<button class="person" name="account" value="{escape(account.key)}">'
        f'<span class="head"><span class="name">{escape(name)}</span>{tag}</span>{text}</button>'
    )


def _born(person: Person) -> str:
    if "-" not in person.born:
        return f"sinh năm {person.born}"
    year, month, day = person.born.split("-")
    # Official Vietnamese dates put a zero before days under 10 and before months 1 and 2 only (NĐ 30/2020).
    return f"sinh {day}/{month if int(month) < 3 else int(month)}/{year}"


def _digits(number: str) -> str:
    """Group by threes with spans and no spaces, so that a copied number stays one number."""
    return "".join(f'<span class="three">{number[at : at + 3]}</span>' for at in range(0, len(number), 3))


def _page(title: str, body: str, status: HTTPStatus, request: SignInRequest | None = None) -> Response:
    html = f"""<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)} · {LABEL}</title>
<link rel="stylesheet" href="/static/vneid.css">
<link rel="icon" href="/static/mark.svg" type="image/svg+xml">
</head>
<body>
<header><div class="house"><div class="wrap"><img src="/static/mark.svg" alt="" width="40" height="40">
<p><strong>VNeID mô phỏng</strong><span>Chỉ có người bịa</span></p></div></div>
<p class="warning"><span class="wrap">Đây không phải VNeID của Bộ Công an.
Mọi tên và số ở đây đều bịa, chỉ để chạy thử.</span></p></header>
<main class="wrap">{body}
</main>
</body>
</html>
"""
    return Response(status, HTML, html.encode(), (*NEVER_KEPT, ("Content-Security-Policy", _policy(request))))


def _policy(request: SignInRequest | None) -> str:
    # Browsers hold form-action against the redirect that follows a form, so the client's own
    # address must be named or the person stays on a dead page after choosing.
    targets = "'self'"
    if request is not None:
        client = urlsplit(request.redirect_uri)
        targets += f" {client.scheme}://{client.netloc}"
    return (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action {targets}"
    )
