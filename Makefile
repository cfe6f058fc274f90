# Each target first installs what is missing (hub_config/enter.sh), then does what its name says.
enter := hub_config/enter.sh
# What a shell starts with "&" would ignore Ctrl+C, and so would the servers and commands that tests stop with it.
pytest := env --default-signal=INT pytest
cores := $(shell nproc)

.PHONY: up doctor people test fast check bench pictures

up: ## install, prepare the data folder, serve on loopback
	@$(enter) atelier up

doctor: ## say in one page what is missing or wrong
	@$(enter) atelier doctor

people: ## take in a class list: make people CSV=class.csv
	@[ -n "$(CSV)" ] || { echo "atelier: which class list? make people CSV=class.csv" >&2; exit 2; }
	@$(enter) atelier people import - <"$(CSV)"

test: fast ## everything: the fast part first, then real hubs, browsers, sandboxes, slicers and print servers
	@$(enter) --tests $(pytest) -q -n $(cores) --no-loadscope-reorder \
	  -m "hub or browser or sandbox or printer" tests/end_to_end tests/hub_config tests

fast: ## what needs no browser, sandbox, hub, slicer or print server
	@$(enter) --tests sh -c 'ruff check . && ruff format --check . && mypy || exit; \
	  $(pytest) -q -n $(cores) -m "not hub and not browser and not sandbox and not printer"'

check: ## the curriculum: every exercise on the real checker
	@$(enter) atelier course check

bench: ## ours and the peer's side by side, in one run
	@$(enter) --tests python -m tests.benchmarks

pictures: ## the READMEs' pictures, taken from the running product into var/pictures
	@$(enter) --tests python -m tests.end_to_end.pictures var/pictures
