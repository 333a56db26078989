"""Addresses of the citizen's own pages; the catalogue has its own."""

from django.urls import path

from motcua.citizen import (
    account,
    dossier,
    filing,
    hall,
    hand,
    lookup,
    mine,
    printing,
    rating,
    receipt,
    review,
    screens,
    supplement,
)

app_name = "citizen"
urlpatterns = [
    path("dang-nhap/", account.sign_in, name="sign_in"),
    path("tai-khoan/", account.account, name="account"),
    path("tai-khoan/ai-da-xem/", account.readers, name="readers"),
    path("xa/<slug:slug>/nop/<str:code>/", filing.start, name="start"),
    path("nop/<int:draft_id>/", filing.draft, name="draft"),
    path("nop/<int:draft_id>/kiem-tra/", review.review, name="check"),
    path("nop/<int:draft_id>/thay-doi/", filing.rebase, name="rebase"),
    path("nop/<int:draft_id>/bo/", filing.drop, name="drop"),
    path("nop/<int:draft_id>/lay-lai/", filing.relock, name="relock"),
    path("nop/<int:draft_id>/luu/", screens.autosave, name="autosave"),
    path("nop/<int:draft_id>/<str:group_key>/", screens.group, name="group"),
    path("nop/<int:draft_id>/<str:group_key>/bao-sai/", screens.dispute, name="dispute"),
    path("ho-so/", mine.mine, name="mine"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/in/", printing.printed, name="print"),
    path("ho-so/<str:code>/bien-nhan/", receipt.receipt, name="receipt"),
    path("ho-so/<str:code>/bien-nhan.pdf", receipt.receipt_pdf, name="receipt_pdf"),
    path("ho-so/<str:code>/qr.svg", receipt.qr, name="qr"),
    path("ho-so/<str:code>/phieu/<int:slip_id>.pdf", dossier.slip, name="slip"),
    path("ho-so/<str:code>/bo-sung/", supplement.supplement, name="supplement"),
    path("ho-so/<str:code>/rut/", hand.withdraw, name="withdraw"),
    path("ho-so/<str:code>/dien-thoai/", hand.phone, name="phone"),
    path("ho-so/<str:code>/xin-them-ngay/", hand.more_days, name="more_days"),
    path("ho-so/<str:code>/danh-gia/", rating.rate, name="rate"),
    path("hang-cho/", hall.kiosk, name="hall"),
    path("hang-cho/mo/<str:key>/", hall.opened, name="hall_open"),
    path("hang-cho/so/<int:ticket_id>/", hall.ticket, name="hall_ticket"),
    path("hang-cho/man-hinh/", hall.display, name="hall_display"),
    path("hang-cho/man-hinh/tin/", hall.news, name="hall_news"),
    path("danh-gia/", rating.by_code, name="rate_by_code"),
    path("tra-cuu/", lookup.lookup, name="lookup"),
]
