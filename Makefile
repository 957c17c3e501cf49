# « make run » démarre le site et sa démonstration, « make test » vérifie tout, « make bench » mesure, « make soak » éprouve.

# Le premier Python dont la version convient, parmi ceux de la machine.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& { echo $$python; break; }; done)

.PHONY: run test bench soak python

run: python
	@exec $(PYTHON) -m scripts.run

test: python
	@exec $(PYTHON) -m scripts.test

# Une partie seulement : make bench MESURES=annuaire
bench: python
	@exec $(PYTHON) -m scripts.measure benchmarks $(MESURES)

# Une partie seulement : make soak EPREUVES=coupures
soak: python
	@exec $(PYTHON) -m scripts.measure soak $(EPREUVES)

python:
	@test -n "$(PYTHON)" || { echo "Il faut Python 3.11, 3.12 ou 3.13 (sur Debian : apt-get install python3)." >&2; exit 1; }
