"""Addresses of the desk."""

from django.urls import path

from motcua.desk import acts, books, dossier, handovers, judging, lists, sign_in

app_name = "desk"
urlpatterns = [
    path("can-bo/dang-nhap/", sign_in.sign_in, name="sign_in"),
    path("can-bo/mat-khau/", sign_in.password, name="password"),
    path("can-bo/tai-khoan/", sign_in.account, name="account"),
    path("dang-xuat/", sign_in.sign_out, name="sign_out"),
    path("can-bo/", lists.my_work, name="my_work"),
    path("can-bo/ho-so/", lists.everything, name="everything"),
    path("can-bo/tim/", lists.find, name="find"),
    path("can-bo/ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("can-bo/ho-so/<str:code>/phieu/<int:slip_id>/", dossier.slip, name="slip"),
    path("can-bo/ho-so/<str:code>/bo-sung/", judging.judge, name="judge"),
    path("can-bo/ho-so/<str:code>/muc-thu/", acts.say_fee, name="say_fee"),
    path("can-bo/ho-so/<str:code>/viec/<str:name>/", acts.act, name="act"),
    path("can-bo/ho-so/<str:code>/kiem-soat.pdf", books.control_slip, name="control_slip"),
    path("can-bo/so/", books.register, name="register"),
    path("can-bo/tre-han/", books.unapologised, name="unapologised"),
    path("can-bo/cho-nhan/", books.uncollected, name="uncollected"),
    path("can-bo/ban-giao/", handovers.handovers, name="handovers"),
    path("can-bo/ban-giao/danh-sach.pdf", handovers.handover_sheet, name="handover_sheet"),
]
