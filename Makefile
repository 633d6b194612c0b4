# Everything a person does with this repository. `make` alone lists it.

GO ?= go
SHELL := /bin/bash

.PHONY: help build web demo check test needs bench bench-runtime bench-compile bench-reload bench-money bench-ledger bench-load bench-mixed bench-chat pictures walks firefox two-servers proto generate compatibility release fmt clean

help:
	@echo 'make build      bin/superette, with its web pages inside'
	@echo 'make demo       build, and run a filled instance'
	@echo 'make check      what to run before a commit; about a minute when warm'
	@echo 'make test       everything, after installing what it needs; LONG=1 adds fuzzing and crash loops'
	@echo 'make bench      measurements, into bench/results; one of them alone: bench-runtime, bench-compile, bench-reload'
	@echo 'make walks      the walks of make test alone; PAGES=vant/calendar,tdesign/picker walks only those pages'
	@echo 'make firefox    the stories in Firefox of make test alone'
	@echo 'make two-servers  the story of two processes on PostgreSQL of make test alone'
	@echo 'make bench-money  payments per second, over the whole path and in the ledger alone'
	@echo 'make release    archives for operators, into dist; VERSION=v1.2.3 names them'
	@echo 'make bench-ledger   the ledger against other ways to keep one; POSTGRES=ADDRESS of a database that may be filled'
	@echo 'make bench-load  ten thousand devices, programs, messages and payments at once; bench-mixed: chat and money, each at its fastest'
	@echo 'make bench-chat     chat beside ejabberd and Tinode; ARGS="-tinode FOLDER" names its programs'
	@echo 'make generate   what is generated and kept in git'
	@echo 'make compatibility  what the tests find of each member of wx and each built-in: docs/compatibility.md; TESTS=FILE: one of its runs'
	@echo 'make pictures   docs/screens.md and its pictures, taken from a demo'
	@echo 'make fmt        put all code into its form'

build: bin/superette

# go and esbuild know better than make what has changed; both take a moment when nothing has.
.PHONY: bin/superette
bin/superette: node_modules/.package-lock.json
	@echo '2/3 web pages'
	@cd tools && $(GO) run ./webbuild > ../.build.log || { cat ../.build.log; exit 1; }
	@tail -n 1 .build.log; rm -f .build.log
	@echo '3/3 bin/superette (the first time takes a few minutes)'
	@$(GO) build -ldflags "-X github.com/superette/superette/internal/app.built=$$(git describe --tags --always --dirty 2>/dev/null)" \
		-o bin/superette ./cmd/superette
	@echo "done: bin/superette, $$(du -h bin/superette | cut -f1)"

node_modules/.package-lock.json: package-lock.json package.json
	@echo '1/3 npm packages'
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web: node_modules/.package-lock.json
	@cd tools && $(GO) run ./webbuild

demo: build
	@bin/superette demo --run 'node examples/shops.js'

check: build
	@cd tools && $(GO) run ./gate check

test: needs build
	@cd tools && $(GO) run ./gate test

# Chromium, Firefox, a C compiler and fonts, from Debian's packages.
needs:
	@tools/needs.sh

bench: build bench-runtime bench-compile bench-reload
	@$(GO) test -run '^$$' -bench . -benchmem ./internal/... ./cmd/...
	@node --import tsx bench/open.ts

bench-runtime: build
	@node --import tsx bench/runtime.ts

# DEMO=FOLDER adds the vendor's official demo, which is not part of this repository.
bench-compile: build
	@node --import tsx bench/compile.ts $(if $(DEMO),--demo $(DEMO))

bench-reload: build
	@node --import tsx bench/reload.ts

firefox: build
	@cd tools && $(GO) run ./gate test 'stories in Firefox'

two-servers: build
	@cd tools && $(GO) run ./gate test 'two processes in'

# WeUI's example, and a page per component of vant, TDesign and WeUI's component library.
walks: build
	@node --import tsx --test --test-concurrency=1 $(if $(PAGES),e2e/libraries.walk.ts,e2e/*.walk.ts)

# What bench/results/pay.md states.
bench-money: build
	@$(GO) test -run '^$$' -bench 'BenchmarkPay|BenchmarkPost' -benchtime 5s ./cmd/superette ./internal/ledger

# POSTGRES=ADDRESS adds our ledger and the usual way on PostgreSQL; ARGS='--peer http://127.0.0.1:3068 --peer-version v2.4.12' a running
# Formance ledger on the same server.
bench-ledger:
	@$(GO) run ./bench/ledger $(if $(POSTGRES),--postgres '$(POSTGRES)') $(ARGS)

# bench/results/load.md and mixed.md; ARGS adds flags, such as ARGS='-for 20s -raise=false'.
bench-load: build
	@$(GO) run ./bench/load -out bench/results $(ARGS)

bench-mixed: build
	@$(GO) run ./bench/mixed -out bench/results $(ARGS)

# bench/results/chat.md, beside ejabberd from Debian's packages; ARGS='-tinode FOLDER' adds Tinode, ARGS='-only sqlite -quick' is a look at ours.
bench-chat: build
	@$(GO) run ./bench/chat -out bench/results $(ARGS)

proto: node_modules/.package-lock.json
	@node_modules/.bin/buf generate

pictures: build
	@node --import tsx e2e/gallery.ts

# The API's code from proto/, the names of wx.* from the vendor's typings, the lists of what works and the page of them, the map in docs/architecture.md,
# who may do what in docs/access.md, the sums of new migrations.
generate: proto
	@node tools/wxnames/main.mjs
	@node tools/world/main.mjs
	@node tools/regions/main.mjs
	@node tools/tick/main.mjs
	@node --import tsx tools/compat/main.mjs
	@$(GO) test ./internal/app -run '^(TestTheMapIsPrinted|TestTheAccessTableIsPrinted|TestReleasedMigrations)$$' -update

# The tests hold themselves to what they found before, in web/protocol/compat; here they keep what they find, and the page is written of it.
# TESTS=web/contract/contract.test.ts is enough after a new row of a member of wx.
compatibility: node_modules/.package-lock.json
	@COMPATIBILITY=keep node --import tsx --test --test-concurrency=1 --test-reporter=dot $(or $(TESTS),web/contract/contract.test.ts web/runtime/alipay/my.test.ts \
		web/runtime/program/viewevents.test.ts web/runtime/view/elements.browser.test.ts web/runtime/view/chunked.browser.test.ts)
	@node --import tsx tools/compat/main.mjs

# Archives with their sums: the same bytes from the same sources, which `make test` checks.
release: web
	@cd tools && $(GO) run ./release -out ../dist $(if $(VERSION),-version $(VERSION)) $(if $(TARGETS),-targets $(TARGETS))

fmt:
	@$(GO) tool -modfile=tools/go.mod gofumpt -w cmd internal web tools examples bench
	@node_modules/.bin/biome check --write .

clean:
	rm -rf bin dist web/dist/assets
