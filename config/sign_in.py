"""Who signs in, how, and what is asked beside the password: accounts, codes, second factors, and their limits."""

from django.urls import reverse_lazy

from config import env

#: Where the site is reached from outside, for links in mails and identifiers in files.
SITE_URL = env.address("SITE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.ChangeAddressForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailVerificationCodeForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
#: In seconds; long enough for a mail that waits for the worker, then for a slow mail server.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
PASSWORD_RESET_TIMEOUT = 24 * 3600
#: One address an account; the old one serves until the new one is confirmed.
ACCOUNT_CHANGE_EMAIL = True
#: Nothing is mailed to people who have no account, except an invitation.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
#: What changes the way in is told by mail: whoever did not do it knows at once.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.split(":", 1)[0]
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
#: Beside those of signing in: corrections proposed by whoever has no account, then by whoever has one.
ACCOUNT_RATE_LIMITS = {
    "correction": "5/m/ip,50/d/ip",
    "correction_member": "20/m/user,200/d/user",
    # Codes of the people met: several may be behind one address, in a town hall.
    "personal_code": "10/m/ip,60/h/ip",
    "personal_code_person": "6/h/key",
    "personal_try": "20/m/ip,100/h/ip",
}

# The second factor ----------------------------------------------------------------------------------

MFA_ADAPTER = "commons.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.factor_forms.AuthenticateForm",
    "reauthenticate": "accounts.factor_forms.ReauthenticateForm",
    "activate_totp": "accounts.factor_forms.ActivateTOTPForm",
    "deactivate_totp": "accounts.factor_forms.DeactivateTOTPForm",
    "generate_recovery_codes": "accounts.factor_forms.GenerateRecoveryCodesForm",
    "authenticate_webauthn": "accounts.factor_forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "accounts.factor_forms.ReauthenticatePasskeyForm",
    "login_webauthn": "accounts.factor_forms.LoginPasskeyForm",
    "add_webauthn": "accounts.factor_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.factor_forms.EditPasskeyForm",
}
MFA_TOTP_ISSUER = "Communs de coopération"
#: One step before and after: a telephone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
#: A passkey is bound to the address of the site; without HTTPS, only a test or ``make run`` on one's own machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = env.LOCAL
