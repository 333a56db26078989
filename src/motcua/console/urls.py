"""Addresses of administration."""

from django.urls import path

from motcua.console.access import views as access
from motcua.console.calendar import views as calendar
from motcua.console.catalogue import views
from motcua.console.notices import views as notices
from motcua.console.organisation import by_list, founding, officers, opening, posts, standard, units
from motcua.console.outages import views as outages
from motcua.console.paperless import views as paperless

app_name = "console"
urlpatterns = [
    path("quan-tri/quyen/", access.units, name="access"),
    path("quan-tri/quyen/can-bo/<str:username>/", access.officer, name="officer"),
    path("quan-tri/quyen/can-bo/<str:username>/<slug:what>/", access.act, name="officer_act"),
    path("quan-tri/quyen/<slug:slug>/", access.unit, name="access_unit"),
    path("quan-tri/quyen/<slug:slug>/ban-in/", access.printed, name="access_print"),
    path("quan-tri/quyen/<slug:slug>/xac-nhan/", access.confirm, name="access_confirm"),
    path("quan-tri/thiet-lap/", founding.first_administrator, name="founding"),
    path("quan-tri/don-vi/", units.organisation, name="organisation"),
    path("quan-tri/don-vi/<slug:slug>/", units.unit, name="unit"),
    path("quan-tri/don-vi/<slug:slug>/mo-don-vi/", opening.open_under, name="unit_open"),
    path("quan-tri/don-vi/<slug:slug>/don-vi-thuong-co/", opening.parts, name="unit_parts"),
    path("quan-tri/don-vi/<slug:slug>/tham-quyen/", opening.competence, name="competence"),
    path("quan-tri/don-vi/<slug:slug>/mo-vi-tri/", posts.open_post, name="post_open"),
    path("quan-tri/don-vi/<slug:slug>/mo-tai-khoan/", officers.open_account, name="officer_open"),
    path("quan-tri/don-vi/<slug:slug>/nhieu-tai-khoan/", by_list.send, name="officers_list"),
    path("quan-tri/don-vi/<slug:slug>/nhieu-tai-khoan/mau.xlsx", by_list.template, name="officers_template"),
    path("quan-tri/don-vi/<slug:slug>/doi/<slug:what>/", units.act, name="unit_act"),
    path("quan-tri/vi-tri/<int:post_id>/", posts.post, name="post"),
    path("quan-tri/vi-tri/<int:post_id>/<slug:what>/", posts.act, name="post_act"),
    path("quan-tri/vi-tri/quyen-chuan/", standard.standard_rights, name="standard_rights"),
    path("quan-tri/can-bo/phieu/", officers.slips, name="slips"),
    path("quan-tri/can-bo/<str:username>/chuyen/", officers.move, name="officer_move"),
    path("quan-tri/lich/", calendar.year, name="calendar"),
    path("quan-tri/lich/<slug:what>/", calendar.change, name="calendar_change"),
    path("quan-tri/lich/<slug:what>/doi/", calendar.make, name="calendar_make"),
    path("quan-tri/khong-nop-giay/", paperless.paperless, name="paperless"),
    path("quan-tri/khong-nop-giay/<int:rule_id>/thoi/", paperless.end, name="paperless_end"),
    path("quan-tri/tam-dung/", outages.outage, name="outages"),
    path("quan-tri/tam-dung/<int:outage_id>/huy/", outages.withdraw, name="outage_withdraw"),
    path("quan-tri/thong-bao/", notices.words, name="notices"),
    path("quan-tri/thong-bao/thu/", notices.mails, name="mails"),
    path("quan-tri/thong-bao/thu/gui-lai/", notices.send_again, name="send_again"),
    path("quan-tri/thong-bao/loi/<slug:code>/", notices.wording, name="wording"),
    path("quan-tri/thu-tuc/", views.procedures, name="procedures"),
    path("quan-tri/thu-tuc/bao-cao/", views.report, name="report"),
    path("quan-tri/thu-tuc/<str:code>/", views.procedure, name="procedure"),
    path("quan-tri/thu-tuc/<str:code>/cong-bo/", views.publish, name="publish"),
]
