# What people and machines do with this repository. Each target calls a script; the scripts print what they do.
#
#   make run    a whole stack on loopback until Ctrl-C (PORT=, DATA=, CLIENT=light|element)
#   make test   everything that has to pass
#   make build  bin/parley
#   make bench  measurements
#   make lint   the checks that need no running program
#   make audit  known vulnerabilities of what Parley is built from: docs/security.md
#   make clean  removes what was built and kept here, not the cache of parts

export CGO_ENABLED := 0
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# Ends with us, however we end.
NODE := $(if $(wildcard /usr/bin/setpriv),setpriv --pdeathsig TERM )node

.NOTPARALLEL:
.PHONY: run test build bench lint audit clean setup setup-browser

run: build
	@$(NODE) playwright/stack/run.mjs

test: build setup-browser
	@$(NODE) playwright/suite.mjs

bench: build setup-browser
	@$(NODE) playwright/bench/shared.mjs
	@$(NODE) playwright/bench/size.mjs
	@$(NODE) playwright/bench/widget.mjs
	@$(NODE) playwright/bench/bot.mjs

build: setup
	@echo "==> building the widget"
	@$(NODE) web/build.mjs
	@echo "==> building bin/parley"
	@go build -trimpath -tags goolm -ldflags "-s -w -X main.version=$(VERSION)" -o bin/parley ./bot/cmd/parley

lint: setup
	@$(NODE) playwright/suite.mjs lint

audit: setup
	@$(NODE) playwright/audit.mjs

setup:
	@$(NODE) playwright/stack/system.mjs ca-certificates

setup-browser: setup
	@$(NODE) playwright/stack/system.mjs chromium fonts-inter fonts-noto-color-emoji poppler-utils postgresql python3-dateutil python3-icalendar
	@$(NODE) playwright/stack/prepare.mjs

clean:
	rm -rf bin .run playwright/node_modules playwright/test-results
	git clean -fdXq web/dist
