"""Addresses of the desk."""

from django.urls import path

from motcua.desk import acts, devices, dossier, judging, lists, second_factor, sign_in

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
    path("can-bo/ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("can-bo/ho-so/<str:code>/phieu/<int:slip_id>/", dossier.slip, name="slip"),
    path("can-bo/ho-so/<str:code>/bo-sung/", judging.judge, name="judge"),
    path("can-bo/ho-so/<str:code>/muc-thu/", acts.say_fee, name="say_fee"),
    path("can-bo/ho-so/<str:code>/viec/<str:name>/", acts.act, name="act"),
]
