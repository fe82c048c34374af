# Two commands are enough: `make run` and `make test`. Both install what is missing.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
PY := .venv/bin/python
export PYTHONPATH := src:.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help run run-once prove test bench lint pictures reference reset sbom

help:  ## 说明 · what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

.venv/.run: requirements/run.txt
	@echo "安装程序包 · installing packages ..."
	@python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: .venv/.run  ## 启动演示，Ctrl-C 停止 · start the demo; Ctrl-C stops it
	@exec $(PY) -m yitang run

run-once: .venv/.run  ## 启动、检查、停止 · start, look whether all answers, stop
	@$(PY) -m yitang run --once

test: .venv/.dev  ## 全部测试，打印各文件夹用时 · all tests, with the time by folder
	@bash tools/browser.sh
	@$(PY) -m pytest -n 3 --dist loadgroup

prove: .venv/.dev  ## 证明：太慢、不每天跑的 · what is too slow for each day, with a report in docs/reference/proof.md
	@bash tools/browser.sh
	@$(PY) -m tests.proofs $(ID)

bench: .venv/.dev  ## 测量：ID="H1 A2" 只测几项，SABOTAGE=1 拆掉保护 · the goals' numbers: ID="H1 A2" for some, SABOTAGE=1 without their guards
	@$(PY) -m tools.bench --id "$(ID)" --sabotage "$(SABOTAGE)"

lint: .venv/.dev  ## 检查写法、类型、各层的墙 · style, types, walls of the house
	@.venv/bin/ruff check src tools tests conftest.py
	@.venv/bin/ruff format --check src tools tests conftest.py
	@.venv/bin/lint-imports
	@.venv/bin/mypy src/yitang

pictures: .venv/.dev  ## 每页每种状态的图，在 var/pictures · a picture of each page and state, in var/pictures
	@bash tools/browser.sh
	@$(PY) -m pytest tests/trips/pictures_*.py -q
	@echo "var/pictures/index.html"

reference: .venv/.dev  ## 由程序生成 docs/reference · write docs/reference from the program
	@$(PY) -m tools.reference

sbom: .venv/.run  ## 软件包清单（CycloneDX），在 var/yitang.cdx.json · what the program is made of, with licences
	@mkdir -p var
	@$(PY) -m yitang sbom > var/yitang.cdx.json
	@$(PY) -m yitang sbom --licences > var/licences.txt
	@echo "var/yitang.cdx.json var/licences.txt"

reset: .venv/.run  ## 列出演示数据，问过再删（YES=1 不问） · say what the demo has made, ask, delete it; YES=1 does not ask
	@$(PY) -m yitang reset $(if $(YES),--yes)
