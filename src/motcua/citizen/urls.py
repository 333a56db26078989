"""Addresses of the citizen's own pages; the catalogue has its own."""

from django.urls import path

from motcua.citizen import account, dossier, filing, lookup, mine, receipt, review, screens, supplement

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
    path("ho-so/<str:code>/in/", dossier.printed, name="print"),
    path("ho-so/<str:code>/bien-nhan/", receipt.receipt, name="receipt"),
    path("ho-so/<str:code>/bien-nhan.pdf", receipt.receipt_pdf, name="receipt_pdf"),
    path("ho-so/<str:code>/qr.svg", receipt.qr, name="qr"),
    path("ho-so/<str:code>/phieu/<int:slip_id>.pdf", dossier.slip, name="slip"),
    path("ho-so/<str:code>/bo-sung/", supplement.supplement, name="supplement"),
    path("ho-so/<str:code>/rut/", dossier.withdraw, name="withdraw"),
    path("tra-cuu/", lookup.lookup, name="lookup"),
]
