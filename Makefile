# Lyceum. `make up` runs it, `make test` proves it; both install what is missing first.
.PHONY: up test conformance soak check bench openapi clean install web

export CARGO_TARGET_DIR ?= $(CURDIR)/target

up: install web ## the platform on this machine, with demo data, on http://localhost:8080; HTTPS=1 for phones in the same network
	cargo build --locked -p lyceum-gateway --bin lyceum
	exec $(CARGO_TARGET_DIR)/debug/lyceum demo $(if $(HTTPS),--https$(if $(filter-out 1,$(HTTPS)),=$(HTTPS))) $(ARGS)

test: install web ## every suite; ends with "N passed, N failed"
	scripts/test.sh

conformance: install ## the long form of the conformance suites (half an hour)
	scripts/autobahn.sh all

soak: install web ## the long forms of the tests (hours): decoders, power cuts, the simulation; SECONDS=60 bounds each
	scripts/soak.sh $(SECONDS)

check: install ## what a reviewer would say without reading: format, lints, types, licences and sources of dependencies
	scripts/check.sh

bench: install ## one JSON object a line, also in target/bench.jsonl; ONLY=prefix runs a part
	scripts/bench.sh $(ONLY)

openapi: web ## the API documents, made from the code again
	cargo run --locked -p lyceum-actors --example asyncapi > openapi/asyncapi.json
	UPDATE_DOCUMENTS=1 cargo test --locked -p lyceum-gateway document
	scripts/node.sh npm --prefix openapi/sdk-typescript run generate

web: install
	scripts/node.sh scripts/web.sh

install:
	scripts/install.sh

clean: ## what was built and installed here; lyceum-data and lyceum-demo stay, they are people's
	rm -rf $(CARGO_TARGET_DIR) .tools gateway/web/dist openapi/sdk-typescript/dist openapi/sdk-typescript/tour/dist
	find . -name node_modules -type d -prune -exec rm -rf {} +
