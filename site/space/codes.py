"""Proving an address by a code of six digits: django-allauth's process, open to any address.

An address that nobody knows gets a code like any other, so that the answer tells nothing; its
account is made once the code has come back. A code opens the browser that asked for it, once.
"""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController

from accounts import signing_in
from space import letters


class Code(LoginCodeVerificationProcess):
    @classmethod
    def ask(cls, request, address, then=""):
        """Send a code. `then`: where to go once signed in."""
        login = Login(email=address)
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.controller.set_current(stage.key)
        stage.state.update(cls.initial_state(user=None, email=address), then=then)
        code = cls(stage)
        code.send()
        code.persist()

    @classmethod
    def asked(cls, request):
        """The code that this browser asked for, or None when it can no longer be given."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        return cls(stage).abort_if_invalid() if stage else None

    @property
    def address(self):
        return self.state["email"]

    @property
    def then(self):
        return self.state["then"]

    def send_by_email(self, email, skip_enumeration_mails=False):
        letters.send_code(email, self.generate_code())

    def resend(self):
        """Another code; the one before opens nothing any more."""
        self.send()
        self.record_resend()
        self.persist()

    def open(self):
        """The code is right: it has served."""
        clear_login(self.request)
        user = signing_in.account_of(self.address)
        if user.is_active:
            signing_in.enter(self.request, user)
        return user.is_active
