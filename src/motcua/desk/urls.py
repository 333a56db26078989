"""Addresses of the desk."""

from django.urls import path

from motcua.desk import acts, book, dossier, judging, lists, many, opinions, sign_in, twins, wrong_procedure

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
    path("can-bo/y-kien/", opinions.opinions, name="opinions"),
    path("can-bo/nhieu/", many.many, name="many"),
    path("can-bo/nhieu/<int:run_id>/", many.done, name="many_done"),
    path("can-bo/so-van-ban/", book.book, name="book"),
    path("can-bo/giao-lai/", many.absence, name="absence"),
    path("can-bo/ho-so/<str:code>/xin-y-kien/", opinions.ask, name="ask_opinion"),
    path("can-bo/ho-so/<str:code>/trung/", twins.twins, name="twins"),
    path("can-bo/ho-so/<str:code>/chuyen-thu-tuc/", wrong_procedure.change, name="change_procedure"),
]
