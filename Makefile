# Two commands matter: `make run` starts everything, `make test` is what CI runs.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
DEBIAN_15 := /usr/lib/postgresql/15/bin

.PHONY: help run venv dev programs lint test test-install test-long

help:
	@echo "make run           chạy hệ thống (ARGS='--port 8001' đổi cổng)"
	@echo "make test          mọi kiểm tra mà CI chạy"
	@echo "make lint          phần nhanh: định dạng, lỗi, kiểu, ranh giới giữa các phần"
	@echo "make test-install  (root) cài và chạy trên một người dùng mới tinh"
	@echo "make test-long     kiểm tra cỡ lớn, và toàn bộ trên PostgreSQL 15 của Debian"

run: venv
	@exec $(BIN)/python -m motcua.config.cli up $(ARGS)

venv:
	@$(PYTHON) tools/environment.py base

dev:
	@$(PYTHON) tools/environment.py dev

# Tests never skip silently for want of a program.
programs:
	@command -v chromium >/dev/null && command -v pdfsig >/dev/null || { \
	  echo "Thiếu chương trình cho kiểm thử (programs missing). Xin chạy:" >&2; \
	  echo "    sudo apt install chromium poppler-utils" >&2; exit 1; }

lint: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PYTHONPATH=src $(BIN)/lint-imports
	PYTHONPATH=src $(BIN)/mypy src

test: programs dev lint
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not long" $(ARGS)

test-install:
	$(PYTHON) tools/test_install.py $(ARGS)

test-long: programs dev
	@test -x $(DEBIAN_15)/postgres || { \
	  echo "Thiếu PostgreSQL 15. Xin chạy: sudo apt install postgresql-15" >&2; exit 1; }
	$(BIN)/python -m pytest -q -m long $(ARGS)
	MOTCUA_POSTGRES_BIN=$(DEBIAN_15) MOTCUA_TEST_DATA=var/test-15 $(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not long" $(ARGS)
