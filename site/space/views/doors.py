"""What every page of the space is: nobody else's, kept by no cache, found by no robot."""

from functools import wraps

from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from accounts import signing_in


def private(view):
    @wraps(view)
    def answered(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answered


def theirs(view):
    """A page of who signed in, who is handed to the view; the others are asked who they are."""

    @private
    @wraps(view)
    def opened(request, *args, **kwargs):
        person = signing_in.person_of(request)
        if person is None:
            return redirect(signing_in.address(request))
        return view(request, person, *args, **kwargs)

    return opened
