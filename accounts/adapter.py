"""Sign-up is by invitation: without one accepted in this session, the page says who to ask."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

#: Session key set by ``commons.views.invitation_accept`` while an invited person creates an account.
INVITED_EMAIL = "invited_email"


class InvitedOnlyAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(request.session.get(INVITED_EMAIL))
