"""Addresses of the desk."""

from django.urls import path

from motcua.desk import (
    acts,
    books,
    calls,
    devices,
    dossier,
    handovers,
    judging,
    lists,
    ratings,
    second_factor,
    sign_in,
)
from motcua.desk.reception import views as reception
from motcua.desk.reception.cash import cash_sheet
from motcua.desk.reception.lane import lane

app_name = "desk"
urlpatterns = [
    path("can-bo/dang-nhap/", sign_in.sign_in, name="sign_in"),
    path("can-bo/mat-khau/", sign_in.password, name="password"),
    path("can-bo/tai-khoan/", sign_in.account, name="account"),
    path("can-bo/dang-nhap/ma/", sign_in.code, name="code"),
    path("can-bo/xac-thuc/", second_factor.second_factor, name="second_factor"),
    path("can-bo/xac-thuc/bat/", second_factor.enrol, name="enrol"),
    path("can-bo/xac-thuc/go/", second_factor.remove, name="remove_factor"),
    path("can-bo/xac-thuc/ma-du-phong/", second_factor.paper, name="paper_codes"),
    path("can-bo/thiet-bi/", devices.devices, name="devices"),
    path("dang-xuat/", sign_in.sign_out, name="sign_out"),
    path("can-bo/", lists.my_work, name="my_work"),
    path("can-bo/ho-so/", lists.everything, name="everything"),
    path("can-bo/tim/", lists.find, name="find"),
    path("can-bo/danh-gia/", ratings.listed, name="ratings"),
    path("can-bo/danh-gia/<int:rating_id>/", ratings.one, name="rating"),
    path("can-bo/goi-dien/", calls.calls, name="calls"),
    path("can-bo/ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("can-bo/ho-so/<str:code>/phieu/<int:slip_id>/", dossier.slip, name="slip"),
    path("can-bo/ho-so/<str:code>/goi-dien/", calls.call, name="call"),
    path("can-bo/ho-so/<str:code>/bo-sung/", judging.judge, name="judge"),
    path("can-bo/ho-so/<str:code>/muc-thu/", acts.say_fee, name="say_fee"),
    path("can-bo/ho-so/<str:code>/viec/<str:name>/", acts.act, name="act"),
    path("can-bo/ho-so/<str:code>/kiem-soat.pdf", books.control_slip, name="control_slip"),
    path("can-bo/so/", books.register, name="register"),
    path("can-bo/tre-han/", books.unapologised, name="unapologised"),
    path("can-bo/cho-nhan/", books.uncollected, name="uncollected"),
    path("can-bo/ban-giao/", handovers.handovers, name="handovers"),
    path("can-bo/ban-giao/danh-sach.pdf", handovers.handover_sheet, name="handover_sheet"),
    path("can-bo/tiep-nhan/", reception.counter, name="counter"),
    path("can-bo/tiep-nhan/thu-tien/", cash_sheet, name="cash_sheet"),
    path("can-bo/tiep-nhan/nhanh/<str:procedure>/", lane, name="lane"),
    path("can-bo/tiep-nhan/<int:visit_id>/", reception.visit, name="visit"),
    path("can-bo/tiep-nhan/<int:visit_id>/nguoi/", reception.person, name="visit_person"),
    path("can-bo/tiep-nhan/<int:visit_id>/viec/", reception.choose, name="visit_choose"),
    path("can-bo/tiep-nhan/<int:visit_id>/viec/<int:ordinal>/", reception.matter, name="matter"),
    path("can-bo/tiep-nhan/<int:visit_id>/tat-ca/", reception.accept_all, name="visit_accept_all"),
    path("can-bo/tiep-nhan/<int:visit_id>/ket-thuc/", reception.end, name="visit_end"),
    path("can-bo/tiep-nhan/<int:visit_id>/nhan/", reception.labels, name="visit_labels"),
]
