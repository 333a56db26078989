-- Tính lại các số tổng đã công bố từ tệp so-lieu.csv (PostgreSQL 14 trở lên).
-- 1. Bảng để nạp tệp. Nạp bằng psql: \copy so_lieu FROM 'so-lieu.csv' WITH (FORMAT csv, HEADER true)
CREATE TABLE so_lieu (
    unit text, period text, level text, "table" text, code text, field text, name text,
    received bigint, received_mark text, late bigint, late_mark text, early bigint, early_mark text,
    on_time_share numeric, online bigint, assisted bigint, answered bigint, satisfied bigint,
    target_op text, target numeric, target_until date, counted_at timestamptz, is_closed integer
);

-- 2. Mỗi bảng cộng lại phải bằng số tổng của đơn vị; cột khớp phải là true.
SELECT t.unit, t.period, r."table",
       coalesce(sum(r.received), 0) AS received, sum(r.late) AS late, coalesce(sum(r.early), 0) AS early,
       (r."table" = 'reason' OR (sum(r.received) = t.received AND sum(r.early) = t.early)) AND sum(r.late) = t.late AS khop
FROM so_lieu t JOIN so_lieu r ON r.unit = t.unit AND r.period = t.period AND r.level NOT IN ('total', 'commune', 'target')
WHERE t.level = 'total'
GROUP BY t.unit, t.period, r."table", t.received, t.late, t.early
ORDER BY 1, 2, 3;

-- 3. Các tỷ lệ trên trang, phần trăm, hai chữ số lẻ.
SELECT unit, period, received, late, early, received - late AS on_time,
       round(100.0 * (received - late) / nullif(received, 0), 2) AS on_time_share,
       round(100.0 * online / nullif(received, 0), 2) AS online_share,
       round(100.0 * assisted / nullif(online, 0), 2) AS assisted_share,
       round(100.0 * satisfied / nullif(answered, 0), 2) AS satisfied_share
FROM so_lieu WHERE level IN ('total', 'commune')
ORDER BY level DESC, 1, 2;

-- 4. Của tỉnh: số tổng bằng tổng các xã, phường trong cùng tệp.
SELECT t.unit, t.period, t.received, sum(x.received) AS received_of_communes
FROM so_lieu t JOIN so_lieu x ON x.period = t.period AND x.level = 'commune'
WHERE t.level = 'total'
GROUP BY t.unit, t.period, t.received;
