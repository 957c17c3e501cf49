"""The functions of the people met: one that nobody else has may be enough to know somebody by. Reads only."""

from interviews.models import Interview, Interviewee


def alone(interview: Interview) -> list[Interviewee]:
    """Those whose function nobody else has among all met in the territory: it may be enough to know them by."""
    people = list(Interviewee.objects.filter(interview=interview).order_by("pseudonym", "pk"))
    functions = [person.function for person in people]
    others = Interviewee.objects.filter(interview__ecosystem=interview.ecosystem_id, function__in=functions)
    shared = [person.function for person in others] if interview.ecosystem_id else functions
    return [person for person in people if shared.count(person.function) < 2]
