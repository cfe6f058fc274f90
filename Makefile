# Each target first installs what is missing (hub_config/enter.sh), then does what its name says.
enter := hub_config/enter.sh

.PHONY: up doctor test fast lint bench

up: ## install, prepare the data folder, serve on loopback
	@$(enter) atelier up

doctor: ## say in one page what is missing or wrong
	@$(enter) atelier doctor

test: ## everything: the fast part first, then real hub, browser and sandbox
	@$(enter) --tests sh -c 'ruff check . && ruff format --check . && mypy && pytest -m "not hub and not browser and not sandbox" && pytest -m "hub or browser or sandbox"'

fast: ## what needs no browser, sandbox or hub
	@$(enter) --tests sh -c 'ruff check . && mypy && pytest -m "not hub and not browser and not sandbox"'

bench: ## ours and the peer's side by side
	@$(enter) --tests python -m tests.benchmarks
