"""For whom every address is and who may see which dossier: written by hand, never asked of the code.

A new address fails the walk until it has its line here. One line an address, by context and in the order of its
`urls.py`, so that two people who add one each seldom meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# --- people -------------------------------------------------------------------------------------
LOGINS = ("motcua1", "motcua2", "hotich", "xahoi", "chutich", "phochutich", "vanthu", "quanly", "quantri", "kiemtra")
OFFICERS = {f"{commune}.{name}" for commune in ("cg", "xt") for name in LOGINS}
CITIZENS = {"trang", "tien", "enterprise", "colleague", "himself", "rival", "stranger"}
EVERYBODY = (*sorted(OFFICERS), "cg.helper", *sorted(CITIZENS), "nobody")
# The communes are alike: each barrier walks all officers of the one and half of the other's, together they walk all.
_HALF = LOGINS[::2]
WITH_PREDICATE = tuple(role for role in EVERYBODY if role[:3] != "xt." or role[3:] in _HALF)
WITH_POLICIES = tuple(role for role in EVERYBODY if role[:3] != "xt." or role[3:] not in _HALF)
# A door asks who somebody is, not which rows he may read: one commune's officers stand for both.
AT_DOORS = tuple(role for role in EVERYBODY if role[:3] != "xt.")
ADMINISTRATORS = {"cg.quantri", "xt.quantri"}
RECEIVERS = {f"{c}.{n}" for c in ("cg", "xt") for n in ("motcua1", "motcua2", "quanly")}
LEADERS = {f"{c}.{n}" for c in ("cg", "xt") for n in ("chutich", "phochutich")}
BOARD = LEADERS | {f"{c}.{n}" for c in ("cg", "xt") for n in ("quanly", "kiemtra")}  # whoever oversees the commune
OVERSEERS = RECEIVERS | BOARD
PLANNERS = LEADERS | {"cg.quanly", "xt.quanly"}
INSPECTORS = {"cg.kiemtra", "xt.kiemtra"}
OVERSEES = INSPECTORS | {"cg.quanly", "xt.quanly"}
BOTH = OFFICERS | CITIZENS
AT_PUBLIC = {"nobody", "cg.helper", "cg.motcua1", "cg.hotich", "trang", "stranger"}  # one of each kind walks there

# --- dossiers -----------------------------------------------------------------------------------
# S submitted; W worked through to its result; K confidential (HIV); Q waits for a supplement;
# E filed by an enterprise's representative, F by another enterprise's; X submitted in the other commune.
# `himself` is the person who files E as `enterprise`, with the account of his own; `colleague` acts for it too.
COUNTER = {"cg.motcua1", "cg.motcua2", "cg.quanly"}
HEADS = {"cg.chutich", "cg.phochutich"}  # they oversee their commune, and nothing confidential before it waits for them
SEEN = {
    "S": COUNTER | HEADS | {"cg.kiemtra", "trang"},
    "W": COUNTER | HEADS | {"cg.kiemtra", "cg.hotich", "cg.vanthu", "trang"},
    "K": {"cg.motcua2", "tien"},
    "Q": COUNTER | HEADS | {"tien"},  # the inspector of this commune is his relative
    "E": COUNTER | HEADS | {"cg.kiemtra", "enterprise", "colleague"},
    "F": COUNTER | HEADS | {"cg.kiemtra", "rival"},
    "X": {"xt.motcua1", "xt.motcua2", "xt.quanly", "xt.kiemtra", "xt.chutich", "xt.phochutich", "trang"},
}
TURN = {
    "S": COUNTER,
    "W": COUNTER,
    "K": {"cg.motcua2"},
    "Q": COUNTER,
    "E": COUNTER,
    "F": COUNTER,
    "X": {"xt.motcua1", "xt.motcua2", "xt.quanly"},
}
NAMES = {"trang": "Lê Thu Trang", "tien": "Phạm Văn Tiến", "enterprise": "Đặng Quang Huy", "rival": "Lâm Quốc Đạt"}
FIRMS = {"Công ty TNHH Vật liệu Mẫu": "E", "Công ty TNHH Nông sản Mẫu": "F"}
ALSO = {"himself": "enterprise"}  # the same person, so the name is his own; the firm's is not
FILED_BY = {"S": "trang", "W": "trang", "K": "tien", "Q": "tien", "E": "enterprise", "F": "rival", "X": "trang"}
ALL = "SWKQEFX"
# W and K are rated (written by the house: W was received by motcua1 and handled by hotich). K's rating is for nobody at
# the desk: who oversees is not cleared for it, who is cleared had no part in it.
RATING_READ_BY = {"W": HEADS | {"cg.quanly", "cg.kiemtra", "cg.motcua1", "cg.hotich"}}


SLUGS = {"cg": "cam-giang", "xt": "xuan-thanh"}


# --- addresses ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Route:
    """An address: who is let in, how it is called, and which of the dossiers somebody sees a list must name.

    In a list's address {commune}, {slug}, {committee} and {post} stand for the caller's own commune.
    """

    who: set[str]
    url: str
    by: Literal["get", "get post", "post"] = "get"
    tells: str = ""
    leads_nowhere: bool = False  # what the address names is not in the house: whoever is let in finds nothing
    among: dict[str, set[str]] | None = None  # of those who see a dossier, only these (none where it is not named)

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(self.by.split())


# For everybody.
PUBLIC = {
    "desk:sign_in": "/can-bo/dang-nhap/",
    "desk:code": "/can-bo/dang-nhap/ma/",
    "desk:wall_screen": "/bang-tuong/",
    "desk:wall_news": "/bang-tuong/so/",
    "desk:wall_open": "/bang-tuong/mo/k7m2-p9xq-4tRs/",
    "api:openapi-json": "/api/openapi.json",
    "api:communes": "/api/communes",
    "api:procedures": "/api/procedures?commune=cam-giang",
    "api:procedure": "/api/procedures/2.000635?commune=cam-giang",
    "api:procedure_form": "/api/procedures/2.000635/form?commune=cam-giang",
    "api:api-root": "/api/",
    "api:outages": "/api/outages",
    "api:unknown": "/api/khong-co",
    "openid_connect_login": "/tai-khoan/vneid/oidc/khac/login/",  # no provider of this name: nothing is asked outside
    "openid_connect_callback": "/tai-khoan/vneid/oidc/khac/login/callback/",
    "console:founding": "/quan-tri/thiet-lap/",  # this house has an administrator: nothing is there any more
    "citizen:sign_in": "/dang-nhap/",
    "citizen:hall": "/hang-cho/",
    "citizen:hall_open": "/hang-cho/mo/k7m2-p9xq-4tRs/",
    "citizen:hall_ticket": "/hang-cho/so/1/",
    "citizen:hall_display": "/hang-cho/man-hinh/",
    "citizen:hall_news": "/hang-cho/man-hinh/tin/",
    "citizen:assisted_enter": "/giup/",
    "citizen:assisted": "/giup/k7m2-p9xq/",
    "citizen:rate_by_code": "/danh-gia/",
    "catalogue:communes": "/",
    "catalogue:home": "/xa/cam-giang/",
    "catalogue:procedures": "/xa/cam-giang/thu-tuc/",
    "catalogue:procedure": "/xa/cam-giang/thu-tuc/2.000635/",
    "catalogue:sample": "/xa/cam-giang/thu-tuc/2.000635/mau/",
    "disclosure:index": "/cong-khai/",
    "disclosure:about": "/cong-khai/du-lieu/",
    "disclosure:catalogue": "/cong-khai/du-lieu/danh-muc.json",
    "disclosure:dictionary": "/cong-khai/du-lieu/tu-dien.csv",
    "disclosure:recompute": "/cong-khai/du-lieu/tinh-lai.sql",
    "disclosure:unit": "/cong-khai/cam-giang/",
    "disclosure:procedures": "/cong-khai/cam-giang/thu-tuc/",
    "disclosure:procedure": "/cong-khai/cam-giang/thu-tuc/2.000635/",
    "disclosure:csv": "/cong-khai/cam-giang/so-lieu.csv",
    "disclosure:xlsx": "/cong-khai/cam-giang/so-lieu.xlsx",
    "gallery": "/thanh-phan/",
    "desk-gallery": "/thanh-phan/ban-lam-viec/",
    "panes-gallery": "/thanh-phan/xu-ly/",
}
INVENTED = {"gallery", "desk-gallery", "panes-gallery", "catalogue:sample"}  # show invented people of their own

# For everybody, with a dossier in them.
PUBLIC_ABOUT = {
    "citizen:lookup": "/tra-cuu/?ma={code}",
    "api:dossier_status": "/api/status/{code}",
}

# Without a dossier in them.
LISTS = {
    # desk
    "desk:password": Route(OFFICERS, "/can-bo/mat-khau/", "get post"),
    "desk:account": Route(OFFICERS, "/can-bo/tai-khoan/"),
    "desk:second_factor": Route(OFFICERS, "/can-bo/xac-thuc/", "get post"),
    "desk:enrol": Route(OFFICERS, "/can-bo/xac-thuc/bat/", "get post"),
    "desk:remove_factor": Route(OFFICERS, "/can-bo/xac-thuc/go/", "get post"),
    "desk:paper_codes": Route(OFFICERS, "/can-bo/xac-thuc/ma-du-phong/", "get post"),
    "desk:devices": Route(OFFICERS, "/can-bo/thiet-bi/", "get post"),
    "desk:my_work": Route(OFFICERS, "/can-bo/"),
    "desk:everything": Route(OVERSEERS, "/can-bo/ho-so/", tells=ALL),
    "desk:ratings": Route(OFFICERS, "/can-bo/danh-gia/?loc=tat-ca", tells="WK", among=RATING_READ_BY),
    "desk:find": Route(OFFICERS, "/can-bo/tim/?q=Le+Thu+Trang", tells="SWX"),
    "desk:handovers": Route(OFFICERS, "/can-bo/ban-giao/?ngay=2026-11-16", "get post"),
    "desk:handover_sheet": Route(OFFICERS, "/can-bo/ban-giao/danh-sach.pdf?ngay=2026-11-16&tu=0&den=0"),
    "desk:unapologised": Route(OFFICERS, "/can-bo/tre-han/"),
    "desk:uncollected": Route(OVERSEERS, "/can-bo/cho-nhan/"),
    "desk:register": Route(OVERSEERS, "/can-bo/so/", "get post"),
    "desk:cash_sheet": Route(RECEIVERS, "/can-bo/tiep-nhan/thu-tien/", "get post"),
    "desk:assisting": Route(RECEIVERS, "/can-bo/tiep-nhan/giup/", "get post"),
    "desk:assisting_one": Route(RECEIVERS, "/can-bo/tiep-nhan/giup/1/", "get post", leads_nowhere=True),
    "desk:assisting_news": Route(RECEIVERS, "/can-bo/tiep-nhan/giup/1/tin/", leads_nowhere=True),
    "desk:refunds": Route(RECEIVERS, "/can-bo/tiep-nhan/tra-tien/"),
    "desk:queue_call": Route(RECEIVERS, "/can-bo/tiep-nhan/goi-so/", "post"),
    "desk:queue": Route(RECEIVERS, "/can-bo/tiep-nhan/hang-cho/", "get post"),
    "desk:queue_ticket": Route(RECEIVERS, "/can-bo/tiep-nhan/hang-cho/so/"),
    "desk:queue_plan": Route({"cg.quanly", "xt.quanly"}, "/can-bo/tiep-nhan/hang-cho/bo-tri/", "get post"),
    "desk:lane": Route(RECEIVERS, "/can-bo/tiep-nhan/nhanh/2.000815/", "get post"),
    "desk:counter": Route(RECEIVERS, "/can-bo/tiep-nhan/", "get post"),
    "desk:lists": Route(RECEIVERS, "/can-bo/tiep-nhan/danh-sach/"),
    "desk:list": Route(RECEIVERS, "/can-bo/tiep-nhan/danh-sach/lo/1/", "get post", leads_nowhere=True),
    "desk:list_faults": Route(RECEIVERS, "/can-bo/tiep-nhan/danh-sach/lo/1/can-sua.xlsx", leads_nowhere=True),
    "desk:list_send": Route(RECEIVERS, "/can-bo/tiep-nhan/danh-sach/2.000635/", "get post"),
    "desk:list_template": Route(RECEIVERS, "/can-bo/tiep-nhan/danh-sach/2.000635/mau.xlsx"),
    "desk:calls": Route(RECEIVERS, "/can-bo/goi-dien/", tells="Q"),
    "desk:sign_out": Route(BOTH, "/dang-xuat/", "post"),
    "desk:leader": Route(LEADERS, "/can-bo/lanh-dao/"),
    "desk:leader_next": Route(LEADERS, "/can-bo/lanh-dao/tiep/"),
    "desk:stand_ins": Route(LEADERS | {"cg.quanly", "xt.quanly"}, "/can-bo/nguoi-thay/", "get post"),
    "desk:end_stand_in": Route(
        LEADERS | {"cg.quanly", "xt.quanly"}, "/can-bo/nguoi-thay/999999999/thoi/", "post", leads_nowhere=True
    ),
    "desk:count_own": Route(OFFICERS, "/can-bo/tai-khoan/dem/", "post"),
    "desk:numbers": Route(BOARD, "/can-bo/so-lieu/"),
    "desk:numbers_close": Route(
        LEADERS | {"cg.quanly", "xt.quanly"}, "/can-bo/so-lieu/chot/?don-vi={committee}", "post", leads_nowhere=True
    ),
    "desk:numbers_measures": Route(BOARD, "/can-bo/so-lieu/ty-le/"),
    "desk:numbers_ranking": Route(BOARD, "/can-bo/so-lieu/xep-hang/"),
    "desk:numbers_raising": Route(BOARD, "/can-bo/so-lieu/nang-diem/"),
    "desk:numbers_action": Route(BOARD, "/can-bo/so-lieu/nang-diem/digitise/"),
    "desk:numbers_figure": Route(BOARD, "/can-bo/so-lieu/con-so/on_time.share/?phan=mau"),
    "desk:report": Route(BOARD, "/can-bo/so-lieu/bao-cao/", "get post"),
    "desk:report_file": Route(BOARD, "/can-bo/so-lieu/bao-cao/tep/csv/"),
    "desk:board": Route(BOARD, "/can-bo/dieu-hanh/"),
    "desk:board_numbers": Route(BOARD, "/can-bo/dieu-hanh/so/"),
    "desk:board_list": Route(BOARD, "/can-bo/dieu-hanh/ho-so/", tells=ALL),
    "desk:wall": Route(BOARD, "/can-bo/dieu-hanh/man-hinh/"),
    "desk:wall_numbers": Route(BOARD, "/can-bo/dieu-hanh/man-hinh/so/"),
    "desk:wall_links": Route(BOARD, "/can-bo/dieu-hanh/man-hinh/treo/", "get post"),
    "desk:bottlenecks": Route(BOARD, "/can-bo/dieu-hanh/diem-nghen/"),
    "desk:bottleneck_list": Route(
        BOARD, "/can-bo/dieu-hanh/diem-nghen/danh-sach/?xem=dang&buoc=receiving", tells="SQEFX"
    ),
    "desk:emulation": Route(BOARD, "/can-bo/dieu-hanh/thi-dua/"),
    "desk:emulation_sheet": Route(BOARD, "/can-bo/dieu-hanh/thi-dua.xlsx"),
    "desk:emulation_list": Route(BOARD, "/can-bo/dieu-hanh/thi-dua/danh-sach/?xem=handled&can-bo=1"),
    "desk:my_numbers": Route(OFFICERS, "/can-bo/so-lieu-cua-toi/"),
    "desk:my_numbers_list": Route(OFFICERS, "/can-bo/so-lieu-cua-toi/danh-sach/?xem=handled"),
    "desk:morning": Route(BOARD, "/can-bo/dieu-hanh/buoi-sang.pdf"),
    "desk:opinions": Route(OFFICERS, "/can-bo/y-kien/"),
    "desk:many": Route(OFFICERS, "/can-bo/nhieu/", "post"),
    "desk:many_done": Route(OFFICERS, "/can-bo/nhieu/1/"),
    "desk:book": Route(OVERSEERS | {"cg.vanthu", "xt.vanthu"}, "/can-bo/so-van-ban/?nam=2026&so=receipt"),
    "desk:inspections": Route(OVERSEES, "/can-bo/kiem-tra/", "get post"),
    "desk:result_book": Route(
        OVERSEERS | {"cg.vanthu", "xt.vanthu"}, "/can-bo/so-van-ban/{committee}/2026/?so=SCT", "get post"
    ),
    "desk:next_volume": Route({"cg.vanthu", "xt.vanthu"}, "/can-bo/so-van-ban/{committee}/2026/quyen/?so=SCT", "post"),
    "desk:absence": Route({"cg.quanly", "xt.quanly"}, "/can-bo/giao-lai/", "get post"),
    # plans; nothing of a dossier stands there, and no plan is in the house: desk/tests/test_plans.py, plans/tests
    "desk:plans": Route(OFFICERS, "/can-bo/ke-hoach/"),
    "desk:my_plans": Route(OFFICERS, "/can-bo/ke-hoach/cua-toi/", "get"),
    "desk:plan_new": Route(PLANNERS, "/can-bo/ke-hoach/moi/", "get post"),
    "desk:plan_people": Route(PLANNERS, "/can-bo/ke-hoach/dan-so/", "get post"),
    "desk:plan_list": Route(OFFICERS, "/can-bo/ke-hoach/danh-muc/qd06/"),
    "desk:plan_target": Route(OFFICERS, "/can-bo/ke-hoach/chi-tieu/1/", "get post", leads_nowhere=True),
    "desk:plan_assignment": Route(OFFICERS, "/can-bo/ke-hoach/giao/1/", "post", leads_nowhere=True),
    "desk:plan_task": Route(OFFICERS, "/can-bo/ke-hoach/nhiem-vu/1/", "get post", leads_nowhere=True),
    "desk:plan_task_place": Route(OFFICERS, "/can-bo/ke-hoach/nhiem-vu/1/phan-cong/", "get post", leads_nowhere=True),
    "desk:plan": Route(OFFICERS, "/can-bo/ke-hoach/1/", "get post", leads_nowhere=True),
    "desk:plan_heading": Route(PLANNERS, "/can-bo/ke-hoach/1/thong-tin/", "get post", leads_nowhere=True),
    "desk:plan_review": Route(PLANNERS, "/can-bo/ke-hoach/1/xem-xet/", "get post", leads_nowhere=True),
    "desk:plan_item": Route(PLANNERS, "/can-bo/ke-hoach/1/xem-xet/chi-tieu/0/", "get post", leads_nowhere=True),
    # api
    "api:session": Route(BOTH, "/api/session"),
    "api:my_dossiers": Route(CITIZENS, "/api/dossiers", tells=ALL),
    "api:submit_dossier": Route(CITIZENS, "/api/dossiers", "get post"),
    "api:my_drafts": Route(CITIZENS, "/api/drafts"),
    "api:begin_draft": Route(CITIZENS, "/api/drafts", "get post"),
    "api:work": Route(OFFICERS, "/api/work?turn_only=false", tells=ALL),
    # citizen
    "citizen:account": Route(CITIZENS, "/tai-khoan/"),
    "citizen:readers": Route(CITIZENS, "/tai-khoan/ai-da-xem/"),
    "citizen:mine": Route(CITIZENS, "/ho-so/", tells=ALL),
    "citizen:start": Route(CITIZENS, "/xa/cam-giang/nop/2.000635/", "get post"),
    # console; the neighbour's units and officers are not there: console/access/tests
    "console:access": Route(ADMINISTRATORS, "/quan-tri/quyen/"),
    "console:officer": Route(ADMINISTRATORS, "/quan-tri/quyen/can-bo/motcua1.{commune}/"),
    "console:officer_act": Route(ADMINISTRATORS, "/quan-tri/quyen/can-bo/motcua1.{commune}/close/", "post"),
    "console:access_unit": Route(ADMINISTRATORS, "/quan-tri/quyen/{slug}-tt/"),
    "console:access_print": Route(ADMINISTRATORS, "/quan-tri/quyen/{slug}-tt/ban-in/"),
    "console:access_confirm": Route(ADMINISTRATORS, "/quan-tri/quyen/{slug}-tt/xac-nhan/", "post"),
    # console, units and officers; what is another committee's is not there: console/organisation/tests
    "console:organisation": Route(ADMINISTRATORS, "/quan-tri/don-vi/"),
    "console:unit": Route(ADMINISTRATORS, "/quan-tri/don-vi/{slug}-tt/"),
    "console:unit_open": Route(ADMINISTRATORS, "/quan-tri/don-vi/{slug}/mo-don-vi/", "get post"),
    "console:unit_parts": Route(ADMINISTRATORS, "/quan-tri/don-vi/{slug}/don-vi-thuong-co/", "get post"),
    "console:competence": Route(ADMINISTRATORS, "/quan-tri/don-vi/{slug}/tham-quyen/", "get post"),
    "console:post_open": Route(ADMINISTRATORS, "/quan-tri/don-vi/{slug}-tt/mo-vi-tri/", "get post"),
    "console:officer_open": Route(ADMINISTRATORS, "/quan-tri/don-vi/{slug}-tt/mo-tai-khoan/", "get post"),
    "console:officers_list": Route(ADMINISTRATORS, "/quan-tri/don-vi/{slug}/nhieu-tai-khoan/", "get post"),
    "console:officers_template": Route(ADMINISTRATORS, "/quan-tri/don-vi/{slug}/nhieu-tai-khoan/mau.xlsx"),
    "console:unit_act": Route(ADMINISTRATORS, "/quan-tri/don-vi/{slug}-tt/doi/ten/", "post"),
    "console:post": Route(ADMINISTRATORS, "/quan-tri/vi-tri/{post}/"),
    "console:post_act": Route(ADMINISTRATORS, "/quan-tri/vi-tri/{post}/dong/", "post"),
    "console:standard_rights": Route(ADMINISTRATORS, "/quan-tri/vi-tri/quyen-chuan/", "get post"),
    "console:slips": Route(ADMINISTRATORS, "/quan-tri/can-bo/phieu/", "get post"),
    "console:officer_move": Route(ADMINISTRATORS, "/quan-tri/can-bo/motcua1.{commune}/chuyen/", "get post"),
    "console:calendar": Route(ADMINISTRATORS, "/quan-tri/lich/"),
    "console:calendar_change": Route(ADMINISTRATORS, "/quan-tri/lich/them-ngay/", "get post"),
    "console:calendar_make": Route(ADMINISTRATORS, "/quan-tri/lich/them-ngay/doi/", "post"),
    "console:paperless": Route(ADMINISTRATORS, "/quan-tri/khong-nop-giay/", "get post"),
    "console:paperless_end": Route(ADMINISTRATORS, "/quan-tri/khong-nop-giay/1/thoi/", "post", leads_nowhere=True),
    "console:outages": Route(ADMINISTRATORS, "/quan-tri/tam-dung/", "get post"),
    "console:outage_withdraw": Route(ADMINISTRATORS, "/quan-tri/tam-dung/1/huy/", "post"),
    "console:notices": Route(ADMINISTRATORS, "/quan-tri/thong-bao/"),
    "console:mails": Route(ADMINISTRATORS, "/quan-tri/thong-bao/thu/"),
    "console:send_again": Route(ADMINISTRATORS, "/quan-tri/thong-bao/thu/gui-lai/", "post"),
    "console:wording": Route(ADMINISTRATORS, "/quan-tri/thong-bao/loi/completed/", "get post"),
    "console:procedures": Route(ADMINISTRATORS, "/quan-tri/thu-tuc/"),
    "console:report": Route(ADMINISTRATORS, "/quan-tri/thu-tuc/bao-cao/"),
    "console:procedure": Route(ADMINISTRATORS, "/quan-tri/thu-tuc/2.000635/"),
    "console:publish": Route(ADMINISTRATORS, "/quan-tri/thu-tuc/2.000635/cong-bo/", "post"),
}

# With a dossier in them.
DOSSIER = {
    # desk
    "desk:dossier": Route(OFFICERS, "/can-bo/ho-so/{code}/"),
    "desk:rating": Route(OFFICERS, "/can-bo/danh-gia/{rating}/", "get post", among=RATING_READ_BY),
    "desk:slip": Route(OFFICERS, "/can-bo/ho-so/{code}/phieu/{slip}/"),
    "desk:call": Route(RECEIVERS, "/can-bo/ho-so/{code}/goi-dien/", "get post"),
    "desk:judge": Route(OFFICERS, "/can-bo/ho-so/{code}/bo-sung/", "get post"),
    "desk:take_supplement": Route(RECEIVERS, "/can-bo/ho-so/{code}/nhan-bo-sung/", "get post"),
    "desk:brought_slip": Route(RECEIVERS, "/can-bo/ho-so/{code}/nhan-bo-sung/phieu/", leads_nowhere=True),
    "desk:say_fee": Route(OFFICERS, "/can-bo/ho-so/{code}/muc-thu/", "get post"),
    "desk:control_slip": Route(OFFICERS, "/can-bo/ho-so/{code}/kiem-soat.pdf"),
    "desk:sign": Route(LEADERS, "/can-bo/lanh-dao/ky/{code}/", "get post"),
    "desk:draft_page": Route(LEADERS, "/can-bo/lanh-dao/ky/{code}/trang-1.png"),
    "desk:act": Route(OFFICERS, "/can-bo/ho-so/{code}/viec/accept/", "get post"),
    "desk:ask_opinion": Route(OFFICERS, "/can-bo/ho-so/{code}/xin-y-kien/", "get post"),
    "desk:twins": Route(OFFICERS, "/can-bo/ho-so/{code}/trung/", "get post"),
    "desk:change_procedure": Route(OFFICERS, "/can-bo/ho-so/{code}/chuyen-thu-tuc/", "get post"),
    "desk:inspection_dossier": Route(OVERSEES, "/can-bo/ho-so/{code}/kiem-tra/", "get post"),
    "desk:inspection_file": Route(INSPECTORS, "/can-bo/ho-so/{code}/kiem-tra/ho-so.pdf", "post"),
    # documents
    "documents:original": Route(BOTH, "/tep/{file}/"),
    "documents:view": Route(BOTH, "/tep/{file}/xem/"),
    # api
    "api:dossier": Route(BOTH, "/api/dossiers/{code}"),
    "api:dossier_timeline": Route(BOTH, "/api/dossiers/{code}/timeline"),
    "api:accept_dossier": Route(RECEIVERS, "/api/dossiers/{code}/acceptance", "post"),
    # citizen
    "citizen:dossier": Route(CITIZENS, "/ho-so/{code}/"),
    "citizen:print": Route(CITIZENS, "/ho-so/{code}/in/"),
    "citizen:receipt": Route(CITIZENS, "/ho-so/{code}/bien-nhan/"),
    "citizen:receipt_pdf": Route(CITIZENS, "/ho-so/{code}/bien-nhan.pdf"),
    "citizen:qr": Route(CITIZENS, "/ho-so/{code}/qr.svg"),
    "citizen:slip": Route(CITIZENS, "/ho-so/{code}/phieu/{slip}.pdf"),
    "citizen:supplement": Route(CITIZENS, "/ho-so/{code}/bo-sung/", "get post"),
    "citizen:phone": Route(CITIZENS, "/ho-so/{code}/dien-thoai/", "get post"),
    "citizen:more_days": Route(CITIZENS, "/ho-so/{code}/xin-them-ngay/", "get post"),
    "citizen:rate": Route(CITIZENS, "/ho-so/{code}/danh-gia/", "get post"),
    "citizen:withdraw": Route(CITIZENS, "/ho-so/{code}/rut/", "get post"),
}

# With a draft in them, all called by GET and POST; the one draft is Trang's.
DRAFT = {
    "citizen:draft": "/nop/{draft}/",
    "citizen:check": "/nop/{draft}/kiem-tra/",
    "citizen:rebase": "/nop/{draft}/thay-doi/",
    "citizen:drop": "/nop/{draft}/bo/",
    "citizen:relock": "/nop/{draft}/lay-lai/",
    "citizen:assisted_leave": "/nop/{draft}/thoi-giup/",
    "citizen:group": "/nop/{draft}/{group}/",
    "citizen:dispute": "/nop/{draft}/{group}/bao-sai/",
    "citizen:autosave": "/nop/{draft}/luu/",
    # api
    "api:draft": "/api/drafts/{draft}",
    "api:answer_draft": "/api/drafts/{draft}",
    "api:drop_draft": "/api/drafts/{draft}",
    "api:submit_draft": "/api/drafts/{draft}/submission",
    "api:add_file": "/api/drafts/{draft}/files",
    "api:draft_file": "/api/drafts/{draft}/files/{file}",
    "api:remove_file": "/api/drafts/{draft}/files/{file}",
    "api:upload_options": "/api/drafts/{draft}/uploads",
    "api:begin_upload": "/api/drafts/{draft}/uploads",
    "api:upload_progress": "/api/drafts/{draft}/uploads/1",
    "api:send_piece": "/api/drafts/{draft}/uploads/1",
    "api:give_up_upload": "/api/drafts/{draft}/uploads/1",
}

# With a visit at the counter in them, all called by GET and POST; it is that of the first receiver of Cẩm Giang.
SITS_AT_VISIT = "cg.motcua1"
VISIT = {
    "desk:visit": "/can-bo/tiep-nhan/{visit}/",
    "desk:visit_person": "/can-bo/tiep-nhan/{visit}/nguoi/",
    "desk:visit_choose": "/can-bo/tiep-nhan/{visit}/viec/",
    "desk:matter": "/can-bo/tiep-nhan/{visit}/viec/1/",
    "desk:visit_accept_all": "/can-bo/tiep-nhan/{visit}/tat-ca/",
    "desk:visit_end": "/can-bo/tiep-nhan/{visit}/ket-thuc/",
    "desk:visit_labels": "/can-bo/tiep-nhan/{visit}/nhan/",
}

# With a random sample in them; it is that of the inspector of Cẩm Giang, and W is in it.
DREW_SAMPLE = "cg.kiemtra"
SAMPLE = {
    "desk:inspection_sample": "/can-bo/kiem-tra/mau/{sample}/",
    "desk:inspection_sheet": "/can-bo/kiem-tra/mau/{sample}/danh-sach.pdf",
}

# The acts of the desk: whoever sees a dossier tries each.
ACTS = (
    "accept",
    "ask_supplement",
    "decline",
    "take_up",
    "forward",
    "send_back",
    "recall",
    "propose",
    "approve",
    "number",
    "take_payment",
    "return_result",
    "lapse",
    "grant_withdrawal",
    "draft_apology",
    "sign_apology",
    "return_apology",
    "reassign",
    "write_note",
    "answer_opinion",
    "propose_correction",
)
