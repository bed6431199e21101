"""What every request goes through, besides what Django brings."""


class OnlyUtf8:
    """Forms are read as UTF-8 whatever the request claims: in UTF-7 and a few others, half a
    character can be written, that no page can print back and no database keep."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.encoding:
            request.encoding = "utf-8"
        return self.get_response(request)
