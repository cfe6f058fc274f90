# Each target first installs what is missing (hub_config/enter.sh), then does what its name says.
enter := hub_config/enter.sh
# What a shell starts with "&" would ignore Ctrl+C, and so would the servers and commands that tests stop with it.
pytest := env --default-signal=INT pytest

.PHONY: up doctor people test fast check bench pictures

up: ## install, prepare the data folder, serve on loopback
	@$(enter) atelier up

doctor: ## say in one page what is missing or wrong
	@$(enter) atelier doctor

people: ## take in a class list: make people CSV=class.csv
	@[ -n "$(CSV)" ] || { echo "atelier: which class list? make people CSV=class.csv" >&2; exit 2; }
	@$(enter) atelier people import - <"$(CSV)"

test: fast ## everything: the fast part first, then the real hub beside real browsers and sandboxes
	@$(enter) --tests sh -c '\
	  $(pytest) -q -m "(browser or sandbox or printer) and not hub" >var/graders.txt 2>&1 & graders=$$!; \
	  $(pytest) -q -m hub; hub=$$?; \
	  wait $$graders; graders=$$?; cat var/graders.txt; exit $$((hub | graders))'

fast: ## what needs no browser, sandbox, hub, slicer or print server; a process for each of two cores
	@$(enter) --tests sh -c 'ruff check . && ruff format --check . && mypy || exit; \
	  $(pytest) -q -m "not hub and not browser and not sandbox and not printer" tests/graders >var/graders.txt 2>&1 & graders=$$!; \
	  $(pytest) -q -m "not hub and not browser and not sandbox and not printer" --ignore=tests/graders; others=$$?; \
	  wait $$graders; graders=$$?; cat var/graders.txt; exit $$((others | graders))'

check: ## the curriculum: every exercise on the real checker
	@$(enter) atelier course check

bench: ## ours and the peer's side by side, in one run
	@$(enter) --tests python -m tests.benchmarks

pictures: ## the READMEs' pictures, taken from the running product into var/pictures
	@$(enter) --tests python -m tests.end_to_end.pictures var/pictures
